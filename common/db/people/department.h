/*
 * department.h: rows of departments, and of the agents in them.
 */
#ifndef DB_PEOPLE_DEPARTMENT_H
#define DB_PEOPLE_DEPARTMENT_H

#include <stddef.h>

#include "db/db.h"
#include "db/sort_column.h"

struct department_row {
	const char *id; /* NULL: there is no such department */
	const char *name;
	const char *description; /* NULL: none; when writing: as it is */
	const char *email;       /* NULL: none */
	bool enabled;
	bool on_registration;
	bool on_offline_form;
	bool archived; /* only read, as is what follows */
	int64_t updated_at;
	int64_t agents; /* how many it has */
};

struct department_list {
	const char *text;      /* part of the name, in any case; NULL: any */
	const char *except_id; /* NULL: none is left out */
	const char *user_id;   /* only those this agent is in; NULL: all */
	bool only_enabled;
	bool with_archived;
	struct sort_column sort[SORT_COLUMNS_MAX]; /* else by name */
	int64_t limit;
	int64_t offset;
};

/* Handed a row; its strings are valid only during the call. */
typedef enum db_error department_fn(const struct department_row *department, void *arg);

enum db_error db_department_list(struct db *db, struct arena *mem,
    const struct department_list *list, department_fn *row, void *arg, int64_t *total);

/* DB_NO_ROW when there is none. */
enum db_error db_department_by_id(
    struct db *db, struct arena *mem, const char *id, struct department_row *department);

/* --- Members ----------------------------------------------------------------------------- */

struct department_member {
	const char *user_id;
	const char *username; /* only read, as is `enabled` */
	const int64_t *order; /* the smaller is asked first; NULL: as it is, or 0 */
	const int64_t *count; /* chats given to him; likewise */
	bool department_enabled;
};

struct member_list {
	const char *department_id;
	struct sort_column sort[SORT_COLUMNS_MAX]; /* else by username */
	int64_t limit;
	int64_t offset;
};

/* As department_fn. */
typedef enum db_error member_fn(const struct department_member *member, void *arg);

enum db_error db_member_list(
    struct db *db, const struct member_list *list, member_fn *row, void *arg, int64_t *total);

enum db_error db_department_has_agent(
    struct db *db, const char *department_id, const char *user_id, bool *has);

/* Who comes, or changes, and who goes. Somebody who is no agent does not come. */
struct member_changes {
	const struct department_member *put;
	size_t put_len;
	const char *const *remove; /* user ids */
	size_t remove_len;
};

/* --- Changes: each happens as a whole or not at all -------------------------------------- */

/* Makes a department under the id chosen, or changes it. DB_NO_ROW: there is none to change. */
enum db_error db_department_create(struct db *db, const struct department_row *department,
    const struct member_changes *members, int64_t now_ms);
enum db_error db_department_update(struct db *db, const struct department_row *department,
    const struct member_changes *members, int64_t now_ms);

enum db_error db_members_change(
    struct db *db, const char *department_id, const struct member_changes *members);

/* DB_NO_ROW when there is none. */
enum db_error db_department_archive(struct db *db, const char *id, bool archived, int64_t now_ms);

/* Its rooms and visitors are in none then. DB_NO_ROW when there is none. */
enum db_error db_department_remove(struct db *db, const char *id);

#endif
