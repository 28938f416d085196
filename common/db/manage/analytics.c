/* SPDX-License-Identifier: MIT */
#include "db/manage/analytics.h"

#include "db/mysql/args.h"

/* The placeholders of OPENED_BETWEEN. */
static void
args_add_range(struct args *args, const struct analytics_range *range)
{
	args_add(args, db_int(range->from_ms));
	args_add(args, db_int(range->to_ms));
	args_add_twice(args, db_text(range->department_id));
}

static void
args_of(struct args *args, const struct analytics_range *range)
{
	args_begin(args);
	args_add_range(args, range);
}

enum db_error
db_analytics_counts(
    struct db *db, const struct analytics_range *range, struct analytics_counts *counts)
{
	struct db_cell row[4];
	struct args args;
	enum db_error error;

	args_of(&args, range);
	error = db_one(db, NULL, SQL_ANALYTICS_COUNTS, args.items, args.len, row, 4);
	*counts = (struct analytics_counts){
		.rooms = row[0].number,
		.open = row[1].number,
		.served = row[2].number,
		.messages = row[3].number,
	};
	return error;
}

struct hours_pass {
	analytics_hour_fn *hour;
	void *arg;
};

static enum db_error
hour_row(const struct db_cell *row, void *arg)
{
	const struct hours_pass *pass = arg;
	const struct analytics_hour hour = {
		.number = row[0].number,
		.rooms = row[1].number,
		.open = row[2].number,
		.messages = row[3].number,
	};

	return pass->hour(&hour, pass->arg);
}

enum db_error
db_analytics_hours(
    struct db *db, const struct analytics_range *range, analytics_hour_fn *hour, void *arg)
{
	struct hours_pass pass = { hour, arg };
	struct args args;

	args_begin(&args);
	args_add(&args, db_int(range->from_ms));
	args_add_range(&args, range);
	return db_query(db, SQL_ANALYTICS_HOURS, args.items, args.len, hour_row, &pass);
}

struct sums_pass {
	analytics_sum_fn *row;
	void *arg;
};

static enum db_error
sum_row(const struct db_cell *row, void *arg)
{
	const struct sums_pass *pass = arg;
	const struct analytics_sum sum = {
		.hour = row[0].number,
		.name = row[0].bytes,
		.count = row[1].number,
		.sum = row[2].number,
		.least = row[3].number,
	};

	return pass->row(&sum, pass->arg);
}

enum db_error
db_analytics_figure_hours(struct db *db, const struct analytics_range *range,
    enum analytics_figure figure, analytics_sum_fn *row, void *arg)
{
	struct sums_pass pass = { row, arg };
	struct args args;

	args_begin(&args);
	args_add(&args, db_int(range->from_ms));
	args_add(&args, db_int(figure));
	args_add_range(&args, range);
	return db_query(db, SQL_ANALYTICS_FIGURE_HOURS, args.items, args.len, sum_row, &pass);
}

enum db_error
db_analytics_figure_agents(struct db *db, const struct analytics_range *range,
    enum analytics_figure figure, analytics_sum_fn *row, void *arg)
{
	struct sums_pass pass = { row, arg };
	struct args args;

	args_begin(&args);
	args_add(&args, db_int(figure == FIGURE_FIRST_RESPONSE));
	args_add(&args, db_int(figure));
	args_add_range(&args, range);
	return db_query(db, SQL_ANALYTICS_FIGURE_AGENTS, args.items, args.len, sum_row, &pass);
}

enum db_error
db_analytics_productivity(
    struct db *db, const struct analytics_range *range, struct analytics_productivity *productivity)
{
	struct db_cell row[4];
	struct args args;
	enum db_error error;

	args_of(&args, range);
	error = db_one(db, NULL, SQL_ANALYTICS_PRODUCTIVITY, args.items, args.len, row, 4);
	*productivity = (struct analytics_productivity){
		.rooms = row[0].number,
		.response_us = row[1].number,
		.first_response_ms = row[2].number,
		.reaction_ms = row[3].number,
	};
	return error;
}

/* Three cells: the count, the sum in units of so many microseconds, and the longest. */
static struct analytics_timing
timing_of(const struct db_cell *cell, int64_t unit_us)
{
	return (struct analytics_timing){ .count = cell[0].number,
		.sum_us = cell[1].number * unit_us,
		.longest_ms = cell[2].number,
		.has_longest = !cell[2].is_null };
}

enum db_error
db_analytics_timings(
    struct db *db, const struct analytics_range *range, struct analytics_timings *timings)
{
	struct db_cell row[10];
	struct args args;
	enum db_error error;

