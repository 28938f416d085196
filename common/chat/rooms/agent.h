/*
 * agent.h: who answers, as far as visitors are told.
 */
#ifndef CHAT_ROOMS_AGENT_H
#define CHAT_ROOMS_AGENT_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "db/people/agent.h"

/* Who serves the visitor's room. CHAT_NO_VISITOR, CHAT_NO_ROOM, CHAT_NOT_SERVED, CHAT_NO_USER. */
CHAT_CHECKED enum chat_error agent_of_room(
    struct chat *chat, const char *token, const char *rid, struct agent *agent);

/*
 * Who would serve the next room, in a department (id or name; NULL: any). A visitor with an
 * open room gets no next one: agent->id is NULL then. The visitor need not be registered.
 * CHAT_NO_AGENT_ONLINE: nobody takes chats there.
 */
CHAT_CHECKED enum chat_error agent_next(
    struct chat *chat, const char *token, const char *department, struct agent *agent);

/* Writes what the admin lets visitors see of him. */
void agent_json(struct chat *chat, struct json_out *out, const struct agent *agent);

#endif
