/*
 * room_json.h: how a room looks, to its visitor and to agents.
 */
#ifndef CHAT_ROOMS_ROOM_JSON_H
#define CHAT_ROOMS_ROOM_JSON_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "db/rooms/room.h"

/* Writes what a client needs to go on with an open room. */
void room_config_json(struct json_out *out, const struct room *room);

/* Writes a room in a few words for agents: what it is and who serves it. */
void room_summary_json(struct json_out *out, const struct room *room);

/* Writes the room as its visitor sees it. */
void room_json_for_visitor(struct chat *chat, struct json_out *out, const struct room_view *view);

/*
 * Writes the room as agents see it, as members of the object that is open: without the
 * visitor's token, but with what became of the conversation.
 */
void room_members_json_for_agent(
    struct chat *chat, struct json_out *out, const struct room_view *view);

#endif
