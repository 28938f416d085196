/* SPDX-License-Identifier: MIT */
#include "chat/people/user.h"

#include <openssl/crypto.h>
#include <string.h>

#include "base/clock.h"
#include "base/crypto/ids.h"
#include "base/str.h"
#include "chat/core/chat.h"
#include "chat/hours/site_zone.h"
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
	[PERMISSION_BLOCK_LIVECHAT_CONTACT] = { "block-livechat-contact",
	    ROLE_AGENT | ROLE_MANAGER | ROLE_MONITOR | ROLE_ADMIN },
	[PERMISSION_UNBLOCK_LIVECHAT_CONTACT] = { "unblock-livechat-contact",
	    ROLE_AGENT | ROLE_MANAGER | ROLE_MONITOR | ROLE_ADMIN },
	[PERMISSION_CREATE_LIVECHAT_CONTACT] = { "create-livechat-contact",
	    ROLE_AGENT | ROLE_MANAGER | ROLE_MONITOR | ROLE_ADMIN },
	[PERMISSION_UPDATE_LIVECHAT_CONTACT] = { "update-livechat-contact",
	    ROLE_AGENT | ROLE_MANAGER | ROLE_MONITOR | ROLE_ADMIN },
	[PERMISSION_DELETE_LIVECHAT_CONTACT] = { "delete-livechat-contact",
	    ROLE_MANAGER | ROLE_ADMIN },
	[PERMISSION_VIEW_LIVECHAT_CONTACT] = { "view-livechat-contact",
	    ROLE_AGENT | ROLE_MANAGER | ROLE_MONITOR | ROLE_ADMIN },
	[PERMISSION_VIEW_LIVECHAT_CONTACT_HISTORY] = { "view-livechat-contact-history",
	    ROLE_AGENT | ROLE_MANAGER | ROLE_MONITOR | ROLE_ADMIN },
	[PERMISSION_SAVE_OTHERS_LIVECHAT_ROOM_INFO] = { "save-others-livechat-room-info",
	    ROLE_MANAGER | ROLE_MONITOR | ROLE_ADMIN },
	[PERMISSION_VIEW_LIVECHAT_DEPARTMENTS] = { "view-livechat-departments",
	    ROLE_MANAGER | ROLE_MONITOR | ROLE_ADMIN },
	[PERMISSION_MANAGE_LIVECHAT_DEPARTMENTS] = { "manage-livechat-departments",
	    ROLE_MANAGER | ROLE_MONITOR | ROLE_ADMIN },
	[PERMISSION_VIEW_CANNED_RESPONSES] = { "view-canned-responses",
	    ROLE_AGENT | ROLE_MANAGER | ROLE_MONITOR | ROLE_ADMIN },
	[PERMISSION_VIEW_ALL_CANNED_RESPONSES] = { "view-all-canned-responses",
	    ROLE_MANAGER | ROLE_ADMIN },
	[PERMISSION_SAVE_CANNED_RESPONSES] = { "save-canned-responses",
	    ROLE_AGENT | ROLE_MANAGER | ROLE_MONITOR | ROLE_ADMIN },
	[PERMISSION_SAVE_DEPARTMENT_CANNED_RESPONSES] = { "save-department-canned-responses",
	    ROLE_MONITOR | ROLE_ADMIN },
	[PERMISSION_SAVE_ALL_CANNED_RESPONSES] = { "save-all-canned-responses",
	    ROLE_MANAGER | ROLE_ADMIN },
	[PERMISSION_REMOVE_CANNED_RESPONSES] = { "remove-canned-responses",
	    ROLE_AGENT | ROLE_MANAGER | ROLE_MONITOR | ROLE_ADMIN },
	[PERMISSION_VIEW_PRIVILEGED_SETTING] = { "view-privileged-setting", ROLE_ADMIN },
	[PERMISSION_EDIT_PRIVILEGED_SETTING] = { "edit-privileged-setting", ROLE_ADMIN },
	[PERMISSION_VIEW_LIVECHAT_BUSINESS_HOURS] = { "view-livechat-business-hours",
	    ROLE_MANAGER | ROLE_MONITOR | ROLE_ADMIN },
	[PERMISSION_EDIT_OTHER_USER_INFO] = { "edit-other-user-info", ROLE_ADMIN },
	[PERMISSION_BYPASS_RATE_LIMIT] = { "api-bypass-rate-limit", ROLE_ADMIN },
	[PERMISSION_REMOVE_CLOSED_LIVECHAT_ROOM] = { "remove-closed-livechat-room",
	    ROLE_MANAGER | ROLE_ADMIN },
	[PERMISSION_REMOVE_CLOSED_LIVECHAT_ROOMS] = { "remove-closed-livechat-rooms",
	    ROLE_MANAGER | ROLE_MONITOR | ROLE_ADMIN },
	[PERMISSION_SEND_OMNICHANNEL_CHAT_TRANSCRIPT] = { "send-omnichannel-chat-transcript",
	    ROLE_MANAGER | ROLE_ADMIN },
	[PERMISSION_CREATE_USER] = { "create-user", ROLE_ADMIN },
	[PERMISSION_EDIT_OTHER_USER_ACTIVE_STATUS] = { "edit-other-user-active-status",
	    ROLE_ADMIN },
	[PERMISSION_DELETE_USER] = { "delete-user", ROLE_ADMIN },
	[PERMISSION_VIEW_FULL_OTHER_USER_INFO] = { "view-full-other-user-info", ROLE_ADMIN },
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

