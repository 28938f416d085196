/* SPDX-License-Identifier: MIT */
/*
 * canned.h: rows of table canned_responses: texts that agents send again and again.
 */
#ifndef DB_MANAGE_CANNED_H
#define DB_MANAGE_CANNED_H

#include "db/db.h"
#include "db/page.h"
#include "db/people/author.h"

/* How many tags a search can ask for. */
#define CANNED_TAGS_MAX 8

struct canned_row {
	const char *id;
	const char *shortcut;
	const char *text;
	const char *scope;         /* user, department or global */
	const char *user_id;       /* the owner, with the scope user; else NULL */
	const char *department_id; /* with the scope department; else NULL */
	const char *tags_json;     /* an array of strings */
	struct author created_by;  /* without a name */
	int64_t created_at;
	int64_t updated_at;
};

/* Who looks: they see the global ones, their own, and those of departments. */
struct canned_viewer {
	const char *user_id;
	bool all_departments; /* false: of the departments whose agent they are */
};

/* What is looked for; NULL: anything. */
struct canned_filter {
	const char *scope;
	const char *department_id;
	const char *shortcut;
	const char *text;                  /* a part of the shortcut or the text, in any case */
	const char *created_by;            /* id or username */
	const char *tags[CANNED_TAGS_MAX]; /* one of these */
	size_t tags_len;
};

/* Called for each row, whose strings are valid during the call only. */
typedef enum db_error canned_fn(const struct canned_row *canned, void *arg);

struct canned_list {
	struct canned_viewer viewer;
	struct canned_filter filter;
	struct page page;
};

DB_CHECKED enum db_error db_canned_list(struct db *db, struct arena *mem,
    const struct canned_list *list, canned_fn *row, void *arg, int64_t *total);

/* DB_NO_ROW: there is none with this id that the viewer sees. */
DB_CHECKED enum db_error db_canned_by_id(struct db *db, struct arena *mem, const char *id,
    const struct canned_viewer *viewer, struct canned_row *canned);

/* Creates it under the new id canned->id. DB_EXISTS: the shortcut is taken. */
DB_CHECKED enum db_error db_canned_insert(struct db *db, const struct canned_row *canned);

/*
 * Changes all but who created it and when. DB_NO_ROW: there is none with this id. DB_EXISTS: the
 * shortcut is taken.
 */
DB_CHECKED enum db_error db_canned_update(struct db *db, const struct canned_row *canned);

/* DB_OK also when there was none. */
DB_CHECKED enum db_error db_canned_remove(struct db *db, const char *id);

#endif
