/* SPDX-License-Identifier: MIT */
/*
 * reparse.h: walks over the stored messages, renders them again and writes those whose JSON differs.
 * It is needed after a release that parses texts differently, and is safe while the server runs.
 */
#ifndef CHAT_MESSAGES_REPARSE_H
#define CHAT_MESSAGES_REPARSE_H

#include "chat/core/chat.h"
#include "db/messages/reparse.h"

struct reparse {
	struct chat *chat; /* its arena is not used */
	const char *rid;   /* only this room, without storing the place; NULL: all rooms */
	bool dry_run;      /* only count the changes; write nothing, not even the place */

	/* Set by the functions below. */
	struct reparse_place place; /* how far the walk has come */
	int64_t total;              /* the number of messages, as the counters of the rooms say */
	int64_t
	    edited; /* messages that were edited between reading and writing, and so are not written */
	struct arena *mem;
};

/*
 * Begins a walk. Unless `restart`, it continues at the place where an earlier walk was interrupted.
 * Another process that is walking stops at its next step. DB_NO_ROW: there is no room `rid`. The
 * caller must call reparse_free() in any case.
 */
enum db_error reparse_begin(struct reparse *reparse, bool restart);
void reparse_free(struct reparse *reparse);

/*
 * Does one step of the walk in one transaction, which also stores the new place. *done: there were
 * no messages left, and the stored place was removed. DB_NO_ROW: another process has taken over.
 */
enum db_error reparse_step(struct reparse *reparse, bool *done);

#endif
