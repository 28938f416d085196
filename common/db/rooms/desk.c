#include "db/rooms/desk.h"

#include <string.h>

#include "db/rooms/room_clock.h"
#include "db/rooms/row.h"
#include "db/mysql/stmt.h"

/* Writes the notices; the last has the time that the room's clock was moved to. */
static enum db_error
notices_insert(struct db *db, struct room_event *event, uint64_t last_ts)
{
	int64_t count = (int64_t)event->notices_len;
	enum db_error error = DB_OK;

	event->at_ms = (int64_t)last_ts;
	for (int64_t i = 0; i < count && !error; i++) {
		struct message *notice = &event->notices[i];

		notice->rid = event->rid;
		notice->ts = notice->updated_at = event->at_ms - count + 1 + i;
		error = db_message_row_insert(db, notice);
	}
	return error;
}

/* By how much the clock runs ahead of its next point so that every notice has one. */
static struct db_arg
notices_span(const struct room_event *event)
{
	return db_int(event->notices_len > 1 ? (int64_t)event->notices_len - 1 : 0);
}

struct desk_change {
	struct room_event *event;
	const struct author *agent; /* NULL: none */
	const char *department_id;
	const char *inquiry_id;
	const char *closer;
	const struct author *closed_by;
	const char *tags_json;
};

/* What remains of every change once the room's row is updated. */
static enum db_error
change_end(
    struct db *db, struct room_event *event, enum db_error error, const struct db_outcome *room)
{
	if (error)
		return error;
	if (room->matched == 0)
		return DB_NO_ROW;
	return notices_insert(db, event, room->insert_id);
}

static enum db_error
take_in_transaction(struct db *db, void *arg)
{
	struct desk_change *change = arg;
	struct room_event *event = change->event;
	struct db_outcome taken, room;
	enum db_error error;

	/* The room first, as everywhere: whoever changes one waits for its row. */
	error = room_clock_move(db, SQL_ROOM_TAKE,
	    DB_ARGS(db_int(event->now_ms), notices_span(event), db_text(change->agent->id),
		db_text(change->agent->username), db_text(event->rid)),
	    &room);
	if (!error)
		error = db_exec(db, SQL_INQUIRY_TAKE,
		    DB_ARGS(db_int(event->now_ms), db_text(event->rid)), &taken);
	if (!error && taken.matched == 0)
		return DB_NO_ROW;
	return change_end(db, event, error, &room);
}

enum db_error
db_room_take(struct db *db, struct room_event *event, const struct author *agent)
{
	struct desk_change change = { .event = event, .agent = agent };

	return db_transaction(db, take_in_transaction, &change);
}

