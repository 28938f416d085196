/* SPDX-License-Identifier: MIT */
/*
 * sendmail.h: passes one mail to the sendmail program of the host, which runs as a child process, so
 * that requests do not wait for it.
 */
#ifndef CHAT_MAIL_SENDMAIL_H
#define CHAT_MAIL_SENDMAIL_H

#include <stdint.h>

#include "base/arena.h"

/* A program that takes longer is killed together with its children. */
#define SENDMAIL_TIMEOUT_MS 20000

struct sendmail;

/*
 * Starts `program -oi -- recipient` with the mail as its standard input. The result is freed by
 * sendmail_wait() or sendmail_abandon(). Returns NULL if it cannot be started; *reason, in the
 * arena, then says why, as text for the admin.
 */
struct sendmail *sendmail_start(struct arena *mem, const char *program, const char *recipient,
    const char *content, const char **reason);

enum sendmail_state {
	SENDMAIL_RUNNING,
	SENDMAIL_TAKEN, /* the program has accepted the mail */
	SENDMAIL_REFUSED, /* the program failed: *reason says why, in at most 500 bytes in the arena */
};

/* Waits up to wait_ms for the program to end. Frees `sendmail` unless it returns SENDMAIL_RUNNING. */
enum sendmail_state sendmail_wait(
    struct sendmail *sendmail, int64_t wait_ms, struct arena *mem, const char **reason);

/* Kills the program and frees `sendmail`, which may be NULL. */
void sendmail_abandon(struct sendmail *sendmail);

#endif
