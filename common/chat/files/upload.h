/* SPDX-License-Identifier: MIT */
/*
 * upload.h: takes a file that comes in, piece by piece, into the store.
 *
 * upload_begin() looks whether there is room, upload_file() and upload_bytes() take the file, upload_end()
 * makes its rows and those of its thumbnail. The bytes stay only if upload_stays() is called after the rows
 * were stored; otherwise they are removed with the memory of the request.
 */
#ifndef CHAT_FILES_UPLOAD_H
#define CHAT_FILES_UPLOAD_H

#include <stddef.h>

#include "chat/core/chat.h"
#include "db/files/upload.h"

struct upload;

struct upload_origin {
	const char *rid;
	bool by_visitor;
	const char *user_id;    /* of the visitor or the user who sends it */
	int64_t content_length; /* of the request; -1: unknown */
};

/*
 * CHAT_UPLOADS_OFF: files are switched off. CHAT_QUOTA_EXCEEDED: there is no room for a request of this length. CHAT_FILE_TOO_LARGE.
 * CHAT_NO_SPACE, CHAT_UNAVAILABLE: nothing can be stored now.
 */
CHAT_CHECKED enum chat_error upload_begin(
    struct chat *chat, const struct upload_origin *origin, struct upload **upload);

/* The name must be fit to be shown, the type is what the client says (NULL: nothing). Both are copied. */
CHAT_CHECKED enum chat_error upload_file(
    struct upload *upload, const char *name, const char *media_type);

/*
 * CHAT_TYPE_NOT_ALLOWED: the type is not allowed, or the file is not what it claims to be. CHAT_FILE_TOO_LARGE,
 * CHAT_UNAVAILABLE.
 */
CHAT_CHECKED enum chat_error upload_bytes(struct upload *upload, const void *bytes, size_t len);

/*
 * All bytes came. *set are the rows to be stored, without message_id and expires_at, in the request's memory.
 * CHAT_FILE_EMPTY, CHAT_MALWARE, CHAT_QUOTA_EXCEEDED, and the errors of upload_bytes().
 */
CHAT_CHECKED enum chat_error upload_end(struct upload *upload, struct upload_set *set);

/*
 * The rows were stored, or may have been: it is not known when the database gave no answer. In that case what is left
 * over is removed by the duty of files.
 */
void upload_stays(struct upload *upload);

/* The bytes are removed at once, and not only with the memory of the request. */
void upload_drop(struct upload *upload);

#endif
