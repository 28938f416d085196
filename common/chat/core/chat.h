/*
 * chat.h: what every function of this floor is given: the database, the memory of the request
 * at hand, the settings, and who is asking.
 */
#ifndef CHAT_CORE_CHAT_H
#define CHAT_CORE_CHAT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "chat/core/error.h"
#include "chat/core/settings.h"
#include "db/db.h"

/* Where a request comes from, as far as the web server told. */
struct client {
	const char *ip;         /* NULL when unknown */
	const char *user_agent; /* as sent, any bytes; NULL when absent; so is host */
	const char *host;
};

struct access;

struct chat {
	struct db *db;
	struct arena *mem; /* all that chat hands out lives here */
	struct settings *settings;
	struct client client;
	int64_t now_ms;       /* when the request came in */
	const char *sendmail; /* path of the host's sendmail program */

	/* Who may have what the request is about (see people/access.h); NULL outside of a route. */
	const struct access *access;
	bool access_granted; /* the caller was found to be one of them */
};

CHAT_CHECKED enum chat_error chat_error_from_db(enum db_error error);

#endif
