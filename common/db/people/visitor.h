/* SPDX-License-Identifier: MIT */
/*
 * visitor.h: rows of visitors and their custom fields.
 */
#ifndef DB_PEOPLE_VISITOR_H
#define DB_PEOPLE_VISITOR_H

#include "db/db.h"

/* Strings from name on are NULL when there is none. */
struct visitor {
	const char *id; /* NULL: there is no such visitor; then all else is NULL or 0 */
	const char *token;
	const char *username;
	const char *status; /* never NULL */
	int64_t ts;
	int64_t updated_at;
	const char *name;
	const char *email;
	const char *phone;
	const char *department_id;
	const char *ip;
	const char *user_agent;
	const char *host;
};

/* DB_NO_ROW when no visitor has this token. */
DB_CHECKED enum db_error db_visitor_get(
    struct db *db, struct arena *mem, const char *token, struct visitor *visitor);

/* Whether a visitor has this token. */
DB_CHECKED enum db_error db_visitor_known(struct db *db, const char *token, bool *known);

/* Inserts all members. DB_EXISTS when the token is taken. */
DB_CHECKED enum db_error db_visitor_insert(struct db *db, const struct visitor *visitor);

/*
 * Changes those of username, name, email, phone, department_id and status that are not NULL. The
 * visitor's open rooms get the new name, too.
 */
DB_CHECKED enum db_error db_visitor_update(
    struct db *db, const struct visitor *changes, int64_t now_ms);

/*
 * Removes a visitor and all that belongs to them: custom fields, rooms with their messages, earlier
 * versions, notes and places in the queue, and transcripts in the outbox. Removes nothing and sets
 * *has_open_rooms if they have an open room. DB_NO_ROW: there is no such visitor.
 */
DB_CHECKED enum db_error db_visitor_erase(
    struct db *db, const char *visitor_id, bool *has_open_rooms);

/* Takes the next number for a username guest-N. No number is given twice. */
DB_CHECKED enum db_error db_guest_number(struct db *db, int64_t *number);

/* Stores a custom field. A field that exists keeps its value unless `overwrite`. */
DB_CHECKED enum db_error db_visitor_field_put(
    struct db *db, const char *visitor_id, const char *name, const char *value, bool overwrite);
/* How many custom fields the visitor has, not counting the one with that name. */
DB_CHECKED enum db_error db_visitor_field_count(
    struct db *db, const char *visitor_id, const char *except_name, int64_t *count);

/* Reads the custom fields, by name. The strings are valid during the call only. */
typedef enum db_error visitor_field_fn(const char *name, const char *value, void *arg);
DB_CHECKED enum db_error db_visitor_fields(
    struct db *db, const char *visitor_id, visitor_field_fn *field, void *arg);

#endif