static enum db_error
transfer_in_transaction(struct db *db, void *arg)
{
	struct desk_change *change = arg;
	struct room_event *event = change->event;
	struct db_arg agent_id = db_text(change->agent ? change->agent->id : NULL);
	struct db_arg username = db_text(change->agent ? change->agent->username : NULL);
	struct db_outcome room;
	enum db_error error;

	error = room_clock_move(db, SQL_ROOM_TRANSFER,
	    DB_ARGS(db_int(event->now_ms), notices_span(event), agent_id, agent_id, agent_id,
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
	struct desk_change change = { .event = event,
		.agent = agent,
		.department_id = department_id,
		.inquiry_id = inquiry_id };

	return db_transaction(db, transfer_in_transaction, &change);
}

static enum db_error
close_in_transaction(struct db *db, void *arg)
{
	struct desk_change *change = arg;
	struct room_event *event = change->event;
	struct db_outcome room;
	enum db_error error;

	error = room_clock_move(db, SQL_ROOM_CLOSE,
	    DB_ARGS(db_int(event->now_ms), notices_span(event), db_text(change->closer),
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
	struct desk_change change = {
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
	    DB_ARGS(db_int(event->now_ms), notices_span(event), db_int(event->joined),
		db_text(event->rid)),
	    &room);
	return change_end(db, event, error, &room);
}

enum db_error
db_room_notify(struct db *db, struct room_event *event)
{
	enum db_error error = db_transaction(db, notify_in_transaction, event);

	/* The ids are new each time, so they can only be taken by an attempt that went through. */
	return error == DB_EXISTS ? DB_OK : error;
}

enum db_error
db_room_join(struct db *db, const char *rid, const char *user_id, int64_t now_ms, bool *joined)
{
	struct db_outcome added;
	enum db_error error = db_exec(db, SQL_ROOM_MEMBER_ADD,
	    DB_ARGS(db_text(rid), db_text(user_id), db_int(now_ms)), &added);

	*joined = !error && added.matched > 0;
	return error;
}

enum db_error
db_room_is_member(struct db *db, const char *rid, const char *user_id, bool *member)
{
	int64_t count = 0;
	enum db_error error = db_query(db, SQL_ROOM_MEMBER_COUNT,
	    DB_ARGS(db_text(rid), db_text(user_id)), db_row_number, &count);

	*member = count > 0;
	return error;
}

/* --- The queue --------------------------------------------------------------------------- */

static void
row_inquiry(const struct db_cell *row, struct inquiry *inquiry)
{
	inquiry->id = row[0].bytes;
	inquiry->rid = row[1].bytes;
	inquiry->name = row[2].bytes;
	inquiry->status = row[3].bytes;
	inquiry->department_id = row[4].bytes;
	inquiry->ts = row[5].number;
	inquiry->updated_at = row[6].number;
}

struct inquiry_read {
	struct arena *mem;
	struct inquiry *inquiry;
};

static enum db_error
inquiry_one_row(const struct db_cell *row, void *arg)
{
	struct inquiry_read *read = arg;
	struct inquiry *inquiry = read->inquiry;

	row_inquiry(row, inquiry);
	inquiry->id = arena_strdup(read->mem, inquiry->id);
	inquiry->rid = arena_strdup(read->mem, inquiry->rid);
	inquiry->name = arena_strdup(read->mem, inquiry->name);
	inquiry->status = arena_strdup(read->mem, inquiry->status);
	inquiry->department_id = arena_strdup(read->mem, inquiry->department_id);
	return DB_OK;
}

static enum db_error
inquiry_find(
    struct db *db, struct arena *mem, enum sql sql, const char *key, struct inquiry *inquiry)
{
	struct inquiry_read read = { mem, inquiry };
	enum db_error error;

	*inquiry = (struct inquiry){ 0 };
	error = db_query(db, sql, DB_ARGS(db_text(key)), inquiry_one_row, &read);
	return error || inquiry->id ? error : DB_NO_ROW;
}

enum db_error
db_inquiry_get(struct db *db, struct arena *mem, const char *id, struct inquiry *inquiry)
{
	return inquiry_find(db, mem, SQL_INQUIRY_GET, id, inquiry);
}

enum db_error
db_inquiry_of_room(struct db *db, struct arena *mem, const char *rid, struct inquiry *inquiry)
{
	return inquiry_find(db, mem, SQL_INQUIRY_OF_ROOM, rid, inquiry);
}

struct inquiries_pass {
	inquiry_row_fn *row;
	void *arg;
};

static enum db_error
inquiry_list_row(const struct db_cell *row, void *arg)
{
	struct inquiries_pass *pass = arg;
	struct inquiry inquiry;

	row_inquiry(row, &inquiry);
	return pass->row(&inquiry, pass->arg);
}

enum db_error
db_inquiry_list(
    struct db *db, const struct inquiry_list *list, inquiry_row_fn *row, void *arg, int64_t *total)
{
	struct inquiries_pass pass = { row, arg };
	struct db_arg department = db_text(list->department_id), user = db_text(list->user_id);
	enum db_error error;

	*total = 0;
	error = db_query(db, SQL_INQUIRY_COUNT, DB_ARGS(department, department, user, user),
	    db_row_number, total);
	if (!error)
		error = db_query(db, SQL_INQUIRY_LIST,
		    DB_ARGS(department, department, user, user, db_int(list->limit),
			db_int(list->offset)),
		    inquiry_list_row, &pass);
	return error;
}

/* --- Agents ------------------------------------------------------------------------------ */

struct agent_read {
	struct arena *mem;
	struct author *agent;
};

static enum db_error
agent_row(const struct db_cell *row, void *arg)
{
	struct agent_read *read = arg;

	read->agent->id = db_cell_dup(read->mem, &row[0]);
	read->agent->username = db_cell_dup(read->mem, &row[1]);
	read->agent->name = db_cell_dup(read->mem, &row[2]);
	return DB_OK;
}

enum db_error
db_agent_least_busy(struct db *db, struct arena *mem, const char *department_id,
    const char *except_id, struct author *agent)
{
	struct agent_read read = { mem, agent };
	struct db_arg department = db_text(department_id);
	enum db_error error;

	*agent = (struct author){ 0 };
	error = db_query(db, SQL_AGENT_LEAST_BUSY,
	    DB_ARGS(department, db_text(except_id ? except_id : ""), department), agent_row, &read);
	return error || agent->id ? error : DB_NO_ROW;
}

struct assignment {
	struct desk_change change;
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
	int64_t agents = 0;
	enum db_error error;

	/* The lock comes before the first look at the rooms, so that this sees what others gave. */
	error = db_query(db, SQL_AGENT_LOCK, DB_ARGS(db_text(agent_id)), db_row_number, &agents);
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
