#include "chat/message.h"

static void
author_json(struct json_out *out, const struct author *author)
{
	json_key(out, "u");
	json_object(out);
	json_put_string(out, "_id", author->id);
	json_put_string(out, "username", author->username);
	json_put_string_opt(out, "name", author->name);
	json_object_end(out);
}

/* Lists are stored as NULL when they are empty, which they mostly are. */
static void
lists_json(struct json_out *out, const struct message *message)
{
	if (!message->urls_json && !message->mentions_json && !message->channels_json) {
		json_members_raw(out, "\"urls\":[],\"mentions\":[],\"channels\":[]");
		return;
	}
	json_put_raw(out, "urls", message->urls_json ? message->urls_json : "[]");
	json_put_raw(out, "mentions", message->mentions_json ? message->mentions_json : "[]");
	json_put_raw(out, "channels", message->channels_json ? message->channels_json : "[]");
}

static void
edit_json(struct json_out *out, const struct message *message)
{
	if (!message->edited_at)
		return;
	json_put_time(out, "editedAt", message->edited_at);
	json_key(out, "editedBy");
	json_object(out);
	json_put_string(out, "_id", message->edited_by_id);
	json_put_string(out, "username", message->edited_by_username);
	json_object_end(out);
}

static bool
message_is_unread(struct chat *chat, const struct message *message)
{
	return message->by_visitor && !message->type && message->ts > message->read_ts &&
	       setting_bool(chat->settings, SETTING_MESSAGE_READ_RECEIPT_ENABLED);
}

static void
message_members(struct chat *chat, struct json_out *out, const struct message *message)
{
	json_put_string(out, "_id", message->id);
	json_put_string(out, "rid", message->rid);
	json_put_string(out, "msg", message->msg);
	if (message->by_visitor) {
		json_put_string_opt(out, "token", message->token);
		json_put_string_opt(out, "alias", message->u.name);
	}
	json_put_time(out, "ts", message->ts);
	author_json(out, &message->u);
	if (message_is_unread(chat, message))
		json_put_bool(out, "unread", true);
	json_put_time(out, "_updatedAt", message->updated_at);
	lists_json(out, message);
	if (message->md_json)
		json_put_raw(out, "md", message->md_json);
	json_put_string_opt(out, "t", message->type);
	edit_json(out, message);
	if (message->parent_id) {
		json_put_bool(out, "_hidden", true);
		json_put_string(out, "parent", message->parent_id);
	}
	if (message->extra_json)
		json_members_raw(out, message->extra_json);
}

void
message_json(struct chat *chat, struct json_out *out, const struct message *message)
{
	json_object(out);
	message_members(chat, out, message);
	json_object_end(out);
}

void
message_json_with_upload(struct chat *chat, struct json_out *out, const struct message *message)
{
	json_object(out);
	message_members(chat, out, message);
	if (message->file_upload_json)
		json_put_raw(out, "fileUpload", message->file_upload_json);
	json_object_end(out);
}
