/* SPDX-License-Identifier: MIT */
#include "chat/health/finding.h"

const char *
health_level_word(enum health_level level)
{
	switch (level) {
	case HEALTH_OK:
		return "ok";
	case HEALTH_WARNING:
		return "warning";
	case HEALTH_FAILURE:
		break;
	}
	return "failure";
}

void
report(const struct report *to, enum health_level level, const char *subject, const char *text,
    const char *remedy)
{
	struct finding finding = {
		.level = level, .subject = subject, .text = text, .remedy = remedy
	};

	to->found(&finding, to->arg);
}
