/* SPDX-License-Identifier: MIT */
/*
 * message.h: rows of messages.
 *
 * Every change moves the room's clock (rooms.last_ts) in its transaction and takes its new value as
 * time. So the times of a room's messages, edits and deletions all differ and are in commit order.
 */
#ifndef DB_MESSAGES_MESSAGE_H
#define DB_MESSAGES_MESSAGE_H

#include "db/db.h"
#include "db/files/upload.h"
#include "db/messages/room_state.h"
#include "db/people/author.h"

struct message {
	const char *id; /* NULL: there is no such message */
	const char *rid;
	const char *msg;
	int64_t ts;
	int64_t updated_at;
	bool by_visitor;
	bool id_by_client;
	struct author u;
	int64_t read_ts;   /* an agent has read the room up to this time */
	const char *type;  /* NULL: a person wrote it, else the type of a system message */
	int64_t edited_at; /* 0: never */
	const char *edited_by_id;
	const char *edited_by_username;
	const char *extra_json; /* further JSON members, without braces; NULL: none */
	/*
	 * What clients see of the message, made when it is written: JSON members without braces, in
	 * six lines, which are msg; alias; u; urls to t; editedBy; those of extra_json. Members
	 * that are not stored, such as unread, are put between these lines.
	 */
	const char *shown_json;
	const char *file_upload_json;     /* NULL: none */
	const char *file_name;            /* only from db_message_texts(); NULL: none */
	const char *parent_id;            /* set: this is an earlier version of that message */
	const struct upload_set *uploads; /* the files that are stored along with it; NULL: none */
};

/* Called for each row, whose strings are valid during the call only. */
typedef enum db_error message_row_fn(const struct message *message, void *arg);

/* Copies all strings of a message into the arena. */
void db_message_dup(struct arena *mem, struct message *message);

/* What was found of a visitor's token, a room and a message, in one round trip. */
struct message_view {
	bool has_visitor;
	struct room_state room; /* id NULL: it is not a room of this visitor */
	const char *visitor_id;
	const char *visitor_username;
	struct message message; /* id NULL: it is not in this room */
};

DB_CHECKED enum db_error db_message_of_visitor(struct db *db, struct arena *mem, const char *token,
    const char *rid, const char *id, struct message_view *view);

/*
 * The same with less: without visitor_id and visitor_username, and of the message only what
 * message_json() needs.
 */
DB_CHECKED enum db_error db_message_read(struct db *db, struct arena *mem, const char *token,
    const char *rid, const char *id, struct message_view *view);

/* A visitor who writes into a room. */
struct sender {
	struct author u; /* id NULL: no visitor has the token */
	const char *rid; /* NULL: it is not a room of this visitor */
	int64_t stage;   /* the columns of the next two: one is read faster than two */
	bool open;
	enum seen seen;
	int64_t read_ts; /* an agent has read the room up to this time */
	int64_t last_ts; /* the room's clock */
	bool tells;      /* the agent who serves the room can be told by a push */
};

/*
 * In one round trip. `pushes` false: nobody is told by a push, and sender->tells is false. DB_OK also
 * when the visitor or the room is missing.
 */
DB_CHECKED enum db_error db_sender_get(struct db *db, struct arena *mem, const char *token,
    const char *rid, bool pushes, struct sender *sender);

/* The same for the oldest open room of the visitor. u.id is NULL also when none is open. */
DB_CHECKED enum db_error db_sender_current(
    struct db *db, struct arena *mem, const char *token, bool pushes, struct sender *sender);

/* An earlier version that Message_KeepHistory has kept, by its own id. DB_NO_ROW: none. */
DB_CHECKED enum db_error db_message_version_get(
    struct db *db, struct arena *mem, const char *rid, const char *id, struct message *message);

/* A message by its id alone. DB_NO_ROW: none. */
DB_CHECKED enum db_error db_message_by_id(
    struct db *db, struct arena *mem, const char *id, struct message_view *view);

/* Inserts one row as it is. For transactions that move the room's clock themselves. */
DB_CHECKED enum db_error db_message_row_insert(struct db *db, const struct message *message);

/*
 * Inserts `count` messages of one room and one author in their order, in one transaction, and sets
 * ts and updated_at of each. last_ts is the room's clock when it was last read; it may have moved
 * since. tell_at: when the duty DUTY_UNREAD is due that tells the agent of them; 0: nobody is told.
 * Nothing was stored on DB_NO_ROW: the room is closed or gone; and on DB_EXISTS: an id is taken.
 */
DB_CHECKED enum db_error db_messages_insert(struct db *db, struct message *messages, size_t count,
    int64_t last_ts, int64_t now_ms, int64_t tell_at);

/*
 * The same for a message of an agent. tell_at: when the duty DUTY_ANSWERED is due that tells the visitor
 * of it, if they can be told; 0: nobody is told.
 */
DB_CHECKED enum db_error db_answer_insert(
    struct db *db, struct message *answer, int64_t last_ts, int64_t now_ms, int64_t tell_at);

/*
 * Replaces msg, shown_json and edited_by_*, and sets edited_at and updated_at. The earlier
 * version is kept under version_id unless NULL. DB_NO_ROW: the message was deleted meanwhile.
 */
DB_CHECKED enum db_error db_message_edit(
    struct db *db, struct message *message, const char *version_id, int64_t now_ms);

/*
 * Deletes a message and sets *deleted_at. If `rest` is not NULL, the message is overwritten with
 * that instead. version_id as for an edit. DB_NO_ROW: the message was deleted already.
 */
DB_CHECKED enum db_error db_message_delete(struct db *db, const struct message *message,
    const struct message *rest, const char *version_id, int64_t now_ms, int64_t *deleted_at);

#endif
