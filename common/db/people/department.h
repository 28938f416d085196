/* SPDX-License-Identifier: MIT */
/*
 * department.h: rows of departments, and of the agents in them.
 */
#ifndef DB_PEOPLE_DEPARTMENT_H
#define DB_PEOPLE_DEPARTMENT_H

#include <stddef.h>

#include "db/db.h"
#include "db/page.h"

struct department_row {
	const char *id; /* NULL: there is no such department */
	const char *name;
	const char *description; /* NULL: none; in an update: unchanged */
	const char *email;       /* NULL: none */
	bool enabled;
	bool on_registration;
	bool on_offline_form;
	bool archived; /* from here on members are read only */
	int64_t updated_at;
	int64_t agents; /* how many agents it has */
};

/* Whether a list has the departments that are archived. */
enum archived { ARCHIVED_LEFT_OUT, ARCHIVED_TOO, ARCHIVED_ONLY };

struct department_list {
	const char *text;      /* a part of the name, in any case; NULL: any name */
	const char *except_id; /* the department to leave out; NULL: none */
	const char *user_id;   /* only the departments of this agent; NULL: all */
	bool only_enabled;
	enum archived archived;
	struct page page; /* unsorted: by name */
};

/* Called for each row, whose strings are valid during the call only. */
typedef enum db_error department_fn(const struct department_row *department, void *arg);

DB_CHECKED enum db_error db_department_list(struct db *db, struct arena *mem,
    const struct department_list *list, department_fn *row, void *arg, int64_t *total);

/* Reads those with these ids, which are separated by commas, by name. */
DB_CHECKED enum db_error db_department_some(
    struct db *db, const char *ids, department_fn *row, void *arg);

struct department_naming {
	const char *beginning; /* of the name, in any case */
	const char *except;    /* ids to leave out, separated by commas */
	const char *user_id;   /* only the departments of this agent; NULL: all */
	bool only_enabled;
	bool with_archived;
};

/* Called for each, whose strings are valid during the call only. */
typedef enum db_error department_name_fn(const char *id, const char *name, void *arg);

/* Reads at most `limit` departments whose name begins so, by name. */
DB_CHECKED enum db_error db_department_named(struct db *db, const struct department_naming *naming,
    int64_t limit, department_name_fn *row, void *arg);

/* DB_NO_ROW when there is none. */
DB_CHECKED enum db_error db_department_by_id(
    struct db *db, struct arena *mem, const char *id, struct department_row *department);

/* --- Those that visitors may choose ------------------------------------------------------ */

/* A department by its id or name. DB_NO_ROW when there is none or it is disabled. */
struct department {
	const char *id;
	const char *name;
	const char *email; /* NULL: none */
};

DB_CHECKED enum db_error db_department_get(
    struct db *db, struct arena *mem, const char *id_or_name, struct department *department);

/*
 * Reads the departments that visitors may choose, by name. The strings are valid during the call
 * only.
 */
struct department_choice {
	const char *id;
	const char *name;
	bool on_registration;
	bool on_offline_form;
};

typedef enum db_error department_row_fn(const struct department_choice *choice, void *arg);
DB_CHECKED enum db_error db_department_choices(struct db *db, department_row_fn *row, void *arg);

/* --- Members ----------------------------------------------------------------------------- */

struct department_member {
	const char *user_id;
	const char *username; /* read only, as is department_enabled */
	const int64_t *order; /* agents with a smaller one get chats first; NULL: unchanged, or 0 */
	const int64_t *count; /* chats given to this agent; NULL: likewise */
	bool department_enabled;
};

struct member_list {
	const char *department_id;
	struct page page; /* unsorted: by username */
};

/* Called for each row, whose strings are valid during the call only. */
typedef enum db_error member_fn(const struct department_member *member, void *arg);

DB_CHECKED enum db_error db_member_list(
    struct db *db, const struct member_list *list, member_fn *row, void *arg, int64_t *total);

/* A department of an agent. */
struct department_membership {
	const char *department_id;
	const char *department_name;
	const char *username; /* the agent's */
	int64_t order, count; /* see struct department_member */
	bool enabled;
	int64_t updated_at; /* when the department was changed */
};

/* Called for each row, whose strings are valid during the call only. */
typedef enum db_error membership_fn(const struct department_membership *membership, void *arg);

/* Reads the departments of an agent, by name. */
DB_CHECKED enum db_error db_memberships(
    struct db *db, const char *user_id, bool enabled_only, membership_fn *row, void *arg);

DB_CHECKED enum db_error db_department_has_agent(
    struct db *db, const char *department_id, const char *user_id, bool *has);

/*
 * Which members are added or changed, and which are removed. Users who are no agents are skipped.
 */
struct member_changes {
	const struct department_member *put;
	size_t put_len;
	const char *const *remove; /* user ids */
	size_t remove_len;
};

/* --- Changes, each in one transaction ---------------------------------------------------- */

/*
 * Creates a department under the id in it, or changes the one with that id. DB_NO_ROW: there is
 * none.
 */
DB_CHECKED enum db_error db_department_create(struct db *db,
    const struct department_row *department, const struct member_changes *members, int64_t now_ms);
DB_CHECKED enum db_error db_department_update(struct db *db,
    const struct department_row *department, const struct member_changes *members, int64_t now_ms);

DB_CHECKED enum db_error db_members_change(
    struct db *db, const char *department_id, const struct member_changes *members);

/* DB_NO_ROW when there is none. */
DB_CHECKED enum db_error db_department_archive(
    struct db *db, const char *id, bool archived, int64_t now_ms);

/* Its rooms and visitors belong to no department afterwards. DB_NO_ROW when there is none. */
DB_CHECKED enum db_error db_department_remove(struct db *db, const char *id);

#endif
