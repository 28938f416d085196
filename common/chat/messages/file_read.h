/* SPDX-License-Identifier: MIT */
/*
 * file_read.h: who gets a file: who may read the messages of its room. A file that is not part of a message
 * yet is its sender's alone, and one of a deleted message that is kept is no visitor's.
 */
#ifndef CHAT_MESSAGES_FILE_READ_H
#define CHAT_MESSAGES_FILE_READ_H

#include <stddef.h>
#include <stdint.h>

#include "chat/core/chat.h"
#include "chat/people/user.h"
#include "db/files/upload.h"

/* What a request shows of who sends it. */
struct file_reader {
	const char *token;       /* of a visitor; NULL: none */
	const char *link;        /* the token of a link (files/link.h); NULL: none */
	const struct user *user; /* NULL: nobody is logged in */
};

/*
 * Finds a file. CHAT_NO_FILE: there is none, or the reader has no right to know. CHAT_NOT_YOURS: a user may not
 * read the room.
 */
CHAT_CHECKED enum chat_error file_find(
    struct chat *chat, const char *id, const struct file_reader *reader, struct upload_row *file);

/*
 * Opens its bytes; the caller closes *fd. *path is the same for a web server that sends them. CHAT_NO_FILE: they
 * are gone, which the log says.
 */
CHAT_CHECKED enum chat_error file_open(
    struct chat *chat, const struct upload_row *file, int *fd, const char **path);

#endif
