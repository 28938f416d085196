/* SPDX-License-Identifier: MIT */
#include "db/duties/push.h"

#include "db/mysql/stmt.h"

struct push_put {
	const struct push_subscription *subscription;
	const char *user_id;
	const char *token_hash;
	int64_t max;
	int64_t now_ms;
};

static enum db_error
put_in_transaction(struct db *db, void *arg)
{
	const struct push_put *put = arg;
	const struct push_subscription *subscription = put->subscription;
	struct db_arg now = db_int(put->now_ms);
	enum db_error error = db_exec(db, SQL_PUSH_PUT,
	    DB_ARGS(db_text(subscription->id), db_text(subscription->endpoint),
		db_text(subscription->p256dh), db_text(subscription->auth), now, now,
		db_text(put->token_hash)),
	    NULL);

	return error ? error
		     : db_exec(db, SQL_PUSH_REMOVE_OLDEST,
			   DB_ARGS(db_text(put->user_id), db_int(put->max)), NULL);
}

enum db_error
db_push_put(struct db *db, const struct push_subscription *subscription, const char *user_id,
    const char *token_hash, int64_t max, int64_t now_ms)
{
	struct push_put put = { subscription, user_id, token_hash, max, now_ms };

	return db_transaction(db, put_in_transaction, &put);
}

enum db_error
db_push_remove(struct db *db, const char *id, const char *user_id)
{
	return db_exec(db, SQL_PUSH_REMOVE, DB_ARGS(db_text(id), db_text(user_id)), NULL);
}

enum db_error
db_push_get(
    struct db *db, struct arena *mem, const char *id, struct push_subscription *subscription)
{
	enum { LEN = 4 };
	struct db_cell row[LEN];
	enum db_error error = db_one(db, mem, SQL_PUSH_GET, DB_ARGS(db_text(id)), row, LEN);

	*subscription = (struct push_subscription){ .id = id,
		.endpoint = row[0].bytes,
		.p256dh = row[1].bytes,
		.auth = row[2].bytes,
		.user_id = row[3].bytes };
	return error;
}

/* A browser that is to be told. */
struct push_target {
	const char *id;
	struct push_target *next;
};

struct pushes {
	struct arena *mem;
	const struct duty *duty;
	struct push_target *targets;
	const char *agent_id; /* who serves the room; so is told_ts about it */
	int64_t told_ts;
	int64_t now_ms;
};

static enum db_error
target_row(const struct db_cell *row, void *arg)
{
	struct pushes *pushes = arg;
	struct push_target *target = arena_alloc(pushes->mem, sizeof(*target));

	*target = (struct push_target){ arena_strdup(pushes->mem, row[0].bytes), pushes->targets };
	pushes->targets = target;
	return DB_OK;
}

static enum db_error
pushes_store(struct db *db, const struct pushes *pushes)
{
	enum db_error error = db_duty_done(db, pushes->duty);

	for (const struct push_target *target = pushes->targets; target && !error;
	     target = target->next)
		error = db_exec(db, SQL_PUSH_DUTY,
		    DB_ARGS(
			db_text(target->id), db_text(pushes->duty->ref), db_int(pushes->now_ms)),
		    NULL);
	return error;
}

static enum db_error
pushes_in_transaction(struct db *db, void *arg)
{
	return pushes_store(db, arg);
}

/* The browsers are read before: within the transaction that would lock their users. */
enum db_error
db_pushes_for_duty(struct db *db, struct arena *mem, const struct duty *duty,
    const char *department_id, int64_t now_ms)
{
	struct pushes pushes = { .mem = mem, .duty = duty, .now_ms = now_ms };
	struct db_arg department = db_text(department_id);
	enum db_error error = db_query(
	    db, SQL_PUSH_OF_DEPARTMENT, DB_ARGS(department, department), target_row, &pushes);

	if (!error)
		error = db_transaction(db, pushes_in_transaction, &pushes);
	return error == DB_NO_ROW ? DB_OK : error;
}

struct push_end {
	const struct duty *duty;
	const char *id;
};

static enum db_error
gone_in_transaction(struct db *db, void *arg)
{
	const struct push_end *end = arg;
	enum db_error error = db_duty_done(db, end->duty);

	return error ? error : db_exec(db, SQL_PUSH_GONE, DB_ARGS(db_text(end->id)), NULL);
}

enum db_error
db_push_gone(struct db *db, const struct duty *duty, const char *id)
{
	struct push_end end = { duty, id };
	enum db_error error = db_transaction(db, gone_in_transaction, &end);

	return error == DB_NO_ROW ? DB_OK : error;
}

enum db_error
db_unread_agent(struct db *db, const char *rid, struct unread_agent *agent)
{
	enum { LEN = 3 };
	struct db_cell row[LEN];
	enum db_error error = db_one(db, NULL, SQL_UNREAD_AGENT, DB_ARGS(db_text(rid)), row, LEN);

	*agent = (struct unread_agent){
		.seen_at = row[0].number, .here_until = row[1].number, .told = row[2].number != 0
	};
	return error;
}

/* The room is locked before its duty, as by those who send a message. */
static enum db_error
pushes_of_message_in_transaction(struct db *db, void *arg)
{
	const struct pushes *pushes = arg;
	struct db_arg told = db_int(pushes->told_ts);
	enum db_error error = db_change(db, SQL_UNREAD_TOLD,
	    DB_ARGS(told, db_text(pushes->duty->ref), db_text(pushes->agent_id), told));

	return error ? error : pushes_store(db, pushes);
}

enum db_error
db_pushes_of_message(struct db *db, struct arena *mem, const struct duty *duty,
    const char *agent_id, int64_t told_ts, int64_t now_ms)
{
	struct pushes pushes = {
		.mem = mem, .duty = duty, .agent_id = agent_id, .told_ts = told_ts, .now_ms = now_ms
	};
	enum db_error error =
	    db_query(db, SQL_PUSH_OF_USER, DB_ARGS(db_text(agent_id)), target_row, &pushes);

	return error ? error : db_transaction(db, pushes_of_message_in_transaction, &pushes);
}

enum db_error
db_push_count(struct db *db, const char *id, int64_t hour_ms, int64_t most, int64_t now_ms)
{
	struct db_arg before = db_int(now_ms - hour_ms);

	return db_change(db, SQL_PUSH_COUNT,
	    DB_ARGS(before, before, db_int(now_ms), db_text(id), before, db_int(most)));
}

enum db_error
db_push_tidy(struct db *db)
{
	return db_exec(db, SQL_PUSH_TIDY, NULL, 0, NULL);
}
