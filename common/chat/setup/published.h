/* SPDX-License-Identifier: MIT */
/*
 * published.h: the folder that the web server publishes, and what the set-up writes into it. Everything is reached
 * from a descriptor of the folder, and no symbolic link in it is followed. For the files of this folder only.
 */
#ifndef CHAT_SETUP_PUBLISHED_H
#define CHAT_SETUP_PUBLISHED_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/buf.h"

#define HTACCESS ".htaccess"
#define HTACCESS_BEFORE ".htaccess.before-livechat" /* the file as it was */

#define HTACCESS_MAX_LEN 65536

/* Opens the folder, which has to be the account's own. -1: it is not. */
int published_open(const char *root);

/* A file of the folder; the caller frees .text. */
struct published_file {
	struct buf text;
	bool exists;
	mode_t mode;
	gid_t group;
};

/* Reads one that belongs to the account, which may write it. NULL, also if there is none; or why not. */
const char *published_read(
    struct arena *mem, int root, const char *name, struct published_file *file);

/*
 * Replaces the .htaccess file, which `now` was read from, by one with this text and the same access: others see
 * the old one or the new one, as a whole. NULL; or why it cannot, and then all is as it was. One process at a time
 * may call this.
 */
const char *published_replace(
    struct arena *mem, int root, const struct published_file *now, const struct buf *text);

/* Removes what a process left that was killed in published_replace(). */
void published_tidy(int root);

/* Makes a folder of this name with an .htaccess file and a file probe.txt. NULL, or why it cannot. */
const char *published_probe(
    struct arena *mem, int root, const char *name, const struct buf *htaccess);

/* Removes that folder with these files; does nothing where there is none. */
void published_probe_remove(int root, const char *name);

#endif
