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

/* Where files are stored that people send, see files/place.h. */
struct files_place {
	const char *folder;       /* NULL: there is no place for them */
	const char *refusal;      /* why not, in a line for the admin */
	const char *scan_command; /* what looks for viruses in them; NULL: nothing does */
};

struct access;
struct block_list;
struct error_memory;
struct typing_memory;

struct chat {
	struct db *db;
	struct arena *mem; /* of the request; everything that chat returns is allocated here */
	struct settings *settings;
	struct block_list *blocks; /* see visitors/block.h; NULL: no route is being served */
	struct client client;
	/*
	 * What is wrong, after CHAT_INVALID_EMAIL, and of an offline message after CHAT_TOO_LONG and
	 * CHAT_BLANK; NULL: nothing more is known. Needs no escaping.
	 */
	const char *detail;
	const char *complaint;           /* what is wrong with a custom field or its definition */
	int64_t now_ms;                  /* the time at which the request arrived */
	const char *sendmail;            /* path of the host's sendmail program */
	const struct files_place *files; /* NULL: the program stores none */
	const struct typing_memory *typing; /* who types; NULL: nobody says so */
	const struct error_memory *errors; /* see health/logged_errors.h; NULL: nobody keeps them */
	int64_t due_ms; /* when the first duty that was stored meanwhile is due; 0: none was */

	/* The user who sent the request, while it is to be stored that they were seen (user_seen()). */
	const char *seen_id; /* NULL: nobody */
	bool seen_away;      /* for all others they were away until this request */
	bool seen_available; /* they are an agent who takes chats */

	/* The same of the visitor whose token came with it (visitor_seen()). */
	const char *seen_token; /* NULL: nobody */
	bool seen_token_away;

	/* The room that its visitor has just fetched, when they had missed something (visitor_sees()). */
	const char *visited_rid; /* NULL: none */
	int64_t visited_ts;      /* the clock of the room then */

	/* The access rule of the route (see people/access.h). NULL: no route is being served. */
	const struct access *access;
	bool access_granted; /* a check found that the caller satisfies the rule */
};

/*
 * Returns the error for a result of the database. DB_DOWN becomes CHAT_UNAVAILABLE and DB_TOO_LARGE
 * CHAT_TOO_LARGE. DB_NO_ROW and DB_EXISTS become CHAT_BROKEN: a caller that expects them must
 * handle them first.
 */
CHAT_CHECKED enum chat_error chat_error_from_db(enum db_error error);

/*
 * Returns what may be stored of a header that may contain any bytes, but that people see: its first
 * 255 UTF-16 code units. NULL: it is absent or empty, has control characters, or is no UTF-8.
 */
const char *client_header(struct chat *chat, const char *text);

/* A duty was stored (see db/duties/duty.h): processes are told when it is due, after the reply. */
void chat_duty_stored(struct chat *chat, int64_t due_at);

#endif
