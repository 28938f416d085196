/* SPDX-License-Identifier: MIT */
/*
 * file_json.h: what a message says of its file, as Rocket.Chat does: `file`, `files` and `attachments`.
 */
#ifndef CHAT_FILES_FILE_JSON_H
#define CHAT_FILES_FILE_JSON_H

#include <stdbool.h>

#include "chat/core/chat.h"
#include "db/files/upload.h"

struct file_words {
	const char *description; /* NULL: none was sent, which is not the same as an empty one */
	bool groupable; /* whether clients may show it together with the message before it */
};

/* The path of a file within the API, such as /file-upload/<id>/<name>. */
const char *file_path(struct arena *mem, const char *id, const char *name);

/*
 * The members of a message with this file, without braces: its extra_json. rows[1], if `len` is 2, is the
 * thumbnail of the picture in rows[0].
 */
const char *file_message_json(
    struct chat *chat, const struct upload_row *rows, size_t len, const struct file_words *words);

/* Whether these members of a message are those that file_message_json() has made. */
bool file_message_is(const char *extra_json);

/* The member fileUpload of the message as it is stored, where its link is a path. */
const char *file_upload_json(struct arena *mem, const struct upload_row *row);

#endif
