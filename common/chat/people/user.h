/* SPDX-License-Identifier: MIT */
/*
 * user.h: the users, who log in (agents, managers, monitors and admins), their roles and permissions.
 */
#ifndef CHAT_PEOPLE_USER_H
#define CHAT_PEOPLE_USER_H

#include <stdbool.h>

#include "chat/core/error.h"
#include "db/rooms/room_state.h"

struct chat;

enum role {
	ROLE_USER = 1 << 0,
	ROLE_AGENT = 1 << 1,
	ROLE_MANAGER = 1 << 2,
	ROLE_MONITOR = 1 << 3,
	ROLE_ADMIN = 1 << 4,
};

/* Rocket.Chat has the same permissions; see permission_name(). */
enum permission {
	PERMISSION_NONE = 0, /* no login is needed */
	PERMISSION_LOGIN,    /* everybody who is logged in */
	PERMISSION_VIEW_L_ROOM,
	PERMISSION_VIEW_LIVECHAT_ROOMS,
	PERMISSION_VIEW_LIVECHAT_MANAGER,
	PERMISSION_MANAGE_LIVECHAT_AGENTS,
	PERMISSION_LIST_AGENTS, /* transfer-livechat-guest or edit-omnichannel-contact */
	PERMISSION_CLOSE_LIVECHAT_ROOM,
	PERMISSION_CLOSE_OTHERS_LIVECHAT_ROOM,
	PERMISSION_SAVE_OTHERS_LIVECHAT_ROOM_INFO,
	PERMISSION_VIEW_LIVECHAT_DEPARTMENTS,
	PERMISSION_MANAGE_LIVECHAT_DEPARTMENTS,
	PERMISSION_BYPASS_RATE_LIMIT,
	PERMISSION__MAX
};

struct user {
	const char *id;
	const char *username;
	const char *name; /* NULL: none; so is email */
	const char *email;
	unsigned roles;     /* bits of enum role */
	const char *status; /* online, away, busy, offline */
	bool available;     /* the user is an agent who takes chats */
};

/* Converts "livechat-agent" to ROLE_AGENT and back. Returns 0 or NULL for an unknown role. */
unsigned role_from_name(const char *name);
const char *role_name(enum role role);

/* Returns "view-l-room", for example; NULL for PERMISSION_NONE and PERMISSION_LOGIN. */
const char *permission_name(enum permission permission);

/* Returns the bits of the roles that have a permission. A user needs one of them. */
unsigned permission_roles(enum permission permission);

/* Returns whether the user has the permission. user NULL: nobody is logged in. */
bool user_may(const struct user *user, enum permission permission);

/*
 * Finds the user with this id and login token or personal access token. If rid is not NULL, it also
 * reads the state of that room in the same round trip; otherwise it does not touch *room.
 * CHAT_UNAUTHORIZED: they do not belong together, the token has expired or the user is deactivated.
 */
CHAT_CHECKED enum chat_error user_authenticate(struct chat *chat, const char *user_id,
    const char *token, const char *rid, const struct user **user, struct room_state *room);

/* Does the same without the id and the room. */
CHAT_CHECKED enum chat_error user_of_token(
    struct chat *chat, const char *token, const struct user **user);

/* Copies the members that callers need; the strings are shared with the row. */
struct arena;
struct user_row;
const struct user *user_from_row(struct arena *mem, const struct user_row *row);

#endif
