/* SPDX-License-Identifier: MIT */
/*
 * agent.h: the agent who serves a room or would serve the next one, as visitors see them.
 */
#ifndef CHAT_ROOMS_AGENT_H
#define CHAT_ROOMS_AGENT_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "db/people/agent.h"

/*
 * Finds the agent who serves the visitor's room. CHAT_NO_VISITOR, CHAT_NO_ROOM. CHAT_NOT_SERVED: no
 * agent serves it. CHAT_NO_USER: the agent has been removed.
 */
CHAT_CHECKED enum chat_error agent_of_room(
    struct chat *chat, const char *token, const char *rid, struct agent *agent);

/*
 * Finds the agent who would serve the visitor's next room, in a department (id or name; NULL: the
 * visitor's, or any).
 * agent->id is NULL if the visitor has an open room and so does not get another one. The token need
 * not be registered. CHAT_NO_AGENT_ONLINE: no agent is available.
 */
CHAT_CHECKED enum chat_error agent_next(
    struct chat *chat, const char *token, const char *department, struct agent *agent);

/* Writes the agent as an object that contains what the settings let visitors see. */
void agent_json(struct chat *chat, struct json_out *out, const struct agent *agent);

#endif
