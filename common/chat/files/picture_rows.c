/* SPDX-License-Identifier: MIT */
#include "chat/files/picture_rows.h"

#include <openssl/evp.h>

#include "base/crypto/ids.h"
#include "base/crypto/sha256.h"
#include "chat/files/place.h"
#include "media/picture.h"

static const char *
base64(struct arena *mem, const unsigned char *bytes, size_t len)
{
	char *text = arena_alloc(mem, (len + 2) / 3 * 4 + 1);

	EVP_EncodeBlock((unsigned char *)text, bytes, (int)len);
	return text;
}

/* Stores the thumbnail. False: it could not be, which the log says. */
static bool
thumbnail_store(struct chat *chat, const struct picture *picture, struct draft *draft, int folder)
{
	int error = draft_begin(draft, folder);

	if (!error)
		error = draft_write(draft, picture->thumb, picture->thumb_len);
	if (!error)
		error = draft_keep(draft);
	return !error || files_failed(chat, "a thumbnail cannot be stored", error) == CHAT_OK;
}

static struct upload_row
thumbnail_row(struct chat *chat, const struct upload_row *original, const struct picture *picture,
    const char *path)
{
	struct upload_row row = *original;
	unsigned char sum[SHA256_LEN];
	char hash[SHA256_HEX_LEN + 1];

	sha256(sum, picture->thumb, picture->thumb_len);
	sha256_hex(hash, sum);
	row.id = id_new_in(chat->mem);
	row.original_id = original->id;
	row.name = arena_printf(chat->mem, "thumb-%s", original->name);
	row.media_type = arena_strdup(chat->mem, picture->thumb_type);
	row.size = (int64_t)picture->thumb_len;
	row.sha256 = arena_strdup(chat->mem, hash);
	row.width = picture->thumb_width;
	row.height = picture->thumb_height;
	row.preview = NULL;
	row.path = path;
	return row;
}

bool
picture_rows(struct chat *chat, const struct draft *file, int orientation,
    struct picture_files *files, struct upload_row rows[UPLOADS_MAX])
{
	const struct settings *settings = chat->settings;
	const struct picture_request request = {
		.fd = file->fd,
		.size = (uint64_t)rows[0].size,
		.type = rows[0].media_type,
		.orientation = orientation,
		.max_pixels = setting_int(settings, SETTING_FILE_UPLOAD_MAX_PIXELS),
		.thumb_width =
		    (uint32_t)setting_int(settings, SETTING_MESSAGE_ATTACHMENTS_THUMBNAIL_WIDTH),
		.thumb_height =
		    (uint32_t)setting_int(settings, SETTING_MESSAGE_ATTACHMENTS_THUMBNAIL_HEIGHT),
		.thumbnail = setting_bool(settings, SETTING_MESSAGE_ATTACHMENTS_THUMBNAILS_ENABLED),
		.thumb_max = (size_t)rows[0].size - 1,
	};
	struct picture picture = { 0 };
	bool has_thumbnail;

	picture_make(&request, &picture);
	rows[0].width = picture.width;
	rows[0].height = picture.height;
	if (picture.preview)
		rows[0].preview = base64(chat->mem, picture.preview, picture.preview_len);
	has_thumbnail =
	    picture.thumb && thumbnail_store(chat, &picture, &files->thumbnail, file->folder);
	if (has_thumbnail)
		rows[1] = thumbnail_row(chat, &rows[0], &picture, files->thumbnail.path);
	picture_free(&picture);
	return has_thumbnail;
}

void
picture_files_end(struct picture_files *files, bool stays)
{
	draft_end(&files->thumbnail, stays);
}
