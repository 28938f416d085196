/* SPDX-License-Identifier: MIT */
/*
 * store.h: the folder with the bytes of the files that people have sent.
 *
 * A file has a random name in one of 256 folders, such as "3f/9a0c...", and nothing of what its sender
 * calls it. It is there whole or not at all: a draft is written first, which has no name until it is on
 * the disk, so that a process that is killed leaves nothing behind. Where the file system knows no files
 * without a name, drafts are in the folder "tmp".
 *
 * Functions return an error number of the system, or 0.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/crypto/sha256.h"

#define STORE_PATH_LEN 35 /* bytes of "ab/" and 32 hexadecimal digits */
#define STORE_MARK_LEN 17 /* bytes of the id of a store */
#define STORE_FOLDERS 256

/*
 * Opens the folder, which is made with mode 0700 if it is not there; its parent must be. *folder is its
 * descriptor, which the caller closes. EACCES also when it belongs to another account, or others may write into it.
 */
int store_open(const char *path, int *folder);

/*
 * Whether store_open() would open it, without making anything: 0, or its error. *bytes are those that this account may still
 * write there.
 */
int store_look(const char *path, uint64_t *bytes);

/* The bytes that this account may still write there. */
int store_space(int folder, uint64_t *bytes);

/* A file that is being written. All zero: none is. */
struct draft {
	int folder;
	int fd; /* for reading and writing, until draft_end() */
	bool open;
	bool named;              /* it is in the folder tmp, or was kept */
	uint64_t written, begun; /* bytes, and how many of them the disk has begun to write */
	char path[STORE_PATH_LEN + 1];
};

/* `folder` must stay open until draft_end(). */
int draft_begin(struct draft *draft, int folder);
int draft_write(struct draft *draft, const void *bytes, size_t len);

/* Writes over bytes that were written before. */
int draft_rewrite(struct draft *draft, uint64_t offset, const void *bytes, size_t len);

/* Opens the draft once more, for reading from its beginning. -1, with errno: it cannot be. */
int draft_reader(const struct draft *draft);

/* The bytes are on the disk, and the file has its name, draft->path, when this returns 0. */
int draft_keep(struct draft *draft);

/* Closes the draft. Its bytes are gone unless it `stays`, which it can only when it was kept. */
void draft_end(struct draft *draft, bool stays);

/* Opens a file for reading. ENOENT: there is none, or `path` is not one of draft_keep(). */
int store_file(int folder, const char *path, int *fd, uint64_t *size);

/* The SHA-256 of all bytes of an open file. */
int store_sha256(int fd, unsigned char hash[SHA256_LEN]);

/* It is no error that there is none. */
int store_remove(int folder, const char *path);

/* Is called for each file; an error ends the walk and is returned. */
typedef int store_file_fn(const char *path, uint64_t size, int64_t changed_at_s, void *arg);

/* Walks through the folder of this number, below STORE_FOLDERS. */
int store_walk(int folder, unsigned number, store_file_fn *file, void *arg);

/* Removes drafts in the folder tmp that nobody has written to since that time. */
int store_tidy(int folder, int64_t before_s);

/* What no other store has: of two databases that use one folder only one may remove what it does not know. */
int store_mark(int folder, char mark[STORE_MARK_LEN + 1]);

#endif