	args_of(&args, range);
	error = db_one(db, NULL, SQL_ANALYTICS_TIMINGS, args.items, args.len, row, 10);
	*timings = (struct analytics_timings){
		.rooms = row[0].number,
		.response = timing_of(row + 1, 1),
		.reaction = timing_of(row + 4, 1000),
		.duration = timing_of(row + 7, 1000),
	};
	return error;
}

struct chats_pass {
	analytics_chats_fn *row;
	void *arg;
};

static enum db_error
chats_row(const struct db_cell *row, void *arg)
{
	const struct chats_pass *pass = arg;
	const struct analytics_chats chats = {
		.rooms = row[0].number,
		.abandoned = row[1].number,
		.abandoned_closed = row[2].number,
		.closed = row[3].number,
		.closed_ms = row[4].number,
	};

	return pass->row(&chats, pass->arg);
}

enum db_error
db_analytics_chats(struct db *db, const struct analytics_range *range, int64_t inactive_ms,
    analytics_chats_fn *row, void *arg)
{
	struct chats_pass pass = { row, arg };
	struct args args;

	args_begin(&args);
	args_add(&args, db_int(inactive_ms));
	args_add(&args, db_int(range->to_ms));
	args_add(&args, db_int(inactive_ms));
	args_add_twice(&args, db_int(range->to_ms));
	args_add_range(&args, range);
	return db_query(db, SQL_ANALYTICS_CHATS, args.items, args.len, chats_row, &pass);
}

struct times_pass {
	analytics_time_fn *row;
	void *arg;
};

static enum db_error
time_row(const struct db_cell *row, void *arg)
{
	const struct times_pass *pass = arg;

	return pass->row(row[0].number, row[1].number, pass->arg);
}

static enum db_error
times_read(struct db *db, enum sql sql, const struct analytics_range *range, analytics_time_fn *row,
    void *arg)
{
	struct times_pass pass = { row, arg };
	struct args args;

	args_of(&args, range);
	return db_query(db, sql, args.items, args.len, time_row, &pass);
}

enum db_error
db_analytics_waiting(
    struct db *db, const struct analytics_range *range, analytics_time_fn *row, void *arg)
{
	return times_read(db, SQL_ANALYTICS_WAITING, range, row, arg);
}

enum db_error
db_analytics_service(
    struct db *db, const struct analytics_range *range, analytics_time_fn *row, void *arg)
{
	return times_read(db, SQL_ANALYTICS_SERVICE, range, row, arg);
}

struct rooms_pass {
	analytics_rooms_fn *row;
	void *arg;
};

static enum db_error
rooms_row(const struct db_cell *row, void *arg)
{
	const struct rooms_pass *pass = arg;

	return pass->row(row[0].bytes, row[1].number, row[2].number, pass->arg);
}

enum db_error
db_analytics_by_agent(
    struct db *db, const struct analytics_range *range, analytics_rooms_fn *row, void *arg)
{
	struct rooms_pass pass = { row, arg };
	struct args args;

	args_begin(&args);
	args_add(&args, db_int(range->to_ms));
	args_add_range(&args, range);
	return db_query(db, SQL_ANALYTICS_BY_AGENT, args.items, args.len, rooms_row, &pass);
}

enum db_error
db_analytics_by_department(
    struct db *db, const struct analytics_range *range, analytics_rooms_fn *row, void *arg)
{
	struct rooms_pass pass = { row, arg };
	struct args args;

	args_of(&args, range);
	return db_query(db, SQL_ANALYTICS_BY_DEPARTMENT, args.items, args.len, rooms_row, &pass);
}

enum db_error
db_analytics_visitors(struct db *db, const struct analytics_range *range, int64_t *visitors)
{
	struct args args;

	args_of(&args, range);
	return db_number(db, SQL_ANALYTICS_VISITORS, args.items, args.len, visitors);
}

enum db_error
db_analytics_available(
    struct db *db, int64_t day, const char *department_id, int64_t *agents, int64_t *available_ms)
{
	struct db_cell row[2];
	enum db_error error = db_one(db, NULL, SQL_ANALYTICS_AVAILABLE,
	    DB_ARGS(db_int(day), db_text(department_id), db_text(department_id)), row, 2);

	*agents = row[0].number;
	*available_ms = row[1].number;
	return error;
}

enum db_error
db_analytics_agent_states(
    struct db *db, const char *department_id, struct analytics_agent_states *states)
{
	struct db_cell row[5];
	enum db_error error = db_one(db, NULL, SQL_ANALYTICS_AGENT_STATES,
	    DB_ARGS(db_text(department_id), db_text(department_id)), row, 5);

	*states = (struct analytics_agent_states){
		.agents = row[0].number,
		.offline = row[1].number,
		.away = row[2].number,
		.busy = row[3].number,
		.available = row[4].number,
	};
	return error;
}
