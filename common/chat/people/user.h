/*
 * user.h: people who log in: agents, managers, monitors, admins; and who may do what.
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

/* Named as Rocket.Chat names them. */
enum permission {
	PERMISSION_NONE = 0, /* not even a login is needed */
	PERMISSION_LOGIN,    /* anybody logged in */
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
	const char *name;   /* NULL when none was given */
	const char *email;  /* NULL likewise */
	unsigned roles;     /* of enum role */
	const char *status; /* online, away, busy, offline */
	bool available;     /* an agent who takes chats */
};

/* "livechat-agent" to ROLE_AGENT and back; 0 and NULL for what does not exist. */
unsigned role_from_name(const char *name);
const char *role_name(enum role role);

/* "view-l-room"; NULL for PERMISSION_NONE and PERMISSION_LOGIN. */
const char *permission_name(enum permission permission);

/* The roles that have a permission, as bits; any of them is enough. */
unsigned permission_roles(enum permission permission);

bool user_may(const struct user *user, enum permission permission);

/*
 * The user whose id and login token these are; *user lives in the chat's arena. With rid not
 * NULL also the state of that room, in the same round trip; else *room is left alone.
 */
CHAT_CHECKED enum chat_error user_authenticate(struct chat *chat, const char *user_id,
    const char *token, const char *rid, const struct user **user, struct room_state *room);

/* The same without the id and the room. */
CHAT_CHECKED enum chat_error user_of_token(
    struct chat *chat, const char *token, const struct user **user);

/* What is known of a user, without what only this floor needs. */
struct arena;
struct user_row;
const struct user *user_from_row(struct arena *mem, const struct user_row *row);

#endif