struct user *
user_from_row(struct arena *mem, const struct user_row *row)
{
	struct user *user = arena_zalloc(mem, sizeof(*user));

	*user = (struct user){ .id = row->id,
		.username = row->username,
		.name = row->name,
		.email = row->email,
		.roles = row->roles,
		.status = row->status,
		.available = row->available,
		.must_change_password = row->must_change_password };
	return user;
}

/* Reads what is to be read along with the user, in the same round trip. */
static enum db_error
user_read(struct chat *chat, const char *hash, const struct user_along *along, struct user_row *row,
    struct token_row *stored)
{
	if (along->rid)
		return db_user_by_token_at_room(
		    chat->db, chat->mem, hash, along->rid, row, stored, along->room);
	if (along->inbox)
		return db_user_by_token_at_inbox(
		    chat->db, chat->mem, hash, row, stored, along->inbox);
	return db_user_by_token(chat->db, chat->mem, hash, row, stored);
}

static enum chat_error
user_find(
    struct chat *chat, const char *token, const struct user_along *along, const struct user **user)
{
	char hash[TOKEN_HASH_LEN + 1];
	struct token_row stored;
	struct user_row row;
	struct user *found;
	enum db_error error;

	*user = NULL;
	if (!id_valid(token, TOKEN_MAX_LEN))
		return CHAT_UNAUTHORIZED;
	token_hash(hash, token);
	error = user_read(chat, hash, along, &row, &stored);
	if (error == DB_NO_ROW)
		return CHAT_UNAUTHORIZED;
	if (error)
		return chat_error_from_db(error);
	if (strlen(stored.hash) != TOKEN_HASH_LEN ||
	    CRYPTO_memcmp(stored.hash, hash, TOKEN_HASH_LEN) != 0 || !row.active ||
	    (stored.expires_at && stored.expires_at <= chat->now_ms))
		return CHAT_UNAUTHORIZED;
	found = user_from_row(chat->mem, &row);
	found->is_program = stored.name != NULL;
	found->token_hash = stored.hash;
	if (row.seen != SEEN_NOW) {
		chat->seen_id = found->id;
		chat->seen_available = found->roles & ROLE_AGENT && found->available &&
				       strcmp(found->status, "offline") != 0;
	}
	chat->seen_away = row.seen == SEEN_AWAY;
	*user = found;
	return CHAT_OK;
}

/* How long a process does not try again to store what it could not, such as in a read-only database. */
#define SEEN_RETRY_MS 60000

/*
 * The user was seen, and an agent who took chats when they were seen before was available since. This is the cheapest
 * way to know how long agents are: nobody says when one goes away.
 */
static enum db_error
seen_store(struct chat *chat)
{
	int64_t since_ms;
	enum db_error error = db_user_mark_seen(chat->db, chat->seen_id, &since_ms);

	if (error || since_ms == 0 || !chat->seen_available || chat->seen_away)
		return error;
	return db_agent_day_add(chat->db, site_day(chat, chat->now_ms), chat->seen_id, since_ms);
}

void
user_seen(struct chat *chat)
{
	static int64_t next_try_ms; /* by the monotonic clock; 0: at once */
	int64_t now_ms;

	if (!chat->seen_id)
		return;
	now_ms = clock_monotonic_ms();
	if (now_ms >= next_try_ms && seen_store(chat))
		next_try_ms = now_ms + SEEN_RETRY_MS;
	chat->seen_id = NULL;
}

void
user_seen_back(struct chat *chat)
{
	if (chat->seen_away)
		user_seen(chat);
}

enum chat_error
user_of_token(struct chat *chat, const char *token, const struct user **user)
{
	return user_find(chat, token, &(const struct user_along){ 0 }, user);
}

enum chat_error
user_authenticate(struct chat *chat, const char *user_id, const char *token,
    const struct user_along *along, const struct user **user)
{
	enum chat_error error;

	*user = NULL;
	if (!id_valid(user_id, ID_MAX_LEN))
		return CHAT_UNAUTHORIZED;
	error = user_find(chat, token, along, user);
	if (!error && strcmp((*user)->id, user_id) != 0) {
		*user = NULL;
		error = CHAT_UNAUTHORIZED;
	}
	return error;
}
