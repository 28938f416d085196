/* SPDX-License-Identifier: MIT */
/*
 * user.h: the users, who log in (agents, managers, monitors and admins), their roles and permissions.
 */
#ifndef CHAT_PEOPLE_USER_H
#define CHAT_PEOPLE_USER_H

#include <stdbool.h>

#include "chat/core/error.h"
#include "db/messages/room_state.h"
#include "db/inbox/inbox_state.h"

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
	PERMISSION_BLOCK_LIVECHAT_CONTACT,
	PERMISSION_UNBLOCK_LIVECHAT_CONTACT,
	PERMISSION_CREATE_LIVECHAT_CONTACT,
	PERMISSION_UPDATE_LIVECHAT_CONTACT,
	PERMISSION_DELETE_LIVECHAT_CONTACT,
	PERMISSION_VIEW_LIVECHAT_CONTACT,
	PERMISSION_VIEW_LIVECHAT_CONTACT_HISTORY,
	PERMISSION_CLOSE_LIVECHAT_ROOM,
	PERMISSION_CLOSE_OTHERS_LIVECHAT_ROOM,
	PERMISSION_SAVE_OTHERS_LIVECHAT_ROOM_INFO,
	PERMISSION_VIEW_LIVECHAT_DEPARTMENTS,
	PERMISSION_MANAGE_LIVECHAT_DEPARTMENTS,
	PERMISSION_VIEW_CANNED_RESPONSES,
	PERMISSION_VIEW_ALL_CANNED_RESPONSES,
	PERMISSION_SAVE_CANNED_RESPONSES,
	PERMISSION_SAVE_DEPARTMENT_CANNED_RESPONSES,
	PERMISSION_SAVE_ALL_CANNED_RESPONSES,
	PERMISSION_REMOVE_CANNED_RESPONSES,
	PERMISSION_VIEW_PRIVILEGED_SETTING,
	PERMISSION_EDIT_PRIVILEGED_SETTING,
	PERMISSION_VIEW_LIVECHAT_BUSINESS_HOURS,
	PERMISSION_BYPASS_RATE_LIMIT,
	PERMISSION_REMOVE_CLOSED_LIVECHAT_ROOM,
	PERMISSION_REMOVE_CLOSED_LIVECHAT_ROOMS,
	PERMISSION_SEND_OMNICHANNEL_CHAT_TRANSCRIPT,
	PERMISSION_CREATE_USER,
	PERMISSION_EDIT_OTHER_USER_INFO,
	PERMISSION_EDIT_OTHER_USER_ACTIVE_STATUS,
	PERMISSION_DELETE_USER,
	PERMISSION_VIEW_FULL_OTHER_USER_INFO,
	PERMISSION__MAX
};

struct user {
	const char *id;
	const char *username;
	const char *name; /* NULL: none; so is email */
	const char *email;
	unsigned roles;            /* bits of enum role */
	const char *status;        /* online, away, busy, offline */
	bool available;            /* the user is an agent who takes chats */
	bool is_program;           /* authenticated with a personal access token */
	const char *token_hash;    /* of the token that came with the request; NULL: none did */
	bool must_change_password; /* the login allows nothing else before */
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

/* What is read in the same round trip as a user, at most one of both. */
struct user_along {
	const char *rid; /* the room whose state is read into *room; NULL: none */
	struct room_state *room;
	struct inbox_state *inbox; /* of the user's own inbox; NULL: it is not read */
};

/*
 * Finds the user with this id and login token or personal access token. CHAT_UNAUTHORIZED: they do
 * not belong together, the token has expired or the user is deactivated.
 */
CHAT_CHECKED enum chat_error user_authenticate(struct chat *chat, const char *user_id,
    const char *token, const struct user_along *along, const struct user **user);

/* Does the same without the id, and reads nothing along. */
CHAT_CHECKED enum chat_error user_of_token(
    struct chat *chat, const char *token, const struct user **user);

/*
 * Stores that the user whom one of these two functions has found for this request was seen, if that
 * is due, and once. Errors are no more than logged: it is tried again with a later request.
 */
void user_seen(struct chat *chat);

/* Does so if they were away: what the request does now counts as done by somebody who is there. */
void user_seen_back(struct chat *chat);

/* Copies the members that callers need; the strings are shared with the row. */
struct arena;
struct user_row;
struct user *user_from_row(struct arena *mem, const struct user_row *row);

#endif
