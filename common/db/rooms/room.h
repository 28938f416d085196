/* SPDX-License-Identifier: MIT */
/*
 * room.h: rows of rooms.
 */
#ifndef DB_ROOMS_ROOM_H
#define DB_ROOMS_ROOM_H

#include "db/db.h"
#include "db/messages/message.h"
#include "db/rooms/queue.h"
#include "db/people/visitor.h"

struct room {
	const char *id;    /* NULL: there is no such room */
	const char *fname; /* never NULL, nor is source */
	const char *source;
	bool open;
	bool waiting;
	int64_t ts;
	int64_t last_ts;
	int64_t updated_at;
	int64_t version;
	int64_t msgs;
	int64_t listed;
	int64_t users_count;
	int64_t read_ts;
	int64_t visitor_read_ts; /* 0: never */
	int64_t lm;              /* time of the last message; 0: none, as for the following times */
	int64_t visitor_ts;
	int64_t question_ts; /* since when the visitor waited for the last answer, or waits */
	int64_t queued_at;
	int64_t served_at;
	int64_t closed_at;
	const char *department_id; /* NULL: none, as for the following strings */
	const char *served_by_id;
	const char *served_by_username;
	const char *closer;
	const char *closed_by_id;
	const char *closed_by_username;
	int64_t agent_ts; /* of the last answer to a question; 0: none yet */
	const char *response_by_id;
	const char *response_by_username;
	int64_t responses;   /* answers to a waiting visitor */
	int64_t response_ms; /* how long the visitor waited for them, in all */
	int64_t first_response_ms;
	const char *topic;
	const char *tags_json;
};

/* A room with its visitor and its last message. */
struct room_view {
	struct visitor visitor; /* id NULL: no visitor has the token */
	struct room room;       /* id NULL: it is not a room of this visitor */
	struct message last;    /* id NULL: nobody has written yet */
};

/*
 * The visitor with this token and their room `rid`, in one round trip, without its last message.
 * DB_OK also when the visitor or the room is missing.
 */
DB_CHECKED enum db_error db_room_of_visitor(
    struct db *db, struct arena *mem, const char *token, const char *rid, struct room_view *view);

/*
 * The visitor with this token and their oldest open room, or their open room `rid` unless NULL,
 * with its last message. DB_OK also when the visitor or the room is missing.
 */
DB_CHECKED enum db_error db_room_open_of_visitor(
    struct db *db, struct arena *mem, const char *token, const char *rid, struct room_view *view);

/* Called for each row, whose strings live in the arena. */
typedef enum db_error room_row_fn(const struct room *room, void *arg);

/* Reads the open rooms of the visitor with this token, the oldest first. */
DB_CHECKED enum db_error db_room_list_open(
    struct db *db, struct arena *mem, const char *token, room_row_fn *row, void *arg);

/* A room by its id, with its visitor. DB_NO_ROW when there is none. */
DB_CHECKED enum db_error db_room_get(
    struct db *db, struct arena *mem, const char *rid, struct room_view *view);

/* A new room, with ids chosen by the caller. */
struct room_new {
	const struct visitor *visitor;
	const char *id;
	const char *inquiry_id;
	const char *contact_id;        /* of the contact that a visitor without one gets */
	const struct message *started; /* the first message */
	const char *fname;
	const char *source;
	int64_t now_ms;
	struct queue_telling telling;
};

/*
 * Inserts a room, its place in the queue and its first message. When the visitor has an open room,
 * *opened is false and nothing is written; so concurrent calls for one visitor open one room.
 * DB_NO_ROW: there is no such visitor.
 */
DB_CHECKED enum db_error db_room_open(struct db *db, const struct room_new *new_room, bool *opened);

/* Adds the members of a JSON object to the visitor's answers to the survey. */
DB_CHECKED enum db_error db_room_survey_put(
    struct db *db, const char *rid, const char *answers_json);

/* Notes that an agent has read the room up to that time. */
DB_CHECKED enum db_error db_room_mark_read(struct db *db, const char *rid, int64_t up_to_ms);

/* Notes that the visitor has. It changes what agents see of the room, and nothing for the visitor. */
DB_CHECKED enum db_error db_room_mark_read_by_visitor(
    struct db *db, const char *rid, int64_t up_to_ms);

#endif
