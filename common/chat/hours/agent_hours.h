/* SPDX-License-Identifier: MIT */
/*
 * agent_hours.h: agents take chats while a business hour that covers them is open: those of their
 * departments, or without a department the default one. A program that answers for an agent takes
 * them at any time.
 */
#ifndef CHAT_HOURS_AGENT_HOURS_H
#define CHAT_HOURS_AGENT_HOURS_H

#include "base/json_out.h"
#include "chat/core/chat.h"

struct agent_hour;

/* The business hours that are open now, by the agents whom they cover. */
struct agent_hours {
	bool on;                  /* false: business hours are switched off */
	struct agent_hour *first; /* lives in the arena of the request */
	struct agent_hour **end;
	struct arena *mem;
};

/* Reads those of one agent (NULL: of all). Costs nothing while business hours are switched off. */
CHAT_CHECKED enum chat_error agent_hours_read(
    struct chat *chat, const char *agent_id, struct agent_hours *hours);

/* Writes "openBusinessHours", the ids of the agent's, unless business hours are switched off. */
void agent_hours_json(struct json_out *out, const struct agent_hours *hours, const char *agent_id);

/* Returns whether the agent can take chats now as far as business hours are concerned. */
CHAT_CHECKED enum chat_error agent_in_hours(
    struct chat *chat, const char *agent_id, bool *in_hours);

#endif
