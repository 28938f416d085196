/*
 * message.h: rows of messages.
 *
 * Every change takes the next point of the room's clock (rooms.last_ts) in its transaction, so
 * the times of a room's messages, edits and deletions are all different and in commit order.
 */
#ifndef DB_ROOMS_MESSAGE_H
#define DB_ROOMS_MESSAGE_H

#include "db/db.h"
#include "db/people/author.h"
#include "db/rooms/room_state.h"

struct message {
	const char *id; /* NULL: there is no such message */
	const char *rid;
	const char *msg;
	int64_t ts;
	int64_t updated_at;
	bool by_visitor;
	bool id_by_client;
	struct author u;
	const char *token; /* of the room's visitor; NULL: not known to the reader of the row */
	int64_t read_ts;   /* of the room: an agent has read up to here */
	const char *type;  /* NULL: a person's message */
	int64_t edited_at; /* 0: never */
	const char *edited_by_id;
	const char *edited_by_username;
	const char *extra_json; /* further members, without braces; NULL: none */
	/*
	 * What clients see of it, made of the others when it is written: members without braces, in
	 * six lines, which are msg; alias; u; urls to t; editedBy; the further members. What
	 * changes by itself goes between them.
	 */
	const char *shown_json;
	const char *file_upload_json; /* NULL: none */
	const char *parent_id;        /* set: this is an earlier version of that message */
};

/* Handed a row; its strings are valid only during the call. */
typedef enum db_error message_row_fn(const struct message *message, void *arg);

/* Copies all strings of a message into the arena. */
void db_message_dup(struct arena *mem, struct message *message);

/* What the ladder token - room - message found, in one round trip. */
struct message_view {
	bool has_visitor;
	struct room_state room; /* id NULL: not a room of this visitor */
	const char *visitor_id;
	const char *visitor_username;
	struct message message; /* id NULL: not in this room */
};

enum db_error db_message_of_visitor(struct db *db, struct arena *mem, const char *token,
    const char *rid, const char *id, struct message_view *view);

/*
 * The same for showing it only: without visitor_id and visitor_username, and of the message what
 * message_json() takes.
 */
enum db_error db_message_read(struct db *db, struct arena *mem, const char *token, const char *rid,
    const char *id, struct message_view *view);

/* A visitor who writes into a room. */
struct sender {
	const char *token;
	struct author u; /* id NULL: no visitor has the token */
	const char *rid; /* NULL: not a room of this visitor */
	bool open;
	int64_t read_ts; /* of the room: an agent has read up to here */
	int64_t last_ts; /* of the room: its clock */
};

/* In one round trip; DB_OK also when visitor or room are missing. */
enum db_error db_sender_get(
    struct db *db, struct arena *mem, const char *token, const char *rid, struct sender *sender);

/* The same for the oldest of the visitor's open rooms; u.id is NULL also when none is open. */
enum db_error db_sender_current(
    struct db *db, struct arena *mem, const char *token, struct sender *sender);

/* An earlier version kept under Message_KeepHistory, by its own id. DB_NO_ROW: none. */
enum db_error db_message_version_get(
    struct db *db, struct arena *mem, const char *rid, const char *id, struct message *message);

/* A message by its id alone, with its visitor's token and id. DB_NO_ROW: none. */
enum db_error db_message_by_id(
    struct db *db, struct arena *mem, const char *id, struct message_view *view);

/* One row as it is, for a transaction that moves the room's clock by itself. */
enum db_error db_message_row_insert(struct db *db, const struct message *message);

/*
 * Stores `count` messages in their order, in one transaction; sets ts and updated_at of each.
 * All are of one room and one author. last_ts: where the room's clock was when it was last seen;
 * it may have moved since. DB_NO_ROW: the room is closed (or gone), nothing was stored.
 * DB_EXISTS: an id is taken, nothing was stored.
 */
enum db_error db_messages_insert(
    struct db *db, struct message *messages, size_t count, int64_t last_ts, int64_t now_ms);

/*
 * Replaces msg and shown_json, by the editor named in edited_by_*; sets edited_at and updated_at.
 * version_id not NULL: the row as it was is kept under that id. DB_NO_ROW: it was deleted
 * meanwhile.
 */
enum db_error db_message_edit(
    struct db *db, struct message *message, const char *version_id, int64_t now_ms);

/*
 * Removes the message and sets *deleted_at. `rest` not NULL: that stays in its place, edited by
 * its edited_by_*. version_id as for an edit. DB_NO_ROW: it was gone already.
 */
enum db_error db_message_delete(struct db *db, const struct message *message,
    const struct message *rest, const char *version_id, int64_t now_ms, int64_t *deleted_at);

#endif
