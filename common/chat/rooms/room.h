/*
 * room.h: conversations: finding the one at hand, opening one, and how one looks.
 */
#ifndef CHAT_ROOMS_ROOM_H
#define CHAT_ROOMS_ROOM_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "chat/people/user.h"
#include "db/rooms/room.h"

/* Tags an agent can put on a room, each of 255 characters at most: what its column holds. */
#define ROOM_TAGS_MAX 40

/*
 * The visitor with this token and his room `rid`, open or closed. CHAT_INVALID_TOKEN,
 * CHAT_INVALID_ROOM (also another visitor's).
 */
enum chat_error room_of_visitor(
    struct chat *chat, const char *token, const char *rid, struct room_view *view);

/*
 * The visitor's open room, the oldest if there are several; view->room.id is NULL when he has
 * none. With rid not NULL: that room, and CHAT_INVALID_ROOM unless it is open and his.
 */
enum chat_error room_current(
    struct chat *chat, const char *token, const char *rid, struct room_view *view);

/* Whether visitors can open rooms now. CHAT_DISABLED, CHAT_NO_AGENT_ONLINE. */
enum chat_error room_may_open(struct chat *chat);

/*
 * Opens a room for view->visitor, or finds the one that was opened meanwhile; `source` is
 * "api" or "widget". Where rooms are given out, agent_id (NULL: any) gets it if he is available.
 * CHAT_DISABLED, CHAT_NO_AGENT_ONLINE.
 */
enum chat_error room_open(struct chat *chat, const char *source, const char *agent_id,
    struct room_view *view, bool *opened);

/* A room an agent wants to read. CHAT_INVALID_ROOM, CHAT_ROOM_NOT_ACCESSIBLE. */
enum chat_error room_for_agent(
    struct chat *chat, const struct user *user, const char *rid, struct room_view *view);

/* Whether the user may read such a room, whoever else takes part in it. */
bool room_is_open_to(
    struct chat *chat, const struct user *user, bool open, const char *served_by_id);

/* Writes what a client needs to go on with an open room. */
void room_brief_json(struct json_out *out, const struct room *room);

/* Whether the user is one of those who talk in the room: he serves it or has joined it. */
enum chat_error room_has_user(
    struct chat *chat, const struct user *user, const struct room *room, bool *has);

/* The visitor's open rooms, the oldest first; none also for a token nobody has. */
enum chat_error room_list_open(struct chat *chat, const char *token, room_row_fn *row, void *arg);

/* Writes a room in a few words for agents: what it is and who serves it. */
void room_line_json(struct json_out *out, const struct room *room);

/* Writes the room as its visitor sees it. */
void room_json(struct chat *chat, struct json_out *out, const struct room_view *view);

/*
 * Writes the room as agents see it, as members of the object that is open: without the
 * visitor's token, but with what became of the conversation.
 */
void room_members_for_agent_json(
    struct chat *chat, struct json_out *out, const struct room_view *view);

#endif
