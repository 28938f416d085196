#include "chat/content.h"

#include <string.h>

#include "base/json_out.h"
#include "text/message_text.h"

static void
mention_json(struct json_out *out, const struct author *user)
{
	json_object(out);
	json_put_string(out, "_id", user->id);
	json_put_string(out, "username", user->username);
	json_put_string_opt(out, "name", user->name);
	json_put_string(out, "type", "user");
	json_object_end(out);
}

/* @all and @here are no users but are mentioned like them. Returns how many were written. */
static size_t
everybody_json(struct json_out *out, const char *name, bool mentioned)
{
	if (!mentioned)
		return 0;
	json_object(out);
	json_put_string(out, "_id", name);
	json_put_string(out, "username", name);
	json_object_end(out);
	return 1;
}

/* The users among the names; *json is NULL when there are none. */
static enum db_error
mentions_resolve(struct chat *chat, const struct message_text *text, const char **json)
{
	enum db_error error = DB_OK;
	struct buf buf = { 0 };
	struct json_out out;
	size_t found = 0;

	json_begin(&out, &buf);
	json_array(&out);
	/* Only who may: visitors do not get here with these. */
	found += everybody_json(&out, "all", text->mentions_all);
	found += everybody_json(&out, "here", text->mentions_here);
	for (size_t i = 0; i < text->mentions_len && i < CONTENT_MENTIONS_MAX; i++) {
		struct author user;

		error = db_mention_get(chat->db, chat->mem, text->mentions[i], &user);
		if (error == DB_NO_ROW)
			error = DB_OK;
		if (error)
			break;
		if (user.id) {
			mention_json(&out, &user);
			found++;
		}
	}
	*json = NULL;
	if (!error && found > 0) {
		json_array_end(&out);
		*json = arena_strndup(chat->mem, buf.data, buf.len);
	}
	buf_free(&buf);
	return error;
}

/* Fills *message from what its text means. */
static enum db_error
content_fill(struct chat *chat, const struct message_text *text, struct message *message)
{
	message->md_json = text->md;
	message->urls_json = strcmp(text->urls, "[]") == 0 ? NULL : text->urls;
	/* There are no public rooms here, so no name behind a # is one. */
	message->channels_json = NULL;
	return mentions_resolve(chat, text, &message->mentions_json);
}

enum chat_error
content_read(struct chat *chat, struct message *message)
{
	struct message_text text;

	message_text_read(chat->mem, message->msg, strlen(message->msg), &text);
	if (message->by_visitor && text.mentions_all)
		return CHAT_NOTIFY_ALL_NOT_ALLOWED;
	if (message->by_visitor && text.mentions_here)
		return CHAT_NOTIFY_HERE_NOT_ALLOWED;
	return chat_error_from_db(content_fill(chat, &text, message));
}

enum db_error
content_read_again(struct chat *chat, struct message *message)
{
	struct message_text text;

	message_text_read(chat->mem, message->msg, strlen(message->msg), &text);
	if (message->by_visitor)
		text.mentions_all = text.mentions_here = false;
	return content_fill(chat, &text, message);
}
