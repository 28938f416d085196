/* SPDX-License-Identifier: MIT */
/*
 * business_hour.h: rows of business_hours, and which departments have one of their own.
 */
#ifndef DB_MANAGE_BUSINESS_HOUR_H
#define DB_MANAGE_BUSINESS_HOUR_H

#include <stddef.h>

#include "db/db.h"
#include "db/page.h"
#include "db/sql/default_hour.h"

struct business_hour_row {
	const char *id;
	const char *type; /* default or custom */
	const char *name;
	bool active;
	const char *timezone;   /* "": that of the site */
	const char *work_hours; /* as chat/hours/work_hours.h writes it; so is days_off */
	const char *days_off;
	int64_t ts;
	int64_t updated_at;
	int64_t opens_at; /* the opening of now, or the next; both 0: it never opens */
	int64_t closes_at;
	int64_t next_check_at; /* when the two have to be computed again */
};

/* The texts live in the arena. DB_NO_ROW when there is none. */
DB_CHECKED enum db_error db_business_hour_by_id(
    struct db *db, struct arena *mem, const char *id, struct business_hour_row *hour);

/*
 * The one that holds for a department (NULL: for none). `own`: departments can have one of their
 * own. DB_NO_ROW: somebody has deleted the default.
 */
DB_CHECKED enum db_error db_business_hour_of_department(struct db *db, struct arena *mem,
    const char *department_id, bool own, struct business_hour_row *hour);

/* Called for each row, whose strings are valid during the call only. */
typedef enum db_error business_hour_fn(const struct business_hour_row *hour, void *arg);

/* Those of which the name has this part, in any case (NULL: all). Unsorted: by name. */
DB_CHECKED enum db_error db_business_hour_list(struct db *db, struct arena *mem, const char *name,
    const struct page *page, business_hour_fn *row, void *arg, int64_t *total);

/* Those whose opening has to be computed again. */
DB_CHECKED enum db_error db_business_hour_due(
    struct db *db, int64_t now_ms, business_hour_fn *row, void *arg);

/* Stores the opening that was computed from this row, unless it has changed since. */
DB_CHECKED enum db_error db_business_hour_computed(
    struct db *db, const struct business_hour_row *hour);

/* Called for each open business hour of each agent; the strings as above. */
typedef enum db_error agent_hour_fn(const char *agent_id, const char *hour_id, void *arg);

/* Those that cover this agent (NULL: each agent) and are open now. */
DB_CHECKED enum db_error db_business_hours_of_agents(
    struct db *db, const char *agent_id, agent_hour_fn *row, void *arg);

/* Whether the agent can take chats now: business hours are off, or one that covers them is open. */
DB_CHECKED enum db_error db_agent_in_hours(struct db *db, const char *agent_id, bool *in_hours);

/* Called for each department with a business hour of its own; the strings as above. */
typedef enum db_error hour_department_fn(
    const char *hour_id, const char *id, const char *name, void *arg);

/* Those with this one (NULL: with any), by name. */
DB_CHECKED enum db_error db_business_hour_departments(
    struct db *db, const char *hour_id, hour_department_fn *row, void *arg);

/*
 * Makes a business hour or changes the one with that id, in one transaction. A custom one is then
 * that of these departments and of no others. DB_EXISTS: another custom one has its name.
 * DB_NO_ROW: there is no such department.
 */
DB_CHECKED enum db_error db_business_hour_put(struct db *db, const struct business_hour_row *hour,
    const char *const *departments, size_t departments_len);

/* Its departments have the default one afterwards. DB_OK also when no custom one has this id. */
DB_CHECKED enum db_error db_business_hour_remove(struct db *db, const char *id);

#endif
