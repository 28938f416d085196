/* SPDX-License-Identifier: MIT */
/*
 * secret.h: what only this program knows while it is set up. For the files of this folder only.
 */
#ifndef CHAT_SETUP_SECRET_H
#define CHAT_SETUP_SECRET_H

#include <stdbool.h>

#include "base/arena.h"

struct setup_secret {
	unsigned char bytes[32];
};

/*
 * Reads it from a file in the folder, which is made when there is none, and which nobody but the
 * account of the program may read. False: there is no such folder, or the file cannot be made or
 * trusted, and the log says why.
 */
bool setup_secret_read(struct arena *mem, const char *folder, struct setup_secret *secret);

/* Opens the file, which setup_secret_read() has made, for a lock. -1: there is none. */
int setup_secret_open(struct arena *mem, const char *folder);

/* Removes the file: what was proved with it is void. */
void setup_secret_remove(struct arena *mem, const char *folder);

#endif
