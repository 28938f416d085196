/* SPDX-License-Identifier: MIT */
#include "chat/format/message_render.h"

#include <string.h>

#include "base/json_out.h"
#include "base/utf8.h"
#include "chat/files/file_json.h"
#include "chat/format/placeholders.h"
#include "chat/people/person_json.h"
#include "db/people/agent.h"
#include "text/message_text.h"

/*
 * At this length of the mentions, in bytes, no further ones are added: together with one more, the
 * longest, and with MESSAGE_TEXT_JSON_MAX, what is made of one text has less than 64 KiB.
 */
#define MENTIONS_JSON_FULL (8 * 1024)

static void
mention_json(struct json_out *out, const struct author *user)
{
	json_object(out);
	person_members_json(out, user);
	json_put_string(out, "type", "user");
	json_object_end(out);
}

/* @all and @here look like mentioned users. Returns how many entries were written. */
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

/* Writes those mentioned names that belong to users. *json is NULL if there are none. */
static enum db_error
mentions_resolve(struct chat *chat, const struct message_text *text, const char **json)
{
	enum db_error error = DB_OK;
	struct json_text json_text;
	struct json_out *out = &json_text.out;
	const char *written;
	size_t found = 0;

	*json = NULL;
	if (!text->mentions_all && !text->mentions_here && text->mentions_len == 0)
		return DB_OK;
	json_text_begin(&json_text);
	json_array(out);
	/* message_render() and message_render_again() have excluded visitors who mention these. */
	found += everybody_json(out, "all", text->mentions_all);
	found += everybody_json(out, "here", text->mentions_here);
	for (size_t i = 0; i < text->mentions_len && i < MESSAGE_MENTIONS_MAX &&
			   json_text.buf.len <= MENTIONS_JSON_FULL;
	     i++) {
		struct author user;

		error = db_mention_get(chat->db, chat->mem, text->mentions[i], &user);
		if (error == DB_NO_ROW)
			error = DB_OK;
		if (error)
			break;
		if (user.id) {
			mention_json(out, &user);
			found++;
		}
	}
	json_array_end(out);
	written = json_text_end(&json_text, chat->mem);
	if (found > 0)
		*json = written;
	return error;
}

/* What parsing the text of a message gave, as JSON. NULL: nothing. */
struct parsed {
	const char *md;
	const char *urls;
	const char *mentions;
};

static void
parsed_json(struct json_out *out, const struct parsed *parsed)
{
	json_put_raw(out, "urls", parsed->urls ? parsed->urls : "[]");
	json_put_raw(out, "mentions", parsed->mentions ? parsed->mentions : "[]");
	/* There are no public rooms that #name could refer to. */
	json_put_raw(out, "channels", "[]");
	if (parsed->md)
		json_put_raw(out, "md", parsed->md);
}

/*
 * Writes the lines of shown_json, between which message_json() puts the members that are not stored.
 * In a message with a file, the file is where Rocket.Chat puts it: after the text, which in one of a user follows the time.
 * The order of the members must not change: otherwise livechat-admin reparse would rewrite every
 * stored message.
 */
static void
rendered_lines(struct buf *buf, const struct message *message, const struct parsed *parsed)
{
	const struct author editor = { message->edited_by_id, message->edited_by_username, NULL };
	const char *extra = message->extra_json;
	bool file = extra && file_message_is(extra);
	struct json_out out;

	json_begin_members(&out, buf);
	if (!file || message->by_visitor)
		json_put_string(&out, "msg", message->msg);
	buf_putc(buf, '\n');
	json_begin_members(&out, buf);
	if (file && message->by_visitor)
		json_members_raw(&out, extra, strlen(extra));
	if (message->by_visitor)
		json_put_string_opt(&out, "alias", message->u.name);
	buf_putc(buf, '\n');
	json_begin_members(&out, buf);
	if (file && !message->by_visitor) {
		json_put_string(&out, "msg", message->msg);
		json_members_raw(&out, extra, strlen(extra));
	}
	person_json(&out, "u", &message->u);
	buf_putc(buf, '\n');
	json_begin_members(&out, buf);
	parsed_json(&out, parsed);
	json_put_string_opt(&out, "t", message->type);
	buf_putc(buf, '\n');
	json_begin_members(&out, buf);
	person_json(&out, "editedBy", &editor);
	buf_putc(buf, '\n');
	json_begin_members(&out, buf);
	if (extra && !file)
		json_members_raw(&out, extra, strlen(extra));
}

static void
rendered_set(struct chat *chat, struct message *message, const struct parsed *parsed)
{
	struct buf buf = { 0 };

	rendered_lines(&buf, message, parsed);
	message->shown_json = buf_take(&buf, chat->mem);
}

static enum db_error
text_render(struct chat *chat, const struct message_text *text, struct message *message)
{
	struct parsed parsed = { .md = text->md, .urls = text->urls };
	enum db_error error = mentions_resolve(chat, text, &parsed.mentions);

	if (!error)
		rendered_set(chat, message, &parsed);
	return error;
}

int64_t
message_text_max(const struct settings *settings, bool by_visitor)
{
	int64_t max;

	if (!by_visitor)
		return setting_int(settings, SETTING_MESSAGE_MAX_ALLOWED_SIZE);
	if (!setting_bool(settings, SETTING_ENABLE_MESSAGE_CHARACTER_LIMIT))
		return INT64_MAX;
	max = setting_int(settings, SETTING_MESSAGE_CHARACTER_LIMIT);
	return max ? max : setting_int(settings, SETTING_MESSAGE_MAX_ALLOWED_SIZE);
}

enum chat_error
message_length_check(struct chat *chat, const char *text, bool by_visitor)
{
	size_t len = strlen(text);
	int64_t max = message_text_max(chat->settings, by_visitor);

	/* A text has no more UTF-16 units than bytes, so that only long ones need to be counted. */
	if ((int64_t)len > max && (int64_t)utf8_utf16_len(text, len) > max)
		return CHAT_TOO_LONG;
	return CHAT_OK;
}

static enum chat_error
text_check(struct chat *chat, const struct message *message)
{
	enum chat_error error = message_length_check(chat, message->msg, message->by_visitor);

	if (error)
		return error;
	/* What a visitor's message has beside its text are files, unless it is a system message. */
	if (message->by_visitor && (message->type || !message->extra_json) &&
	    utf8_is_invisible(message->msg))
		return CHAT_BLANK;
	return CHAT_OK;
}

enum chat_error
message_render(struct chat *chat, struct message *message)
{
	struct message_text text;
	enum chat_error error = text_check(chat, message);

	if (!error && !message->by_visitor) {
		error = chat_error_from_db(placeholders_fill(chat, message->rid, &message->msg));
		if (!error)
			error = text_check(chat, message);
	}
	if (error)
		return error;

	message_text_read(chat->mem, message->msg, strlen(message->msg), &text);
	if (message->by_visitor && text.mentions_all)
		return CHAT_NOTIFY_ALL_NOT_ALLOWED;
	if (message->by_visitor && text.mentions_here)
		return CHAT_NOTIFY_HERE_NOT_ALLOWED;
	return chat_error_from_db(text_render(chat, &text, message));
}

enum db_error
message_render_again(struct chat *chat, struct message *message)
{
	struct message_text text;

	message_text_read(chat->mem, message->msg, strlen(message->msg), &text);
	if (message->by_visitor)
		text.mentions_all = text.mentions_here = false;
	return text_render(chat, &text, message);
}

void
message_render_plain(struct chat *chat, struct message *message)
{
	const struct parsed none = { .md = NULL };

	rendered_set(chat, message, &none);
}
