/* SPDX-License-Identifier: MIT */
/*
 * option_file.h: finds the option file that says where the database is, livechat.cnf(5), and checks
 * that it may be used. The client library of the database reads it.
 */
#ifndef BASE_OPTIONS_OPTION_FILE_H
#define BASE_OPTIONS_OPTION_FILE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"

#define OPTION_FILE_NAME "livechat.cnf"

#define OPTION_FILE_ROOTS_MAX 2

/* No option file is longer; of another one the rest is not read. */
#define OPTION_FILE_MAX_LEN 65536

struct option_file {
	const char *path;    /* of the file; where there is none, the place for it */
	const char *refusal; /* NULL: it may be used; else why not and what to do */
	bool missing;        /* there is no file at `path`, where one would be used */
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

/* The real path of the folder that this program is in. */
const char *option_file_program_folder(struct arena *mem);

/*
 * Whether somebody has put a file of this name beside the program, or into one of the folders above it
 * that belong to the account that the process runs under. The file has to belong to the folder's owner, to that
 * account or to root.
 */
bool option_file_uploaded(struct arena *mem, const char *name, const char **path);

/* The folder that the file is in. */
const char *option_file_folder(struct arena *mem, const char *path);

/*
 * Whether the file can be read, and by nobody whom its password does not concern. Else `why` gets one
 * line with the cause and the remedy.
 */
bool option_file_usable(const char *path, struct buf *why);

/*
 * The value of an option in the group [livechat] of the file, as it is written there without quotation
 * marks around it; NULL: it has none, or the file cannot be read.
 */
const char *option_file_value(struct arena *mem, const char *path, const char *name);

/* Reads the file into `text`, which the caller frees in any case. False, with errno: it cannot be read. */
bool option_file_read(const char *path, struct buf *text);

/* A line with an option: where it is in the text of the file, with its line end, and the value. */
struct option_line {
	size_t at;
	size_t len;
	const char *value; /* in the arena; see option_file_value() */
};

/* Finds the next line of that option after `line`, all zero for the first one. False: there is none. */
bool option_line_next(
    struct arena *mem, struct buf *text, const char *name, struct option_line *line);

/*
 * What the client library shall read instead of the file, which begins with a byte-order mark that the
 * library does not understand: the path of a copy in memory, in `name`; *fd is closed after the library
 * has read it. -1: the file itself.
 */
int option_file_without_mark(const char *path, struct buf *name);

/*
 * A file of this text that is nowhere but in memory: its path in `name`, which is good until the descriptor that
 * is returned is closed. -1: there is no memory for it.
 */
int option_file_in_memory(const char *text, size_t len, struct buf *name);

#endif
