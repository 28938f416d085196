/* SPDX-License-Identifier: MIT */
/*
 * note.h: what agents note about a chat among themselves. Notes have a table of their own and look like
 * messages of the type NOTE_MESSAGE_TYPE. Only message_page.h shows them among messages, to agents.
 */
#ifndef DB_MESSAGES_NOTE_H
#define DB_MESSAGES_NOTE_H

#include "db/messages/message.h"

#define NOTE_MESSAGE_TYPE "livechat_note"

/*
 * Stores a note, sets its ts and updated_at, and notes that the inbox of the room's agent has changed.
 * What visitors poll stays as it is. DB_NO_ROW: the room is closed or gone. DB_EXISTS: another note has
 * this id.
 */
DB_CHECKED enum db_error db_note_insert(struct db *db, struct message *note, int64_t now_ms);

/* Reads rid, u.id, msg, ts and shown_json. DB_NO_ROW: there is none. */
DB_CHECKED enum db_error db_note_get(
    struct db *db, struct arena *mem, const char *id, struct message *note);

/* How many notes of the room contain the text; NULL: any. */
DB_CHECKED enum db_error db_note_count(
    struct db *db, struct arena *mem, const char *rid, const char *search, int64_t *count);

/* Reads notes after since_ms, and at until_ms or before, the oldest first. */
DB_CHECKED enum db_error db_notes_between(struct db *db, const char *rid, int64_t since_ms,
    int64_t until_ms, int64_t limit, message_row_fn *row, void *arg);

#endif
