/* SPDX-License-Identifier: MIT */
/*
 * option_file.h: finds the option file that says where the database is, livechat.cnf(5), and checks
 * that it may be used. The client library of the database reads it.
 */
#ifndef BASE_OPTION_FILE_H
#define BASE_OPTION_FILE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"

#define OPTION_FILE_NAME "livechat.cnf"

#define OPTION_FILE_ROOTS_MAX 2

struct option_file {
	const char *path;    /* of the file; where there is none, the place for it */
	const char *refusal; /* NULL: it may be used; else why not and what to do */
};

struct option_file_query {
	const char *named; /* what LIVECHAT_CONFIG says; NULL: nothing */
	/*
	 * Folders that the web server publishes, as it calls them; NULL: unknown. What names no
	 * folder, or the root of the file system, says nothing.
	 */
	const char *roots[OPTION_FILE_ROOTS_MAX];
};

/*
 * The file that is named; else livechat.cnf in the parents of the folder that this program is in, the
 * nearest first, as long as they belong to the account that the process runs under; else the one in
 * the home folder of that account, if it names the program's folder in an option program-folder. Never
 * a file in a published folder. The results are in `mem`.
 */
struct option_file option_file_find(struct arena *mem, const struct option_file_query *query);

/* Whether the file is in a published folder, by its name or by that of what it is a link to. */
bool option_file_published(
    struct arena *mem, const struct option_file_query *query, const char *path);

/* The folder that the file is in. */
const char *option_file_folder(struct arena *mem, const char *path);

/*
 * Whether the file can be read, and by nobody whom its password does not concern. Else `why` gets one
 * line with the cause and the remedy.
 */
bool option_file_usable(const char *path, struct buf *why);

/* Whether the file has an option program-folder that is this folder. */
bool option_file_names(const char *path, const char *program_folder);

/*
 * What the client library shall read instead of the file, which begins with a byte-order mark that the
 * library does not understand: the path of a copy in memory, in `name`; *fd is closed after the library
 * has read it. -1: the file itself.
 */
int option_file_without_mark(const char *path, struct buf *name);

#endif
