/* SPDX-License-Identifier: MIT */
/*
 * visitor_search.h: visitors as agents and managers look for them.
 */
#ifndef DB_PEOPLE_VISITOR_SEARCH_H
#define DB_PEOPLE_VISITOR_SEARCH_H

#include "db/people/custom_field.h"
#include "db/people/visitor.h"
#include "db/page.h"

struct visitor_search {
	const char *term;  /* a part of name or username, in any case, or the whole phone */
	const char *email; /* the whole address, in any case */
	struct page page;  /* unsorted: newest first */
};

struct visitor_result {
	struct visitor visitor;
	const char *last_rid; /* the last room; NULL: none */
	int64_t last_ts;      /* when that was opened */
	struct custom_field *fields;
	struct visitor_result *next;
};

DB_CHECKED enum db_error db_visitor_search(struct db *db, struct arena *mem,
    const struct visitor_search *search, struct visitor_result **visitors, int64_t *total);

/* The newest visitor with this e-mail address or else (NULL) this phone number. DB_NO_ROW: there is none. */
DB_CHECKED enum db_error db_visitor_by_address(struct db *db, struct arena *mem, const char *email,
    const char *phone, struct visitor_result *found);

#define VISITOR_FIELDS_SOUGHT_MAX 4

/* A visitor who has all of these values, of which there is at least one. DB_NO_ROW: there is none. */
DB_CHECKED enum db_error db_visitor_by_fields(struct db *db, struct arena *mem,
    const struct visitor_field *fields, size_t len, struct visitor_result *found);

/* One visitor by id. DB_NO_ROW: there is none. */
DB_CHECKED enum db_error db_visitor_by_id(
    struct db *db, struct arena *mem, const char *id, struct visitor_result *found);

#endif
