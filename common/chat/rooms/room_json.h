/* SPDX-License-Identifier: MIT */
/*
 * room_json.h: writes rooms as JSON, for visitors and for agents.
 */
#ifndef CHAT_ROOMS_ROOM_JSON_H
#define CHAT_ROOMS_ROOM_JSON_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "db/inbox/inbox.h"

/* Write members of rooms and of inquiries: "source", and what stands for no priority and no estimate. */
void room_source_json(struct json_out *out, const char *source);
void room_priority_json(struct json_out *out);

/* Writes the room in the reply of GET livechat/config, with which a widget resumes an open room. */
void room_config_json(struct json_out *out, const struct room *room);

/* Writes the room in the reply of GET livechat/visitor/{token}: little more than who serves it. */
void room_summary_json(struct json_out *out, const struct room *room);

/* Writes all that its visitor sees of a room, with their token, as an object. */
void room_json_for_visitor(struct chat *chat, struct json_out *out, const struct room_view *view);

/*
 * Writes what agents see of a room as members of the current object. It has no token, but in addition
 * topic, tags and how the room was closed.
 */
void room_members_json_for_agent(
    struct chat *chat, struct json_out *out, const struct room_view *view);

/* Writes a closed room in short. with_talk: and its last message and tags. */
void room_json_closed(
    struct chat *chat, struct json_out *out, const struct room_view *view, bool with_talk);

/* Writes what an agent's page shows of a room as members of the current object. */
void room_members_json_for_inbox(
    struct chat *chat, struct json_out *out, const struct inbox_room *row);

#endif
