/* SPDX-License-Identifier: MIT */
#include "chat/people/user.h"

#include <openssl/crypto.h>
#include <string.h>

#include "base/ids.h"
#include "base/str.h"
#include "chat/core/chat.h"
#include "db/people/user.h"

static const struct {
	enum role role;
	const char *name;
} roles[] = {
	{ ROLE_USER, "user" },
	{ ROLE_AGENT, "livechat-agent" },
	{ ROLE_MANAGER, "livechat-manager" },
	{ ROLE_MONITOR, "livechat-monitor" },
	{ ROLE_ADMIN, "admin" },
};

/* The roles of which a user needs one to have the permission. */
static const struct {
	const char *name;
	unsigned roles;
} permissions[PERMISSION__MAX] = {
	[PERMISSION_VIEW_L_ROOM] = { "view-l-room",
	    ROLE_AGENT | ROLE_MANAGER | ROLE_MONITOR | ROLE_ADMIN },
	[PERMISSION_VIEW_LIVECHAT_ROOMS] = { "view-livechat-rooms",
	    ROLE_MANAGER | ROLE_MONITOR | ROLE_ADMIN },
	[PERMISSION_VIEW_LIVECHAT_MANAGER] = { "view-livechat-manager",
	    ROLE_MANAGER | ROLE_MONITOR | ROLE_ADMIN },
	[PERMISSION_MANAGE_LIVECHAT_AGENTS] = { "manage-livechat-agents",
	    ROLE_MANAGER | ROLE_ADMIN },
	[PERMISSION_LIST_AGENTS] = { "transfer-livechat-guest",
	    ROLE_AGENT | ROLE_MANAGER | ROLE_MONITOR | ROLE_ADMIN },
	[PERMISSION_CLOSE_LIVECHAT_ROOM] = { "close-livechat-room",
	    ROLE_AGENT | ROLE_MANAGER | ROLE_MONITOR | ROLE_ADMIN },
	[PERMISSION_CLOSE_OTHERS_LIVECHAT_ROOM] = { "close-others-livechat-room",
	    ROLE_MANAGER | ROLE_MONITOR | ROLE_ADMIN },
	[PERMISSION_SAVE_OTHERS_LIVECHAT_ROOM_INFO] = { "save-others-livechat-room-info",
	    ROLE_MANAGER | ROLE_MONITOR | ROLE_ADMIN },
	[PERMISSION_VIEW_LIVECHAT_DEPARTMENTS] = { "view-livechat-departments",
	    ROLE_MANAGER | ROLE_MONITOR | ROLE_ADMIN },
	[PERMISSION_MANAGE_LIVECHAT_DEPARTMENTS] = { "manage-livechat-departments",
	    ROLE_MANAGER | ROLE_MONITOR | ROLE_ADMIN },
	[PERMISSION_BYPASS_RATE_LIMIT] = { "api-bypass-rate-limit", ROLE_ADMIN },
};

unsigned
role_from_name(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(roles); i++)
		if (strcmp(roles[i].name, name) == 0)
			return roles[i].role;
	return 0;
}

const char *
role_name(enum role role)
{
	for (size_t i = 0; i < ARRAY_LEN(roles); i++)
		if (roles[i].role == role)
			return roles[i].name;
	return NULL;
}

const char *
permission_name(enum permission permission)
{
	return permissions[permission].name;
}

unsigned
permission_roles(enum permission permission)
{
	return permissions[permission].roles;
}

bool
user_may(const struct user *user, enum permission permission)
{
	if (permission == PERMISSION_NONE)
		return true;
	if (!user)
		return false;
	return permission == PERMISSION_LOGIN || (user->roles & permissions[permission].roles) != 0;
}

const struct user *
user_from_row(struct arena *mem, const struct user_row *row)
{
	struct user *user = arena_zalloc(mem, sizeof(*user));

	*user = (struct user){ .id = row->id,
		.username = row->username,
		.name = row->name,
		.email = row->email,
		.roles = row->roles,
		.status = row->status,
		.available = row->available };
	return user;
}

/* Does the work of user_of_token(), and reads the state of the room `rid` if that is not NULL. */
static enum chat_error
user_find(struct chat *chat, const char *token, const char *rid, const struct user **user,
    struct room_state *room)
{
	char hash[TOKEN_HASH_LEN + 1];
	struct token_row stored;
	struct user_row row;
	enum db_error error;

	*user = NULL;
	if (!id_valid(token, TOKEN_MAX_LEN))
		return CHAT_UNAUTHORIZED;
	token_hash(hash, token);
	error = rid ? db_user_by_token_at_room(chat->db, chat->mem, hash, rid, &row, &stored, room)
		    : db_user_by_token(chat->db, chat->mem, hash, &row, &stored);
	if (error == DB_NO_ROW)
		return CHAT_UNAUTHORIZED;
	if (error)
		return chat_error_from_db(error);
	if (strlen(stored.hash) != TOKEN_HASH_LEN ||
	    CRYPTO_memcmp(stored.hash, hash, TOKEN_HASH_LEN) != 0 || !row.active ||
	    (stored.expires_at && stored.expires_at <= chat->now_ms))
		return CHAT_UNAUTHORIZED;
	*user = user_from_row(chat->mem, &row);
	return CHAT_OK;
}

enum chat_error
user_of_token(struct chat *chat, const char *token, const struct user **user)
{
	return user_find(chat, token, NULL, user, NULL);
}

enum chat_error
user_authenticate(struct chat *chat, const char *user_id, const char *token, const char *rid,
    const struct user **user, struct room_state *room)
{
	enum chat_error error;

	*user = NULL;
	if (!id_valid(user_id, ID_MAX_LEN))
		return CHAT_UNAUTHORIZED;
	error = user_find(chat, token, rid, user, room);
	if (!error && strcmp((*user)->id, user_id) != 0) {
		*user = NULL;
		error = CHAT_UNAUTHORIZED;
	}
	return error;
}
