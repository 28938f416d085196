/* SPDX-License-Identifier: MIT */
#include "chat/files/file_json.h"

#include <ctype.h>
#include <string.h>

#include "base/json_out.h"
#include "base/str.h"
#include "chat/files/link.h"
#include "media/type.h"
#include "text/message_text.h"

/*
 * What encodeURI() of JavaScript leaves as it is, without the characters that would end the path of
 * a link.
 */
static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
			    "-_.!~*'();,:@&=+$";

static void
put_encoded(struct buf *buf, const char *name)
{
	for (const char *at = name; *at; at++)
		if (strchr(plain, *at))
			buf_putc(buf, *at);
		else
			buf_printf(buf, "%%%02X", (unsigned char)*at);
}

const char *
file_path(struct arena *mem, const char *id, const char *name)
{
	struct buf buf = { 0 };

	buf_printf(&buf, "/file-upload/%s/", id);
	put_encoded(&buf, name);
	return buf_take(&buf, mem);
}

static const char *
link_to(struct chat *chat, const struct upload_row *file, const char *name)
{
	return arena_printf(
	    chat->mem, "%s%s", file_path(chat->mem, file->id, name), link_query(chat, file));
}

/* The extension of the name in capitals: what Rocket.Chat calls the format of a file that it does not show. */
static const char *
extension(struct arena *mem, const char *name)
{
	const char *dot = strrchr(name, '.');
	char *upper;

	if (!dot || dot == name || dot[1] == '\0')
		return "file";
	upper = arena_strdup(mem, dot + 1);
	for (char *at = upper; *at; at++)
		*at = (char)toupper((unsigned char)*at);
	return upper;
}

static bool
is_kind(const struct upload_row *row, const char *kind)
{
	return strncmp(row->media_type, kind, strlen(kind)) == 0;
}

/* Clients show pictures of these types only: those of which the size can be known. */
static bool
is_picture(const struct upload_row *row)
{
	return *media_format(row->media_type) != '\0';
}

static void
entry_json(struct json_out *out, const struct upload_row *row)
{
	json_object(out);
	json_put_string(out, "_id", row->id);
	json_put_string(out, "name", row->name);
	json_put_string(out, "type", row->media_type);
	json_put_int(out, "size", row->size);
	json_put_string(out, "format", media_format(row->media_type));
	json_object_end(out);
}

static void
dimensions_json(struct json_out *out, const struct upload_row *shown)
{
	if (shown->width == 0)
		return;
	json_key(out, "image_dimensions");
	json_object(out);
	json_put_int(out, "width", shown->width);
	json_put_int(out, "height", shown->height);
	json_object_end(out);
}

/* What is shown of a picture is its thumbnail, under the picture's own name. */
static void
picture_json(struct chat *chat, struct json_out *out, const struct upload_row *rows, size_t len)
{
	const struct upload_row *shown = &rows[len - 1];

	dimensions_json(out, shown);
	json_put_string_opt(out, "image_preview", rows->preview);
	json_put_string(out, "image_url", link_to(chat, shown, rows->name));
	json_put_string(out, "image_type", shown->media_type);
	json_put_int(out, "image_size", rows->size);
}

/* The members of sound or film: `prefix` is "audio" or "video". */
static void
player_json(
    struct chat *chat, struct json_out *out, const struct upload_row *row, const char *prefix)
{
	struct arena *mem = chat->mem;

	json_put_string(out, arena_printf(mem, "%s_url", prefix), link_to(chat, row, row->name));
	json_put_string(out, arena_printf(mem, "%s_type", prefix), row->media_type);
	json_put_int(out, arena_printf(mem, "%s_size", prefix), row->size);
}

static void
description_json(struct arena *mem, struct json_out *out, const char *description)
{
	struct message_text text;

	json_put_string_opt(out, "description", description);
	if (!description || !*description)
		return;
	message_text_read(mem, description, strlen(description), &text);
	if (text.md)
		json_put_raw(out, "descriptionMd", text.md);
}

static void
attachment_json(struct chat *chat, struct json_out *out, const struct upload_row *rows, size_t len,
    const char *description)
{
	bool picture = is_picture(rows), audio = is_kind(rows, "audio/"),
	     video = is_kind(rows, "video/");

	json_object(out);
	json_put_string(out, "title", rows->name);
	json_put_string(out, "title_link", link_to(chat, rows, rows->name));
	json_put_bool(out, "title_link_download", true);
	if (picture)
		picture_json(chat, out, rows, len);
	if (audio)
		player_json(chat, out, rows, "audio");
	if (video)
		player_json(chat, out, rows, "video");
	json_put_string(out, "type", "file");
	description_json(chat->mem, out, description);
	if (!picture && !audio && !video) {
		json_put_string(out, "format", extension(chat->mem, rows->name));
		json_put_int(out, "size", rows->size);
	}
	json_object_end(out);
}

const char *
file_message_json(
    struct chat *chat, const struct upload_row *rows, size_t len, const struct file_words *words)
{
	struct buf buf = { 0 };
	struct json_out out;

	json_begin_members(&out, &buf);
	json_put_bool(&out, "groupable", words->groupable);
	json_key(&out, "file");
	entry_json(&out, rows);
	json_key(&out, "files");
	json_array(&out);
	for (size_t i = 0; i < len; i++)
		entry_json(&out, &rows[i]);
	json_array_end(&out);
	json_key(&out, "attachments");
	json_array(&out);
	attachment_json(chat, &out, rows, len, words->description);
	json_array_end(&out);
	return buf_take(&buf, chat->mem);
}

bool
file_message_is(const char *extra_json)
{
	static const char *const beginnings[] = { "\"groupable\":false,\"file\":{",
		"\"groupable\":true,\"file\":{" };

	for (size_t i = 0; i < ARRAY_LEN(beginnings); i++)
		if (strncmp(extra_json, beginnings[i], strlen(beginnings[i])) == 0)
			return true;
	return false;
}

const char *
file_upload_json(struct arena *mem, const struct upload_row *row)
{
	struct json_text text;

	json_text_begin(&text);
	json_object(&text.out);
	json_put_string(&text.out, "publicFilePath", file_path(mem, row->id, row->name));
	json_put_string(&text.out, "type", row->media_type);
	json_put_int(&text.out, "size", row->size);
	json_object_end(&text.out);
	return json_text_end(&text, mem);
}
