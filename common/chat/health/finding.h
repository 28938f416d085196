/* SPDX-License-Identifier: MIT */
/*
 * finding.h: how the files of this folder report what they find. For the files of this folder only.
 */
#ifndef CHAT_HEALTH_FINDING_H
#define CHAT_HEALTH_FINDING_H

#include "chat/health/health.h"

struct report {
	struct chat *chat;
	finding_fn *found;
	void *arg;
};

/* Reports one finding. The strings are those of struct finding; the remedy of one that is ok is NULL. */
void report(const struct report *to, enum health_level level, const char *subject, const char *text,
    const char *remedy);

#endif
