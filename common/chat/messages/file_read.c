/* SPDX-License-Identifier: MIT */
#include "chat/messages/file_read.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/crypto/ids.h"
#include "base/log.h"
#include "chat/files/link.h"
#include "chat/files/place.h"
#include "chat/people/access.h"
#include "chat/rooms/room_access.h"
#include "store/store.h"

/* Whether the file is shown to those who may read its room. */
static bool
is_shown(const struct upload_row *file)
{
	return file->expires_at == 0;
}

static enum chat_error
file_for_user(struct chat *chat, const struct user *user, const struct upload_row *file)
{
	struct room_view view;
	enum chat_error error;

	if (user->must_change_password && !user->is_program)
		return CHAT_NO_FILE;
	if (!is_shown(file)) {
		/* No permission grants it to others. */
		if (file->by_visitor || strcmp(file->user_id, user->id) != 0)
			return CHAT_NO_FILE;
		return access_granted(chat, ACCESS_FILE_READER, user, true) ? CHAT_OK
									    : CHAT_NO_FILE;
	}
	error = room_for_file_reader(chat, user, file->rid, &view);
	return error == CHAT_NO_ROOM ? CHAT_NO_FILE : error;
}

enum chat_error
file_find(
    struct chat *chat, const char *id, const struct file_reader *reader, struct upload_row *file)
{
	bool of_visitor, protects = setting_bool(chat->settings, SETTING_FILE_UPLOAD_PROTECT_FILES);
	enum db_error error;

	if (!id_valid(id, ID_MAX_LEN))
		return CHAT_NO_FILE;
	error = db_upload_get(chat->db, chat->mem, id, reader->token, file, &of_visitor);
	if (error)
		return error == DB_NO_ROW ? CHAT_NO_FILE : chat_error_from_db(error);
	if (access_granted(chat, ACCESS_FILE_READER, NULL,
		is_shown(file) && !file->hidden &&
		    (of_visitor || !protects ||
			(reader->link && link_opens(chat, file, reader->link)))))
		return CHAT_OK;
	return reader->user ? file_for_user(chat, reader->user, file) : CHAT_NO_FILE;
}

enum chat_error
file_open(struct chat *chat, const struct upload_row *file, int *fd, const char **path)
{
	uint64_t size;
	int folder, failed;
	enum chat_error error = files_open(chat, &folder);

	if (error)
		return error;
	*path = arena_printf(chat->mem, "%s/%s", chat->files->folder, file->path);
	failed = store_file(folder, file->path, fd, &size);
	if (!failed && size == (uint64_t)file->size)
		return CHAT_OK;
	if (!failed)
		close(*fd);
	if (failed && failed != ENOENT)
		return files_failed(chat, "a file cannot be read", failed);
	log_error(
	    "folder of files %s: the bytes of file %s are %s: restore %s from a backup, or see "
	    "livechat-admin files check",
	    chat->files->folder, file->id, failed ? "gone" : "not as many as were stored",
	    file->path);
	return CHAT_NO_FILE;
}
