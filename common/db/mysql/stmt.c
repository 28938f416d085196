/* SPDX-License-Identifier: MIT */
#include "db/mysql/stmt.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "db/mysql/conn.h"
#include "db/mysql/error_numbers.h"
#include "db/mysql/prepared.h"

/* How often a statement outside a transaction is tried again after a lock error. */
#define BLOCKED_MAX 3

/* How often a statement is tried again on a new connection. Reads fail sooner. */
#define LOST_MAX_READING 1
#define LOST_MAX_WRITING 2

/*
 * How many statements stay prepared. Each takes 10 to 40 KiB here, and as much in the server. The
 * requests of a visitor and an agent who chat use 20.
 */
#define PREPARED_KEPT_MAX 32

struct db_arg
db_int(int64_t number)
{
	return (struct db_arg){ .type = DB_ARG_INT, .number = number };
}

struct db_arg
db_text(const char *text)
{
	if (!text)
		return (struct db_arg){ .type = DB_ARG_NULL };
	return (struct db_arg){ .type = DB_ARG_BYTES, .bytes = text, .len = strlen(text) };
}

struct db_arg
db_int_or_null(bool given, int64_t number)
{
	return given ? db_int(number) : (struct db_arg){ .type = DB_ARG_NULL };
}

void
db_row_dup(struct arena *mem, const struct db_cell *row, struct db_cell *copy, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		copy[i] = row[i];
		if (row[i].bytes)
			copy[i].bytes = arena_strndup(mem, row[i].bytes, row[i].len);
	}
}

/* One statement, over all attempts. */
struct run {
	struct db *db;
	enum sql sql;
	const struct db_arg *args;
	size_t args_len;
	db_row_fn *row; /* NULL: a write */
	void *arg;
	size_t columns_len; /* 0: any number */
	struct db_outcome *outcome;
	size_t packet_len;       /* of the last attempt */
	bool delivered;          /* the callback has had a row, so it is too late to retry */
	enum db_error row_error; /* of the callback */
};

/* Whether the statement was not sent because of its size. */
static bool
run_is_too_large(const struct run *run)
{
	return run->db->packet_max && run->packet_len >= (size_t)run->db->packet_max;
}

/*
 * The number of the error with which a statement has failed; never 0. Connector/C enters an error
 * that the server finds between two rows for the connection only.
 */
static unsigned
run_errno(const struct run *run, const struct prepared *prepared)
{
	unsigned number = prepared_errno(prepared);

	if (run_is_too_large(run))
		return ER_NET_PACKET_TOO_LARGE;
	if (number == 0)
		number = mysql_errno(run->db->mysql);
	return number ? number : CR_UNKNOWN_ERROR;
}

static void
run_log(const struct run *run, const struct prepared *prepared)
{
	const char *server_text =
	    prepared_errno(prepared) ? prepared_error(prepared) : mysql_error(run->db->mysql);
	char beginning[80], sizes[80];
	size_t len = strlen(sql_text[run->sql]);

	if (len >= sizeof(beginning))
		len = sizeof(beginning) - 1;
	memcpy(beginning, sql_text[run->sql], len);
	beginning[len] = '\0';
	if (run_is_too_large(run)) {
		snprintf(sizes, sizeof(sizes), "%zu bytes, and max_allowed_packet is %lld",
		    run->packet_len, (long long)run->db->packet_max);
		server_text = sizes;
	}
	conn_error_log(run_errno(run, prepared), server_text, beginning);
}

/*
 * After an error of the client library itself the connection is in an unknown state, but for the
 * error that tells of a statement whose columns have changed.
 */
static bool
number_is_client(unsigned number)
{
	return number >= CR_MIN_ERROR && number <= CR_MAX_ERROR && number != CR_NEW_STMT_METADATA;
}

static bool
run_rows(struct run *run, struct prepared *prepared)
{
	const struct db_cell *row;
	int fetched;

	assert(run->columns_len == 0 || run->columns_len == prepared_columns_len(prepared));
	while ((fetched = prepared_fetch(prepared, &row)) == 1) {
		run->delivered = true;
		run->row_error = run->row(row, run->arg);
		if (run->row_error)
			return true;
	}
	return fetched == 0;
}

/* Frees the statement that was not used for the longest time, when too many are prepared. */
static void
prepared_evict(struct db *db)
{
	size_t count = 0, oldest = SQL__MAX;

	for (size_t i = 0; i < SQL__MAX; i++) {
		if (!db->prepared[i])
			continue;
		count++;
		if (oldest == SQL__MAX || db->used[i] < db->used[oldest])
			oldest = i;
	}
	if (count < PREPARED_KEPT_MAX)
		return;
	prepared_free(db->prepared[oldest]);
	db->prepared[oldest] = NULL;
}

static struct prepared *
prepared_of(struct db *db, enum sql sql)
{
	if (!db->prepared[sql]) {
		prepared_evict(db);
		db->prepared[sql] = prepared_new(db->mysql, sql_text[sql]);
	}
	db->used[sql] = ++db->uses;
	return db->prepared[sql];
}

