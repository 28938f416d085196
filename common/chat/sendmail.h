/*
 * sendmail.h: hands one mail to the host's sendmail program.
 */
#ifndef CHAT_SENDMAIL_H
#define CHAT_SENDMAIL_H

#include "base/arena.h"

/* The program is stopped when it takes longer. */
#define SENDMAIL_TIMEOUT_MS 20000

/*
 * Runs `program -oi -- recipient` with the mail on its standard input. NULL when it took the
 * mail; else why not, in words for the admin (at most 400 bytes, in the arena).
 */
const char *sendmail_run(
    struct arena *mem, const char *program, const char *recipient, const char *content);

#endif
