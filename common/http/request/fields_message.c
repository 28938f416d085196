/* SPDX-License-Identifier: MIT */
/*
 * The messages that users send, with their attachments, which clients show as they are. The names
 * and types of an attachment's members are those of Rocket.Chat 8
 * (app/lib/server/methods/sendMessage, packages/core-typings MessageAttachment) and of what it adds
 * to messages itself.
 */
#include "http/endpoint.h"

#define LINK FIELD_NULLABLE | FIELD_LINK

static const struct field column_fields[] = {
	{ .name = "short", .type = FIELD_BOOLEAN, .flags = FIELD_NULLABLE },
	{ .name = "title", .flags = FIELD_NULLABLE },
	{ .name = "value", .flags = FIELD_NULLABLE },
	{ .name = NULL },
};

static const struct field action_fields[] = {
	{ .name = "type", .flags = FIELD_NULLABLE },
	{ .name = "text", .flags = FIELD_NULLABLE },
	{ .name = "url", .flags = LINK },
	{ .name = "image_url", .flags = LINK },
	{ .name = "is_webview", .type = FIELD_BOOLEAN, .flags = FIELD_NULLABLE },
	{ .name = "webview_height_ratio", .flags = FIELD_NULLABLE },
	{ .name = "msg", .flags = FIELD_NULLABLE },
	{ .name = "msg_in_chat_window", .type = FIELD_BOOLEAN, .flags = FIELD_NULLABLE },
	{ .name = "msg_processing_type", .flags = FIELD_NULLABLE },
	{ .name = NULL },
};

static const struct field dimension_fields[] = {
	{ .name = "width", .type = FIELD_NUMBER, .flags = FIELD_NULLABLE },
	{ .name = "height", .type = FIELD_NUMBER, .flags = FIELD_NULLABLE },
	{ .name = NULL },
};

const struct field attachment_fields[] = {
	{ .name = "title", .flags = FIELD_NULLABLE },
	{ .name = "title_link", .flags = LINK },
	{ .name = "title_link_download", .type = FIELD_BOOLEAN, .flags = FIELD_NULLABLE },
	{ .name = "text", .flags = FIELD_NULLABLE },
	{ .name = "pretext", .flags = FIELD_NULLABLE },
	{ .name = "fallback", .flags = FIELD_NULLABLE },
	{ .name = "description", .flags = FIELD_NULLABLE },
	{ .name = "type", .flags = FIELD_NULLABLE },
	{ .name = "format", .flags = FIELD_NULLABLE },
	{ .name = "color", .flags = FIELD_NULLABLE },
	{ .name = "ts", .type = FIELD_DATE, .flags = FIELD_NULLABLE | FIELD_OR_NUMBER },
	{ .name = "collapsed", .type = FIELD_BOOLEAN, .flags = FIELD_NULLABLE },
	{ .name = "message_link", .flags = LINK },
	{ .name = "author_name", .flags = FIELD_NULLABLE },
	{ .name = "author_link", .flags = LINK },
	{ .name = "author_icon", .flags = LINK },
	{ .name = "thumb_url", .flags = LINK },
	{ .name = "image_url", .flags = LINK },
	{ .name = "image_type", .flags = FIELD_NULLABLE },
	{ .name = "image_size", .type = FIELD_NUMBER, .flags = FIELD_NULLABLE },
	{ .name = "image_preview", .flags = FIELD_NULLABLE },
	{ .name = "image_dimensions",
	    .type = FIELD_OBJECT,
	    .flags = FIELD_NULLABLE | FIELD_OPEN | FIELD_KEPT,
	    .fields = dimension_fields },
	{ .name = "audio_url", .flags = LINK },
	{ .name = "audio_type", .flags = FIELD_NULLABLE },
	{ .name = "audio_size", .type = FIELD_NUMBER, .flags = FIELD_NULLABLE },
	{ .name = "video_url", .flags = LINK },
	{ .name = "video_type", .flags = FIELD_NULLABLE },
	{ .name = "video_size", .type = FIELD_NUMBER, .flags = FIELD_NULLABLE },
	{ .name = "size", .type = FIELD_NUMBER, .flags = FIELD_NULLABLE },
	{ .name = "footer", .flags = FIELD_NULLABLE },
	{ .name = "footer_icon", .flags = LINK },
	{ .name = "service_icon", .flags = LINK },
	{ .name = "service_name", .flags = FIELD_NULLABLE },
	{ .name = "from_url", .flags = LINK },
	{ .name = "original_url", .flags = LINK },
	{ .name = "app_unfurl_url", .flags = LINK },
	{ .name = "button_alignment", .flags = FIELD_NULLABLE },
	{ .name = "fields",
	    .type = FIELD_ARRAY,
	    .flags = FIELD_NULLABLE | FIELD_OPEN | FIELD_KEPT,
	    .fields = column_fields },
	{ .name = "actions",
	    .type = FIELD_ARRAY,
	    .flags = FIELD_NULLABLE | FIELD_OPEN | FIELD_KEPT,
	    .fields = action_fields },
	{ .name = "attachments",
	    .type = FIELD_ARRAY,
	    .flags = FIELD_NULLABLE | FIELD_OPEN | FIELD_KEPT,
	    .fields = attachment_fields },
	{ .name = NULL },
};

const struct field user_message_fields[] = {
	{ .name = "_id", .flags = FIELD_NULLABLE | FIELD_NEW_ID },
	{ .name = "rid", .flags = FIELD_NULLABLE },
	{ .name = "msg", .flags = FIELD_NULLABLE },
	ATTACHMENTS_FIELD,
	{ .name = NULL },
};
