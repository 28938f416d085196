#include "chat/format/message_render.h"

#include <string.h>

#include "base/json_out.h"
#include "chat/people/person_json.h"
#include "db/people/agent.h"
#include "text/message_text.h"

static void
mention_json(struct json_out *out, const struct author *user)
{
	json_object(out);
	person_members_json(out, user);
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
	struct json_text json_text;
	struct json_out *out = &json_text.out;
	const char *written;
	size_t found = 0;

	*json = NULL;
	if (!text->mentions_all && !text->mentions_here && text->mentions_len == 0)
		return DB_OK;
	json_text_begin(&json_text);
	json_array(out);
	/* Only who may: visitors do not get here with these. */
	found += everybody_json(out, "all", text->mentions_all);
	found += everybody_json(out, "here", text->mentions_here);
	for (size_t i = 0; i < text->mentions_len && i < MESSAGE_MENTIONS_MAX; i++) {
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

/* What was found in the text of a message; NULL or all NULL: nothing. */
struct meaning {
	const char *md;
	const char *urls;
	const char *mentions;
};

static void
meaning_json(struct json_out *out, const struct meaning *meaning)
{
	json_put_raw(out, "urls", meaning->urls ? meaning->urls : "[]");
	json_put_raw(out, "mentions", meaning->mentions ? meaning->mentions : "[]");
	/* There are no public rooms here, so no name behind a # is one. */
	json_put_raw(out, "channels", "[]");
	if (meaning->md)
		json_put_raw(out, "md", meaning->md);
}

/*
 * The lines that message_json() has something to put between. Their order and that in them never
 * changes, so that reading stored messages again changes only what is understood better.
 */
static void
rendered_lines(struct buf *buf, const struct message *message, const struct meaning *meaning)
{
	const struct author editor = { message->edited_by_id, message->edited_by_username, NULL };
	const char *extra = message->extra_json;
	struct json_out out;

	json_begin_members(&out, buf);
	json_put_string(&out, "msg", message->msg);
	buf_putc(buf, '\n');
	json_begin_members(&out, buf);
	if (message->by_visitor)
		json_put_string_opt(&out, "alias", message->u.name);
	buf_putc(buf, '\n');
	json_begin_members(&out, buf);
	person_json(&out, "u", &message->u);
	buf_putc(buf, '\n');
	json_begin_members(&out, buf);
	meaning_json(&out, meaning);
	json_put_string_opt(&out, "t", message->type);
	buf_putc(buf, '\n');
	json_begin_members(&out, buf);
	person_json(&out, "editedBy", &editor);
	buf_putc(buf, '\n');
	json_begin_members(&out, buf);
	if (extra)
		json_members_raw(&out, extra, strlen(extra));
}

static void
rendered_set(struct chat *chat, struct message *message, const struct meaning *meaning)
{
	struct buf buf = { 0 };

	rendered_lines(&buf, message, meaning);
	message->shown_json = buf_take(&buf, chat->mem);
}

static enum db_error
text_render(struct chat *chat, const struct message_text *text, struct message *message)
{
	struct meaning meaning = { .md = text->md, .urls = text->urls };
	enum db_error error = mentions_resolve(chat, text, &meaning.mentions);

	if (!error)
		rendered_set(chat, message, &meaning);
	return error;
}

enum chat_error
message_render(struct chat *chat, struct message *message)
{
	struct message_text text;

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
	const struct meaning none = { .md = NULL };

	rendered_set(chat, message, &none);
}
