/* SPDX-License-Identifier: MIT */
/*
 * trial.h: short addresses that are being tried. A note beside the option file says what was changed; whatever nobody
 * has confirmed in time is put back, by a process that waits for that, or else by the next request of any
 * kind. For the files of this folder only, but for setup_trial_...().
 */
#ifndef CHAT_SETUP_TRIAL_H
#define CHAT_SETUP_TRIAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "chat/setup/published.h"

#define TRIAL_LASTS_S 60

#define TRIAL_NONE "-"

struct trial {
	int64_t until_ms;
	const char *probe;   /* the name of the folder in which the lines are tried */
	const char *program; /* the path of the program in URLs */
	const char
	    *before; /* the hash of the .htaccess file as it was; TRIAL_NONE: there was none */
	const char *written; /* that of the one with the lines; TRIAL_NONE: none was written */
	const char *root;    /* the folder that both are in */
	const char
	    *copy; /* the path of the copy of the program that was made; TRIAL_NONE: none was */
};

/* The hash of a file. TRIAL_NONE: it is not there. */
const char *trial_hash(struct arena *mem, const struct published_file *file);

/* Makes the note. NULL, or why it cannot: one browser at a time may try. */
const char *trial_begin(struct arena *mem, const char *folder, const struct trial *trial);

/* Reads the note, which is locked until the descriptor that is returned is closed. -1: there is none. */
int trial_open(struct arena *mem, const char *folder, struct trial *trial);

/* Changes the note. False, with errno: it could not. */
bool trial_change(int note, const struct trial *trial);

/* Ends the trial: what was written stays. Closes the note. */
void trial_keep(struct arena *mem, const char *folder, int note, const struct trial *trial);

/* Ends the trial, if there is one: all is as it was. */
void trial_undo(struct arena *mem, const char *folder);

/* Starts a process that does so in time, also if this breaks the site so that no request arrives any more. */
void trial_watch(const char *folder);

/* The path of the note for an option file in this folder. */
const char *setup_trial_note(struct arena *mem, const char *folder);

/*
 * Does so if the time is over; `path` is that of the note. To be called with each request: while there is no note
 * it costs one system call.
 */
void setup_trial_settle(struct arena *mem, const char *path, int64_t now_ms);

#endif
