/* SPDX-License-Identifier: MIT */
#include "chat/people/presence.h"

#include <string.h>

#include "base/str.h"
#include "chat/people/access.h"

/* Who has sent a request is here, unless it came from a program that only acts for them. */
static const char *
here_id(const struct user *user)
{
	return strcmp(user->status, "offline") == 0 ? "" : user->id;
}

enum chat_error
presence_get(struct chat *chat, const struct user *user, const struct user_named *named,
    struct presence *presence)
{
	const char *id = named->id || named->username ? named->id : user->id;
	enum db_error error =
	    db_presence_get(chat->db, chat->mem, here_id(user), id, named->username, presence);

	return error == DB_NO_ROW ? CHAT_NO_USER : chat_error_from_db(error);
}

static bool
status_known(const char *status)
{
	static const char *const known[] = { "online", "away", "offline", "busy" };

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (strcmp(known[i], status) == 0)
			return true;
	return false;
}

/* The text without blanks at its ends, as Rocket.Chat stores it. */
static const char *
text_trimmed(struct chat *chat, const char *text)
{
	size_t len;

	text += strspn(text, " \t\r\n");
	for (len = strlen(text); len > 0 && strchr(" \t\r\n", text[len - 1]); len--)
		;
	return arena_strndup(chat->mem, text, len);
}

enum chat_error
presence_set(struct chat *chat, const struct user *user, const struct user_named *named,
    const char *status, const char *text)
{
	struct presence_change change = { .status = status };
	struct presence found;
	enum chat_error error = presence_get(chat, user, named, &found);
	enum db_error db_error;
	bool is_self;

	if (error)
		return error;
	is_self = strcmp(found.id, user->id) == 0;
	if (!access_granted(chat, ACCESS_SELF, user, is_self))
		return CHAT_NOT_YOURS;
	if (status && !status_known(status))
		return CHAT_INVALID_VALUE;
	if (text)
		change.text = text_trimmed(chat, text);
	/* A bot with a personal access token never logs in: a status other than offline does. */
	change.by_program = is_self && user->is_program && status && strcmp(status, "offline") != 0;
	db_error = db_presence_set(chat->db, found.id, &change, chat->now_ms);
	return db_error == DB_NO_ROW ? CHAT_USER_DEACTIVATED : chat_error_from_db(db_error);
}

static enum db_error
presence_json(const struct presence *presence, void *arg)
{
	struct json_out *out = arg;

	json_object(out);
	json_put_string(out, "_id", presence->id);
	json_put_string(out, "username", presence->username);
	json_put_string_opt(out, "name", presence->name);
	json_put_string(out, "status", presence->status);
	json_put_string_opt(out, "statusText", presence->text);
	json_put_int(out, "utcOffset", 0);
	json_object_end(out);
	return DB_OK;
}

enum chat_error
presence_list_write(
    struct chat *chat, struct json_out *out, const struct user *user, const char *ids)
{
	enum db_error error;

	json_array(out);
	error = db_presence_list(chat->db, here_id(user), ids, presence_json, out);
	json_array_end(out);
	return chat_error_from_db(error);
}

enum chat_error
presence_changed_write(
    struct chat *chat, struct json_out *out, const struct user *user, int64_t since_ms)
{
	enum db_error error;

	json_array(out);
	error =
	    db_presence_changed(chat->db, here_id(user), user->id, since_ms, presence_json, out);
	json_array_end(out);
	return chat_error_from_db(error);
}
