/* SPDX-License-Identifier: MIT */
/*
 * check.h: compares the rows of files with the bytes in the store.
 */
#ifndef CHAT_FILES_CHECK_H
#define CHAT_FILES_CHECK_H

#include "chat/core/chat.h"

enum file_fault {
	FILE_FAULT_GONE,   /* the bytes are not there */
	FILE_FAULT_SIZE,   /* there are more or fewer */
	FILE_FAULT_HASH,   /* they are others than were stored */
	FILE_FAULT_STRAY,  /* the bytes are of no file */
	FILE_FAULT_TOTALS, /* the number or size of all files was noted wrongly; it is mended */
};

/* `id` and `name` are NULL where there is no file, and `path` is within the folder of files. */
typedef void file_fault_fn(
    enum file_fault fault, const char *id, const char *name, const char *path, void *arg);

struct files_checked {
	int64_t files;
	int64_t bytes;
	int64_t faults;
};

/* Looks at every file, and reads it if `content`. */
CHAT_CHECKED enum chat_error files_check(struct chat *chat, bool content, file_fault_fn *fault,
    void *arg, struct files_checked *checked);

#endif
