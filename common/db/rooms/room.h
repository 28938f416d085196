/*
 * room.h: rows of rooms.
 */
#ifndef DB_ROOMS_ROOM_H
#define DB_ROOMS_ROOM_H

#include "db/db.h"
#include "db/rooms/message.h"
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
	int64_t lm; /* 0: none, as for the following times */
	int64_t visitor_ts;
	int64_t queued_at;
	int64_t served_at;
	int64_t closed_at;
	const char *department_id; /* NULL: none, as for the following */
	const char *served_by_id;
	const char *served_by_username;
	const char *closer;
	const char *closed_by_id;
	const char *closed_by_username;
	int64_t agent_ts; /* 0: no agent has answered yet */
	const char *response_by_id;
	const char *response_by_username;
	int64_t responses;   /* answers to a waiting visitor */
	int64_t response_ms; /* how long he waited for them, in all */
	int64_t first_response_ms;
	const char *topic;
	const char *tags_json;
	const char *survey_json;
};

/* A room with whom and what it shows. */
struct room_view {
	struct visitor visitor; /* id NULL: no visitor has the token */
	struct room room;       /* id NULL: not a room of this visitor */
	struct message last;    /* id NULL: nobody has written yet */
};

/*
 * The visitor with this token and his room `rid`, in one round trip; DB_OK also when one of
 * them is missing. `last` is left alone.
 */
enum db_error db_room_of_visitor(
    struct db *db, struct arena *mem, const char *token, const char *rid, struct room_view *view);

/*
 * The visitor with this token and his oldest open room, or his open room `rid` when that is
 * not NULL, with its last message.
 */
enum db_error db_room_open_of_visitor(
    struct db *db, struct arena *mem, const char *token, const char *rid, struct room_view *view);

/* Handed a row; its strings live in the arena. */
typedef enum db_error room_row_fn(const struct room *room, void *arg);

/* The open rooms of the visitor with this token, the oldest first. */
enum db_error db_room_list_open(
    struct db *db, struct arena *mem, const char *token, room_row_fn *row, void *arg);

/* A room by its id, with its visitor. DB_NO_ROW when there is none. */
enum db_error db_room_get(
    struct db *db, struct arena *mem, const char *rid, struct room_view *view);

/* What makes a new room; the ids are chosen by the caller. */
struct room_new {
	const struct visitor *visitor;
	const char *id;
	const char *inquiry_id;
	const struct message *started; /* the first message */
	const char *fname;
	const char *source;
	int64_t now_ms;
};

/*
 * Opens a room, its place in the queue and its first message, unless the visitor has an open
 * room already: then *opened is false and nothing is written. Concurrent calls for one
 * visitor open one room.
 * DB_NO_ROW: the visitor is gone.
 */
enum db_error db_room_open(struct db *db, const struct room_new *new_room, bool *opened);

/* Adds the members of a JSON object to what the visitor has answered. */
enum db_error db_room_survey_put(struct db *db, const char *rid, const char *answers_json);

/* An agent has read the room: visitor messages up to then count as read. */
enum db_error db_room_mark_read(struct db *db, const char *rid, int64_t up_to_ms);

#endif
