/* SPDX-License-Identifier: MIT */
#include "chat/accounts/account.h"

#include <string.h>

#include "base/crypto/ids.h"
#include "base/utf8.h"
#include "chat/core/address.h"
#include "chat/format/system_message.h"
#include "chat/people/password.h"
#include "chat/routing/queue.h"
#include "chat/routing/room_transfer.h"
#include "db/accounts/account.h"

/* How often a change is tried while the user keeps being given other rooms. */
#define TRIES 5

/* --- What is asked for ---------------------------------------------------------------------- */

static bool
username_valid(const char *username)
{
	size_t len = strlen(username);

	return len >= 1 && len <= USERNAME_MAX_LEN &&
	       strspn(username,
		   "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == len;
}

static bool
name_valid(const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < len; i++)
		if ((unsigned char)name[i] < ' ' || name[i] == 0x7f)
			return false;
	return len > 0 && utf8_valid(name, len, NULL) &&
	       utf8_utf16_len(name, len) <= PERSON_NAME_MAX_LEN;
}

/* Checks the facts and sets what they change. The password is hashed last, for it takes long. */
static enum chat_error
facts_read(struct chat *chat, const struct account_facts *facts, struct account_change *change)
{
	enum chat_error error = CHAT_OK;

	*change = (struct account_change){ .username = facts->username,
		.name = facts->name,
		.roles = facts->roles < 0 ? -1 : facts->roles | (int)ROLE_USER,
		.active = facts->active,
		.must_change_password = facts->must_change_password,
		.verified_hash = facts->verified_hash,
		.now_ms = chat->now_ms };
	if (facts->username && !username_valid(facts->username))
		return CHAT_INVALID_USERNAME;
	if (facts->name && !name_valid(facts->name))
		return CHAT_INVALID_NAME;
	if (facts->email)
		error = email_read(chat, facts->email, &change->email);
	if (error || !facts->password)
		return error;
	if (password_complaint(facts->password, strlen(facts->password)))
		return CHAT_PASSWORD_UNFIT;
	change->password_hash = password_hash(chat->mem, facts->password);
	/* Users who say what it was have chosen it themselves; what an admin sets may be a first one again. */
	if (facts->verified_hash)
		change->must_change_password = 0;
	return CHAT_OK;
}

static enum chat_error
fault_error(enum account_fault fault)
{
	switch (fault) {
	case ACCOUNT_USERNAME_TAKEN:
		return CHAT_USERNAME_TAKEN;
	case ACCOUNT_EMAIL_TAKEN:
		return CHAT_EMAIL_TAKEN;
	case ACCOUNT_LAST_ADMIN:
		return CHAT_LAST_ADMIN;
	case ACCOUNT_ROOMS_CHANGED:
		return CHAT_UNAVAILABLE;
	case ACCOUNT_PASSWORD_CHANGED:
		return CHAT_PASSWORD_WRONG;
	case ACCOUNT_FAULT_NONE:
		break;
	}
	return CHAT_NO_USER;
}

enum chat_error
account_check(struct chat *chat, const struct account_facts *facts)
{
	struct account_facts names = *facts;
	struct account_change wanted;
	enum account_fault fault;
	enum chat_error error;
	enum db_error db_error;

	names.password = NULL;
	error = facts_read(chat, &names, &wanted);
	if (error)
		return error;
	db_error = db_account_names_free(chat->db, "", wanted.username, wanted.email, &fault);
	return db_error == DB_NO_ROW ? fault_error(fault) : chat_error_from_db(db_error);
}

enum chat_error
account_create(struct chat *chat, const struct account_facts *facts, struct user_row *created)
{
	struct account_change wanted;
	enum account_fault fault;
	enum chat_error error = facts_read(chat, facts, &wanted);
	enum db_error db_error;

	if (error)
		return error;
	*created = (struct user_row){ .id = id_new_in(chat->mem),
		.username = wanted.username,
		.name = wanted.name,
		.email = wanted.email,
		.password_hash = wanted.password_hash,
		.roles = wanted.roles < 0 ? ROLE_USER : (unsigned)wanted.roles,
		.active = wanted.active != 0,
		.must_change_password = wanted.must_change_password > 0,
		.status = "offline",
		.created_at = chat->now_ms,
		.updated_at = chat->now_ms };
	db_error = db_account_insert(chat->db, created, &fault);
	return db_error == DB_NO_ROW ? fault_error(fault) : chat_error_from_db(db_error);
}

