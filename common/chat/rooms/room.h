/* SPDX-License-Identifier: MIT */
/*
 * room.h: finds the rooms of a visitor.
 */
#ifndef CHAT_ROOMS_ROOM_H
#define CHAT_ROOMS_ROOM_H

#include "chat/core/chat.h"
#include "db/rooms/room.h"

/* How many tags, of up to 255 characters each, fit into the column of a room. */
#define ROOM_TAGS_MAX 40

/*
 * Finds the visitor with this token and their room `rid`, which may be open or closed.
 * CHAT_NO_VISITOR. CHAT_NO_ROOM: there is no such room, or it belongs to another visitor.
 */
CHAT_CHECKED enum chat_error room_of_visitor(
    struct chat *chat, const char *token, const char *rid, struct room_view *view);

/*
 * Finds the visitor with this token and their oldest open room; view->room.id is NULL if they have
 * none. If rid is not NULL, only that room is found. CHAT_NO_VISITOR. CHAT_NO_ROOM: `rid` is not an
 * open room of this visitor.
 */
CHAT_CHECKED enum chat_error room_current(
    struct chat *chat, const char *token, const char *rid, struct room_view *view);

/*
 * Whether the visitor's room waits for an agent who takes it: clients then say that they connect. False if nobody can
 * tell.
 */
bool room_is_waiting(struct chat *chat, const char *token, const char *rid);

/* The visitor with this token has read all of their room. CHAT_NO_VISITOR, CHAT_NO_ROOM. */
CHAT_CHECKED enum chat_error room_read_by_visitor(
    struct chat *chat, const char *token, const char *rid);

/* Calls `row` for each open room of the visitor, the oldest first. An unknown token has no rooms. */
CHAT_CHECKED enum chat_error room_list_open(
    struct chat *chat, const char *token, room_row_fn *row, void *arg);

#endif
