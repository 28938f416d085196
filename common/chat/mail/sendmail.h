/*
 * sendmail.h: hands one mail to the host's sendmail program, which runs beside us: nobody waits
 * for a program that is slow or hangs.
 */
#ifndef CHAT_MAIL_SENDMAIL_H
#define CHAT_MAIL_SENDMAIL_H

#include <stdint.h>

#include "base/arena.h"

/* The program and what it has started are stopped when it takes longer. */
#define SENDMAIL_TIMEOUT_MS 20000

struct sendmail;

/*
 * Starts `program -oi -- recipient` with the mail as its standard input. NULL when that cannot
 * be: *reason, in the arena, says why in words for the admin.
 */
struct sendmail *sendmail_start(struct arena *mem, const char *program, const char *recipient,
    const char *content, const char **reason);

enum sendmail_state {
	SENDMAIL_RUNNING,
	SENDMAIL_TAKEN,   /* the program has taken the mail */
	SENDMAIL_REFUSED, /* *reason says why, at most 500 bytes in the arena */
};

/* How it stands after at most wait_ms. Anything but RUNNING frees it. */
enum sendmail_state sendmail_wait(
    struct sendmail *sendmail, int64_t wait_ms, struct arena *mem, const char **reason);

/* Stops the program, whatever it has done so far, and frees. NULL is fine. */
void sendmail_abandon(struct sendmail *sendmail);

#endif