/* --- Changes -------------------------------------------------------------------------------- */

enum chat_error
account_named(struct chat *chat, const char *id, const char *username, const char *email,
    struct user_row *row)
{
	enum db_error error;

	*row = (struct user_row){ 0 };
	if (id && !id_valid(id, ID_MAX_LEN))
		return CHAT_NO_USER;
	if (id)
		error = db_user_by_id(chat->db, chat->mem, id, row);
	else if (username)
		error = db_user_by_username(chat->db, chat->mem, username, row);
	else
		error = db_user_by_email(
		    chat->db, chat->mem, mail_address_sought(chat->mem, email), row);
	return error == DB_NO_ROW ? CHAT_NO_USER : chat_error_from_db(error);
}

/* Reads the rooms that the user serves, and prepares their return. */
static enum chat_error
rooms_prepare(struct chat *chat, const struct user *by, const struct user_row *row,
    struct account_room **rooms)
{
	const struct author agent = { row->id, row->username, row->name };
	const struct author other = by ? author_of_user(by) : agent;
	enum chat_error error =
	    chat_error_from_db(db_account_rooms(chat->db, chat->mem, row->id, rooms));

	for (struct account_room *at = error ? NULL : *rooms; at && !error; at = at->next) {
		const struct room room = { .id = at->id,
			.department_id = at->department_id,
			.served_by_id = row->id,
			.served_by_username = row->username };

		error = room_return_event(chat, &room, by ? &other : NULL, &agent, &at->event);
		at->inquiry_id = id_new_in(chat->mem);
	}
	return error;
}

/* Makes the change, with the rooms that the user serves at that moment. */
static enum chat_error
change_make(struct chat *chat, const struct user *by, const struct user_row *row,
    struct account_change *change)
{
	enum chat_error error = CHAT_OK;
	enum db_error db_error = DB_NO_ROW;

	change->fault = ACCOUNT_ROOMS_CHANGED;
	for (int i = 0; i < TRIES && change->fault == ACCOUNT_ROOMS_CHANGED; i++) {
		if (change->leaves)
			error = rooms_prepare(chat, by, row, &change->rooms);
		if (error)
			return error;
		db_error = db_account_change(chat->db, change);
		for (const struct account_room *at = db_error ? NULL : change->rooms; at;
		     at = at->next)
			queue_telling_stored(chat, &at->event.telling);
		if (db_error != DB_NO_ROW)
			return chat_error_from_db(db_error);
	}
	return fault_error(change->fault);
}

enum chat_error
account_update(struct chat *chat, const struct user *by, const char *id,
    const struct account_facts *facts, struct user_row *changed)
{
	struct account_change change;
	struct user_row row;
	enum chat_error error = account_named(chat, id, NULL, NULL, &row);
	bool is_self = by && !error && strcmp(by->id, row.id) == 0;

	if (error)
		return error;
	if (is_self && facts->active == 0)
		return CHAT_SELF;
	error = facts_read(chat, facts, &change);
	if (error)
		return error;
	change.id = row.id;
	change.keep_hash = is_self ? by->token_hash : NULL;
	change.leaves =
	    change.active == 0 || (change.roles >= 0 && !(change.roles & (int)ROLE_AGENT));
	error = change_make(chat, by, &row, &change);
	return error ? error : account_named(chat, row.id, NULL, NULL, changed);
}

enum chat_error
account_revoke(struct chat *chat, const struct user *by, unsigned role, const char *id)
{
	struct account_change change = {
		.active = -1, .must_change_password = -1, .now_ms = chat->now_ms
	};
	struct user_row row;
	enum chat_error error = account_named(chat, id, NULL, NULL, &row);

	if (error)
		return error;
	change.id = row.id;
	change.roles = (int)(row.roles & ~role);
	change.leaves = !(change.roles & (int)ROLE_AGENT);
	return change_make(chat, by, &row, &change);
}

enum chat_error
account_delete(struct chat *chat, const struct user *by, const char *id)
{
	struct account_change change = { .remove = true,
		.leaves = true,
		.roles = -1,
		.active = -1,
		.must_change_password = -1,
		.now_ms = chat->now_ms };
	struct user_row row;
	enum chat_error error = account_named(chat, id, NULL, NULL, &row);

	if (error)
		return error;
	if (by && strcmp(by->id, row.id) == 0)
		return CHAT_SELF;
	change.id = row.id;
	return change_make(chat, by, &row, &change);
}
