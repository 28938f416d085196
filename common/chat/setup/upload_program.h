/* SPDX-License-Identifier: MIT */
/*
 * upload_program.h: a second name of the program, beside it, under which the web server runs it as plain CGI. mod_fcgid
 * lets no body of more than 128 KiB through unless its configuration says so, and plain CGI takes files of any size.
 */
#ifndef CHAT_SETUP_UPLOAD_PROGRAM_H
#define CHAT_SETUP_UPLOAD_PROGRAM_H

#include <stdbool.h>

#include "base/arena.h"

#define UPLOAD_PROGRAM "livechat-upload.cgi"

/* Whether this process was started under that name. */
bool upload_program_runs(void);

/* What to do where the program cannot renew it; for the log. */
const char *upload_program_remedy(void);

/*
 * Makes it, or puts the program in the place of an older one: others see either, as a whole. *path is where it is if it was
 * not there before, else NULL. Returns why it cannot, in one line; NULL: it is there.
 */
const char *upload_program_make(struct arena *mem, const char **path);

/* Removes one that upload_program_make() has made. */
void upload_program_remove(const char *path);

/*
 * To be called when the program begins to serve: after an upgrade it renews the one that is there, or logs that it cannot.
 * Otherwise, and where there is none, it costs two system calls.
 */
void upload_program_renew(struct arena *mem);

/* Why the one that is there takes files in another way than this program; NULL: it does not, or there is none. */
const char *upload_program_fault(struct arena *mem);

#endif
