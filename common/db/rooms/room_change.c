/* SPDX-License-Identifier: MIT */
#include "db/rooms/room_change.h"

#include <string.h>

#include "db/mysql/stmt.h"
#include "db/people/agent.h"
#include "db/duties/duty.h"
#include "db/inbox_touch.h"
#include "db/messages/room_clock.h"
#include "db/rooms/transcript_wish.h"

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
give_in_transaction(struct db *db, struct room_change *change)
{
	struct room_event *event = change->event;
	struct db_outcome room;
	enum db_error error;

	error = room_clock_move(db, event->rid, SQL_ROOM_TAKE,
	    DB_ARGS(db_int(event->now_ms), messages_span(event), db_text(change->agent->id),
		db_text(change->agent->username), db_text(event->rid)),
	    &room);
	error = change_end(db, event, error, &room);
	if (!error)
		error = inbox_room_comes(db, event->rid);
	if (!error)
		error = queue_touch_room(db, event->rid);
	return error ? error
		     : db_change(db, SQL_INQUIRY_TAKE,
			   DB_ARGS(db_int(event->now_ms), db_text(event->rid)));
}

static enum db_error
take_in_transaction(struct db *db, void *arg)
{
	struct room_change *change = arg;
	enum db_error error = db_agent_lock(db, change->agent->id);

	return error ? error : give_in_transaction(db, change);
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
	enum db_error error = change->agent ? db_agent_lock(db, change->agent->id) : DB_OK;

	if (!error)
		error = inbox_room_leaves(
		    db, event->rid, change->agent ? change->agent->id : NULL, event->now_ms);
	if (error)
		return error;
	error = room_clock_move(db, event->rid, SQL_ROOM_TRANSFER,
	    DB_ARGS(db_int(event->now_ms), messages_span(event), agent_id, agent_id, agent_id,
		agent_id, username, db_text(change->department_id), db_text(event->rid)),
	    &room);
	error = change_end(db, event, error, &room);
	if (!error)
		error = inbox_room_comes(db, event->rid);
	if (!error)
		error = change->agent ? queue_touch_room(db, event->rid)
				      : queue_enter(db, event->rid, &event->telling);
	return error ? error
		     : db_exec(db, SQL_INQUIRY_PUT,
			   DB_ARGS(db_text(change->inquiry_id),
			       db_text(change->agent ? "taken" : "queued"), db_int(event->at_ms),
			       db_int(event->at_ms), db_text(event->rid)),
			   NULL);
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

enum db_error
db_room_return_within(struct db *db, struct room_event *event, const char *inquiry_id)
{
	struct room_change change = { .event = event, .inquiry_id = inquiry_id };

	return transfer_in_transaction(db, &change);
}

struct closing {
	struct room_event *event;
	const struct room_end *end;
	bool mails_transcript;
};

/* In the transaction that closes the room: a transcript that somebody wants becomes a duty. */
static enum db_error
transcript_becomes_due(struct db *db, struct closing *closing)
{
	const struct transcript_wish *wish = closing->end->transcript;
	const struct db_arg rid = db_text(closing->event->rid);
	enum db_error error = DB_OK;
	int64_t wanted = 0;

	if (wish)
		error = transcript_put_within(
		    db, SQL_TRANSCRIPT_WANT_INSTEAD, closing->event->rid, wish);
	else if (closing->end->without_transcript)
		error = db_exec(db, SQL_TRANSCRIPT_UNWANT, &rid, 1, NULL);
	if (!error)
		error = db_number(db, SQL_TRANSCRIPT_IS_WANTED, &rid, 1, &wanted);
	closing->mails_transcript = wanted > 0;
	if (error || !wanted)
		return error;
	return db_duty_put(db, DUTY_TRANSCRIPT, closing->event->rid, closing->event->now_ms);
}

static enum db_error
close_in_transaction(struct db *db, void *arg)
{
	struct closing *closing = arg;
	struct room_event *event = closing->event;
	const struct room_end *end = closing->end;
	struct db_outcome room;
	enum db_error error;

	error = room_clock_move(db, event->rid, SQL_ROOM_CLOSE,
	    DB_ARGS(db_int(event->now_ms), messages_span(event), db_text(end->closer),
		db_text(end->by.id), db_text(end->by.username), db_text(end->tags_json),
		db_text(event->rid)),
	    &room);
	error = change_end(db, event, error, &room);
	if (!error)
		error = inbox_room_ends(db, event->rid, event->now_ms);
	if (!error)
		error = transcript_becomes_due(db, closing);
	return error ? error : db_exec(db, SQL_INQUIRY_DELETE, DB_ARGS(db_text(event->rid)), NULL);
}

enum db_error
db_room_close(
    struct db *db, struct room_event *event, const struct room_end *end, bool *mails_transcript)
{
	struct closing closing = { .event = event, .end = end };
	enum db_error error = db_transaction(db, close_in_transaction, &closing);

	*mails_transcript = closing.mails_transcript;
	return error;
}

static enum db_error
tell_within(struct db *db, struct room_event *event, enum sql sql)
{
	struct db_outcome room;
	enum db_error error = room_clock_move(db, event->rid, sql,
	    DB_ARGS(db_int(event->now_ms), messages_span(event), db_text(event->rid)), &room);

	return change_end(db, event, error, &room);
}

enum db_error
room_notify_within(struct db *db, struct room_event *event)
{
	return tell_within(db, event, SQL_ROOM_NOTIFY);
}

static enum db_error
notify_in_transaction(struct db *db, void *arg)
{
	return room_notify_within(db, arg);
}

enum db_error
db_room_notify(struct db *db, struct room_event *event)
{
	enum db_error error = db_transaction(db, notify_in_transaction, event);

	/* The ids are new, so only an earlier attempt that was committed can have taken them. */
	return error == DB_EXISTS ? DB_OK : error;
}

struct joining {
	struct room_event *event;
	const char *user_id;
};

static enum db_error
join_in_transaction(struct db *db, void *arg)
{
	const struct joining *joining = arg;
	const struct db_arg rid = db_text(joining->event->rid);
	struct db_cell open;
	struct db_outcome added = { 0 };
	enum db_error error = db_one(db, NULL, SQL_ROOM_LOCK_OPEN, &rid, 1, &open, 1);

	if (!error)
		error = db_exec(db, SQL_ROOM_MEMBER_ADD,
		    DB_ARGS(rid, db_text(joining->user_id), db_int(joining->event->now_ms)),
		    &added);
	return error || added.matched == 0 ? error : tell_within(db, joining->event, SQL_ROOM_JOIN);
}

enum db_error
db_room_join(struct db *db, struct room_event *event, const char *user_id)
{
	struct joining joining = { event, user_id };

	return db_transaction(db, join_in_transaction, &joining);
}

struct assignment {
	struct room_change change;
	struct arena *mem;
	const char *department_id;
	bool idle_too;
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
		error = db_agent_least_busy(db, assignment->mem, assignment->department_id, NULL,
		    assignment->idle_too, &least_busy);
	assignment->outdone =
	    error == DB_NO_ROW || (!error && strcmp(least_busy.id, agent_id) != 0);
	if (assignment->outdone)
		return DB_NO_ROW;
	return error ? error : give_in_transaction(db, &assignment->change);
}

enum db_error
db_room_assign(struct db *db, struct arena *mem, struct room_event *event,
    const char *department_id, bool idle_too, const struct author *agent, bool *outdone)
{
	struct assignment assignment = { .change = { .event = event, .agent = agent },
		.mem = mem,
		.department_id = department_id,
		.idle_too = idle_too };
	enum db_error error = db_transaction(db, assign_in_transaction, &assignment);

	*outdone = assignment.outdone;
	return error;
}
