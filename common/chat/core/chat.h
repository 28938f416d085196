/* SPDX-License-Identifier: MIT */
/*
 * chat.h: the context that nearly every function of this layer receives: the database, the memory
 * of the current request, the settings, and the client.
 */
#ifndef CHAT_CORE_CHAT_H
#define CHAT_CORE_CHAT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "chat/core/error.h"
#include "chat/core/settings.h"
#include "db/db.h"

/* The client that sent the request, as the web server describes it. NULL: unknown. */
struct client {
	const char *ip;
	const char *user_agent; /* as sent: it may contain any bytes; so may host */
	const char *host;
};

struct access;

struct chat {
	struct db *db;
	struct arena *mem; /* of the request; everything that chat returns is allocated here */
	struct settings *settings;
	struct client client;
	int64_t now_ms;       /* the time at which the request arrived */
	const char *sendmail; /* path of the host's sendmail program */

	/* The access rule of the route (see people/access.h). NULL: no route is being served. */
	const struct access *access;
	bool access_granted; /* a check found that the caller satisfies the rule */
};

/*
 * Returns the error for a result of the database. DB_DOWN becomes CHAT_UNAVAILABLE. DB_NO_ROW and
 * DB_EXISTS become CHAT_BROKEN: a caller that expects them must handle them first.
 */
CHAT_CHECKED enum chat_error chat_error_from_db(enum db_error error);

#endif
