/* SPDX-License-Identifier: MIT */
#include "db/rooms/room_change.h"

#include <string.h>

#include "db/mysql/stmt.h"
#include "db/people/agent.h"
#include "db/rooms/room_clock.h"

/* Writes the system messages. The last one gets the new time of the room's clock, last_ts. */
static enum db_error
messages_insert(struct db *db, struct room_event *event, uint64_t last_ts)
{
	int64_t count = (int64_t)event->messages_len;
	enum db_error error = DB_OK;

	event->at_ms = (int64_t)last_ts;
	for (int64_t i = 0; i < count && !error; i++) {
		struct message *message = &event->messages[i];

		message->rid = event->rid;
		message->ts = message->updated_at = event->at_ms - count + 1 + i;
		error = db_message_row_insert(db, message);
	}
	return error;
}

/* How far the clock must go beyond its next point so that each message gets a time of its own. */
static struct db_arg
messages_span(const struct room_event *event)
{
	return db_int(event->messages_len > 1 ? (int64_t)event->messages_len - 1 : 0);
}

struct room_change {
	struct room_event *event;
	const struct author *agent; /* NULL: none */
	const char *department_id;
	const char *inquiry_id;
	const char *closer;
	const struct author *closed_by;
	const char *tags_json;
};

/* Ends each change after the room's row was updated with this result. */
static enum db_error
change_end(
    struct db *db, struct room_event *event, enum db_error error, const struct db_outcome *room)
{
	if (error)
		return error;
	if (room->matched == 0)
		return DB_NO_ROW;
	return messages_insert(db, event, room->insert_id);
}

static enum db_error
take_in_transaction(struct db *db, void *arg)
{
	struct room_change *change = arg;
	struct room_event *event = change->event;
	struct db_outcome room;
	enum db_error error;

	/* The room is locked first, as everywhere: others who change it wait for its row. */
	error = room_clock_move(db, SQL_ROOM_TAKE,
	    DB_ARGS(db_int(event->now_ms), messages_span(event), db_text(change->agent->id),
		db_text(change->agent->username), db_text(event->rid)),
	    &room);
	if (!error)
		error = db_change(
		    db, SQL_INQUIRY_TAKE, DB_ARGS(db_int(event->now_ms), db_text(event->rid)));
	return change_end(db, event, error, &room);
}

enum db_error
db_room_take(struct db *db, struct room_event *event, const struct author *agent)
{
	struct room_change change = { .event = event, .agent = agent };

	return db_transaction(db, take_in_transaction, &change);
}

static enum db_error
transfer_in_transaction(struct db *db, void *arg)
{
	struct room_change *change = arg;
	struct room_event *event = change->event;
	struct db_arg agent_id = db_text(change->agent ? change->agent->id : NULL);
	struct db_arg username = db_text(change->agent ? change->agent->username : NULL);
	struct db_outcome room;
	enum db_error error;

	error = room_clock_move(db, SQL_ROOM_TRANSFER,
	    DB_ARGS(db_int(event->now_ms), messages_span(event), agent_id, agent_id, agent_id,
		agent_id, username, db_text(change->department_id), db_text(event->rid)),
	    &room);
	error = change_end(db, event, error, &room);
	if (!error)
		error = db_exec(db, SQL_INQUIRY_PUT,
		    DB_ARGS(db_text(change->inquiry_id),
			db_text(change->agent ? "taken" : "queued"), db_int(event->at_ms),
			db_int(event->at_ms), db_text(event->rid)),
		    NULL);
	return error;
}

enum db_error
db_room_transfer(struct db *db, struct room_event *event, const struct author *agent,
    const char *department_id, const char *inquiry_id)
{
	struct room_change change = { .event = event,
		.agent = agent,
		.department_id = department_id,
		.inquiry_id = inquiry_id };

	return db_transaction(db, transfer_in_transaction, &change);
}

static enum db_error
close_in_transaction(struct db *db, void *arg)
{
	struct room_change *change = arg;
	struct room_event *event = change->event;
	struct db_outcome room;
	enum db_error error;

	error = room_clock_move(db, SQL_ROOM_CLOSE,
	    DB_ARGS(db_int(event->now_ms), messages_span(event), db_text(change->closer),
		db_text(change->closed_by->id), db_text(change->closed_by->username),
		db_text(change->tags_json), db_text(event->rid)),
	    &room);
	error = change_end(db, event, error, &room);
	if (!error)
		error = db_exec(db, SQL_INQUIRY_DELETE, DB_ARGS(db_text(event->rid)), NULL);
	return error;
}

enum db_error
db_room_close(struct db *db, struct room_event *event, const char *closer,
    const struct author *closed_by, const char *tags_json)
{
	struct room_change change = {
		.event = event, .closer = closer, .closed_by = closed_by, .tags_json = tags_json
	};

	return db_transaction(db, close_in_transaction, &change);
}

static enum db_error
notify_in_transaction(struct db *db, void *arg)
{
	struct room_event *event = arg;
	struct db_outcome room;
	enum db_error error;

	error = room_clock_move(db, SQL_ROOM_NOTIFY,
	    DB_ARGS(db_int(event->now_ms), messages_span(event), db_int(event->joined),
		db_text(event->rid)),
	    &room);
	return change_end(db, event, error, &room);
}

enum db_error
db_room_notify(struct db *db, struct room_event *event)
{
	enum db_error error = db_transaction(db, notify_in_transaction, event);

	/* The ids are new, so only an earlier attempt that was committed can have taken them. */
	return error == DB_EXISTS ? DB_OK : error;
}

struct assignment {
	struct room_change change;
	struct arena *mem;
	const char *department_id;
	bool outdone;
};

static enum db_error
assign_in_transaction(struct db *db, void *arg)
{
	struct assignment *assignment = arg;
	const char *agent_id = assignment->change.agent->id;
	struct author least_busy;
	enum db_error error;

	/* The agent is locked before the rooms are read, so that rooms given by others are seen. */
	error = db_agent_lock(db, agent_id);
	if (!error)
		error = db_agent_least_busy(
		    db, assignment->mem, assignment->department_id, NULL, &least_busy);
	assignment->outdone =
	    error == DB_NO_ROW || (!error && strcmp(least_busy.id, agent_id) != 0);
	if (assignment->outdone)
		return DB_NO_ROW;
	return error ? error : take_in_transaction(db, &assignment->change);
}

enum db_error
db_room_assign(struct db *db, struct arena *mem, struct room_event *event,
    const char *department_id, const struct author *agent, bool *outdone)
{
	struct assignment assignment = { .change = { .event = event, .agent = agent },
		.mem = mem,
		.department_id = department_id };
	enum db_error error = db_transaction(db, assign_in_transaction, &assignment);

	*outdone = assignment.outdone;
	return error;
}
