/*
 * reparse.h: a walk over stored messages that reads their texts again and writes what they
 * mean now where that differs: after the rules of reading have changed. Safe while the chat
 * runs.
 */
#ifndef CHAT_MESSAGES_REPARSE_H
#define CHAT_MESSAGES_REPARSE_H

#include "chat/core/chat.h"
#include "db/rooms/reparse.h"

struct reparse {
	struct chat *chat; /* its arena is left alone */
	const char *rid;   /* only this room, which is not remembered; NULL: all */
	bool dry_run;      /* count and write nothing, not even the place */

	/* What follows is set by the functions. */
	struct reparse_place place;
	int64_t total;  /* messages there are, by the counters of the rooms */
	int64_t edited; /* changed by somebody else between reading and writing: left to him */
	struct arena *mem;
};

/*
 * Begins, or goes on where an earlier walk was interrupted, unless restart. Whatever process
 * was at it stops. DB_NO_ROW: there is no such room. Always ends with reparse_free().
 */
enum db_error reparse_begin(struct reparse *reparse, bool restart);
void reparse_free(struct reparse *reparse);

/*
 * One step, in one transaction together with the place it leads to. *done: there was nothing
 * left, and nothing is remembered any more. DB_NO_ROW: another process has taken over.
 */
enum db_error reparse_step(struct reparse *reparse, bool *done);

#endif