/* One attempt. Drops the statement or the connection after an error, which is logged if `last`. */
static enum conn_error
run_once(struct run *run, bool last)
{
	struct db *db = run->db;
	struct prepared *prepared = prepared_of(db, run->sql);
	enum conn_error reason;
	unsigned number;
	bool done;

	run->packet_len = 0;
	conn_watch(db);
	done = prepared_errno(prepared) == 0 &&
	       prepared_execute(
		   prepared, run->args, run->args_len, (size_t)db->packet_max, &run->packet_len) &&
	       (!run->row || run_rows(run, prepared));
	conn_watch_end(db);
	if (done) {
		if (run->outcome)
			prepared_outcome(prepared, run->outcome);
		prepared_finish(prepared);
		return CONN_ERROR_NONE;
	}

	number = run_errno(run, prepared);
	reason = conn_error_of(number, mysql_get_server_info(db->mysql));
	if (reason == CONN_ERROR_DUPLICATE) {
		prepared_finish(prepared);
		return reason;
	}
	if (last || reason >= CONN_ERROR_NOT_WRITABLE)
		run_log(run, prepared);
	if (reason == CONN_ERROR_NOT_WRITABLE) {
		conn_drop_host(db);
	} else if (run_is_too_large(run)) {
		return reason;
	} else if (reason == CONN_ERROR_LOST || reason == CONN_ERROR_STOPPED ||
		   number == ER_NET_PACKET_TOO_LARGE || number_is_client(number)) {
		conn_drop(db);
	} else {
		/* The statement may be unusable now, and preparing it again costs little. */
		db->prepared[run->sql] = NULL;
		prepared_free(prepared);
	}
	return reason;
}

static enum db_error
run(struct run *run)
{
	struct db *db = run->db;
	const unsigned lost_max = run->row ? LOST_MAX_READING : LOST_MAX_WRITING;
	const int64_t begin_ms = clock_monotonic_ms();
	unsigned lost = 0, blocked = 0, stale = 0;
	enum conn_error reason;

	for (;;) {
		bool last = lost >= lost_max || stale > 0 || blocked == BLOCKED_MAX;

		if (db->in_transaction && db->tx_error)
			return DB_DOWN;
		if (conn_ready(db)) {
			if (db->in_transaction)
				db->tx_error = CONN_ERROR_UNAVAILABLE;
			return DB_DOWN;
		}
		reason = run_once(run, last && !db->in_transaction);
		if (reason == CONN_ERROR_NONE)
			return run->row_error;
		if (reason == CONN_ERROR_DUPLICATE)
			return DB_EXISTS;
		if (reason == CONN_ERROR_STALE && stale++ == 0 && !run->delivered)
			continue;
		if (db->in_transaction && (!db->mysql || reason == CONN_ERROR_LOCKED))
			db->tx_error = reason;
		if (reason == CONN_ERROR_BUG)
			return DB_BUG;
		if (reason == CONN_ERROR_TOO_LARGE)
			return DB_TOO_LARGE;
		if (db->in_transaction || run->delivered)
			return DB_DOWN;
		if (reason == CONN_ERROR_LOST && (lost++ < lost_max || conn_may_retry(begin_ms)))
			continue;
		if (reason == CONN_ERROR_LOCKED && blocked++ < BLOCKED_MAX) {
			conn_pause();
			continue;
		}
		return DB_DOWN;
	}
}

enum db_error
db_query(struct db *db, enum sql sql, const struct db_arg *args, size_t args_len, db_row_fn *row,
    void *arg)
{
	struct run query = {
		.db = db, .sql = sql, .args = args, .args_len = args_len, .row = row, .arg = arg
	};

	assert(row);
	return run(&query);
}

struct one_row {
	struct arena *mem;
	struct db_cell *cells;
	size_t len;
	bool found;
};

static enum db_error
one_row(const struct db_cell *row, void *arg)
{
	struct one_row *one = arg;

	if (!one->found)
		db_row_dup(one->mem, row, one->cells, one->len);
	one->found = true;
	return DB_OK;
}

enum db_error
db_one(struct db *db, struct arena *mem, enum sql sql, const struct db_arg *args, size_t args_len,
    struct db_cell *cells, size_t cells_len)
{
	struct one_row one = { .mem = mem, .cells = cells, .len = cells_len };
	struct run query = { .db = db,
		.sql = sql,
		.args = args,
		.args_len = args_len,
		.row = one_row,
		.arg = &one,
		.columns_len = cells_len };
	enum db_error error = run(&query);

	if (!error && one.found)
		return DB_OK;
	for (size_t i = 0; i < cells_len; i++)
		cells[i] = (struct db_cell){ .is_null = true };
	return error ? error : DB_NO_ROW;
}

enum db_error
db_number(struct db *db, enum sql sql, const struct db_arg *args, size_t args_len, int64_t *number)
{
	struct db_cell cell;
	enum db_error error = db_one(db, NULL, sql, args, args_len, &cell, 1);

	*number = cell.number;
	return error == DB_NO_ROW ? DB_OK : error;
}

enum db_error
db_exec(struct db *db, enum sql sql, const struct db_arg *args, size_t args_len,
    struct db_outcome *outcome)
{
	struct run write = {
		.db = db, .sql = sql, .args = args, .args_len = args_len, .outcome = outcome
	};

	if (db->writes_barred) {
		log_error(
		    "database: this would have been written before it was checked who may: %.80s",
		    sql_text[sql]);
		return DB_BUG;
	}
	return run(&write);
}

enum db_error
db_change(struct db *db, enum sql sql, const struct db_arg *args, size_t args_len)
{
	struct db_outcome outcome;
	enum db_error error = db_exec(db, sql, args, args_len, &outcome);

	return !error && outcome.matched == 0 ? DB_NO_ROW : error;
}

bool
db_args_fit(struct db *db, const struct db_arg *args, size_t args_len)
{
	size_t packet_len = prepared_packet_len(args, args_len);

	return db->packet_max == 0 || packet_len < (size_t)db->packet_max;
}

const char *
db_like(struct arena *mem, const char *text)
{
	char *pattern, *p;

	if (!text)
		return NULL;
	p = pattern = arena_alloc(mem, 2 * strlen(text) + 3);
	*p++ = '%';
	for (; *text; text++) {
		if (strchr("%_|", *text))
			*p++ = '|';
		*p++ = *text;
	}
	*p++ = '%';
	*p = '\0';
	return pattern;
}
