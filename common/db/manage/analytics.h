/* SPDX-License-Identifier: MIT */
/*
 * analytics.h: figures about chats, of the rooms that were opened in a period. Durations are in milliseconds
 * (_ms) or microseconds (_us).
 */
#ifndef DB_MANAGE_ANALYTICS_H
#define DB_MANAGE_ANALYTICS_H

#include "db/db.h"

/* Which rooms: those opened from one time to another, both inclusive. */
struct analytics_range {
	int64_t from_ms, to_ms;
	const char *department_id; /* NULL: any, or none */
};

struct analytics_counts {
	int64_t rooms, open;
	int64_t served; /* of the open ones */
	int64_t messages;
};

DB_CHECKED enum db_error db_analytics_counts(
    struct db *db, const struct analytics_range *range, struct analytics_counts *counts);

/* An hour in which rooms were opened, counted from the beginning of the range. */
struct analytics_hour {
	int64_t number;
	int64_t rooms, open, messages;
};

/* Called for each hour, in their order. */
typedef enum db_error analytics_hour_fn(const struct analytics_hour *hour, void *arg);

DB_CHECKED enum db_error db_analytics_hours(
    struct db *db, const struct analytics_range *range, analytics_hour_fn *hour, void *arg);

/* What is known of a room. Its number is in analytics.def. */
enum analytics_figure {
	FIGURE_NONE,
	FIGURE_ROOM,     /* 1: of each room */
	FIGURE_DURATION, /* from its opening to its closing, in microseconds, as are the other times */
	FIGURE_MESSAGES,       /* the messages of agents */
	FIGURE_SOME_MESSAGES,  /* the same, but 1 if there are none */
	FIGURE_FIRST_RESPONSE, /* until the first answer */
	FIGURE_RESPONSE,       /* from a question to its answer, on average */
	FIGURE_REACTION, /* from when the agent took the room to the first message of an agent */
};

/* Rooms that have the figure: how many, their sum and the smallest. */
struct analytics_sum {
	int64_t hour;     /* the hour of all of them, or */
	const char *name; /* the username of the agent, which is valid during the call only */
	int64_t count, sum, least;
};

typedef enum db_error analytics_sum_fn(const struct analytics_sum *sum, void *arg);

/* Calls back for each hour that has rooms, in their order; a count may be 0. */
DB_CHECKED enum db_error db_analytics_figure_hours(struct db *db,
    const struct analytics_range *range, enum analytics_figure figure, analytics_sum_fn *row,
    void *arg);

/*
 * Calls back for each agent who has rooms with the figure, by username. Who answered first counts for the first
 * response, who serves the room for all others.
 */
DB_CHECKED enum db_error db_analytics_figure_agents(struct db *db,
    const struct analytics_range *range, enum analytics_figure figure, analytics_sum_fn *row,
    void *arg);

/* Rooms that an agent served and answered, and their figures added up. */
struct analytics_productivity {
	int64_t rooms;
	int64_t response_us, first_response_ms, reaction_ms;
};

DB_CHECKED enum db_error db_analytics_productivity(struct db *db,
    const struct analytics_range *range, struct analytics_productivity *productivity);

struct analytics_timing {
	int64_t count, sum_us;
	int64_t longest_ms;
	bool has_longest;
};

struct analytics_timings {
	int64_t rooms;
	struct analytics_timing response; /* longest: of the first responses */
	struct analytics_timing reaction, duration;
};

DB_CHECKED enum db_error db_analytics_timings(
    struct db *db, const struct analytics_range *range, struct analytics_timings *timings);

/* The rooms of a department, or those without one. */
struct analytics_chats {
	int64_t rooms;
	int64_t abandoned; /* that their visitors have left without a word */
	int64_t
	    abandoned_closed; /* the same of those that were closed before the end of the range */
	int64_t closed, closed_ms; /* all of these, and how long they lasted */
};

typedef enum db_error analytics_chats_fn(const struct analytics_chats *chats, void *arg);

/* A visitor who did not answer for that long has left the room. */
DB_CHECKED enum db_error db_analytics_chats(struct db *db, const struct analytics_range *range,
    int64_t inactive_ms, analytics_chats_fn *row, void *arg);

/* How many rooms a department has, and a time that they have in all. */
typedef enum db_error analytics_time_fn(int64_t rooms, int64_t sum_ms, void *arg);

/* Of rooms whose visitors are not waiting: until the first answer. */
DB_CHECKED enum db_error db_analytics_waiting(
    struct db *db, const struct analytics_range *range, analytics_time_fn *row, void *arg);

/* Of rooms that an agent has served: from when they took the room to the last message of an agent. */
DB_CHECKED enum db_error db_analytics_service(
    struct db *db, const struct analytics_range *range, analytics_time_fn *row, void *arg);

/* The open and the closed rooms of an agent or a department. The name is valid during the call only. */
typedef enum db_error analytics_rooms_fn(const char *name, int64_t open, int64_t closed, void *arg);

/* By username. Those closed after the end of the range do not count. */
DB_CHECKED enum db_error db_analytics_by_agent(
    struct db *db, const struct analytics_range *range, analytics_rooms_fn *row, void *arg);

/* By name. */
DB_CHECKED enum db_error db_analytics_by_department(
    struct db *db, const struct analytics_range *range, analytics_rooms_fn *row, void *arg);

/* How many visitors were changed in the period, whose end is exclusive. */
DB_CHECKED enum db_error db_analytics_visitors(
    struct db *db, const struct analytics_range *range, int64_t *visitors);

/* The agents of a department, or if that is NULL all, who were available on a day (since 1970), and for how long together. */
DB_CHECKED enum db_error db_analytics_available(
    struct db *db, int64_t day, const char *department_id, int64_t *agents, int64_t *available_ms);

struct analytics_agent_states {
	int64_t agents;
	int64_t offline, away, busy, available;
};

/* What the agents of a department are now, or if that is NULL all agents. */
DB_CHECKED enum db_error db_analytics_agent_states(
    struct db *db, const char *department_id, struct analytics_agent_states *states);

#endif
