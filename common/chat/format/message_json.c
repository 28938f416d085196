/* SPDX-License-Identifier: MIT */
#include "chat/format/message_json.h"

#include <string.h>

#include "chat/files/link.h"

static bool
message_is_unread(struct chat *chat, const struct message *message)
{
	return message->by_visitor && !message->type && message->ts > message->read_ts &&
	       setting_bool(chat->settings, SETTING_MESSAGE_READ_RECEIPT_ENABLED);
}

/* Writes the members of one line of shown_json and returns the next line. */
static const char *
line_write(struct json_out *out, const char *line)
{
	const char *end = strchrnul(line, '\n');

	json_members_raw(out, line, (size_t)(end - line));
	return *end ? end + 1 : end;
}

/* The members are in the order of Rocket.Chat. */
void
message_json_members(
    struct chat *chat, struct json_out *out, const struct message *message, const char *token)
{
	const char *line = message->shown_json;

	json_put_string(out, "_id", message->id);
	json_put_string(out, "rid", message->rid);
	line = line_write(out, line);
	if (message->by_visitor)
		json_put_string_opt(out, "token", token);
	line = line_write(out, line);
	json_put_time(out, "ts", message->ts);
	line = line_write(out, line);
	if (message_is_unread(chat, message))
		json_put_bool(out, "unread", true);
	json_put_time(out, "_updatedAt", message->updated_at);
	line = line_write(out, line);
	if (message->edited_at)
		json_put_time(out, "editedAt", message->edited_at);
	line = line_write(out, line);
	if (message->parent_id) {
		json_put_bool(out, "_hidden", true);
		json_put_string(out, "parent", message->parent_id);
	}
	json_members_raw(out, line, strlen(line));
}

void
message_json(struct chat *chat, struct json_out *out, const struct message *message)
{
	message_json_with_token(chat, out, message, NULL);
}

void
message_json_with_token(
    struct chat *chat, struct json_out *out, const struct message *message, const char *token)
{
	json_object(out);
	message_json_members(chat, out, message, token);
	json_object_end(out);
}

void
message_json_for_visitor(
    struct chat *chat, struct json_out *out, const struct message *message, const char *token)
{
	json_object(out);
	message_json_members(chat, out, message, token);
	if (message->file_upload_json)
		link_json(chat, out, message->rid, message->file_upload_json);
	json_object_end(out);
}
