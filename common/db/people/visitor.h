/* SPDX-License-Identifier: MIT */
/*
 * visitor.h: rows of visitors and their custom fields.
 */
#ifndef DB_PEOPLE_VISITOR_H
#define DB_PEOPLE_VISITOR_H

#include "db/db.h"
#include "db/people/seen.h"

/* Strings from name on are NULL when there is none. */
struct visitor {
	const char *id; /* NULL: there is no such visitor; then all else is NULL or 0 */
	const char *token;
	const char *username;
	const char *status; /* never NULL; "offline" while they are not there for those who ask */
	int64_t ts;
	int64_t updated_at;
	const char *name;
	const char *email;
	const char *phone;
	const char *department_id;
	const char *ip;
	const char *user_agent;
	const char *host;
	const char *contact_id; /* who they are; NULL: they have had no room yet */
	enum seen seen;         /* SEEN_NOW unless the visitor was found by their token */
};

/* DB_NO_ROW when no visitor has this token. */
DB_CHECKED enum db_error db_visitor_get(
    struct db *db, struct arena *mem, const char *token, struct visitor *visitor);

/*
 * Stores that the visitor with this token has been seen now, if the stored time is old. If they were
 * away until then, agents' inboxes have changed. Doing it twice does no harm.
 */
DB_CHECKED enum db_error db_visitor_mark_seen(struct db *db, const char *token, enum seen seen);

/* Whether a visitor has this token. */
DB_CHECKED enum db_error db_visitor_known(struct db *db, const char *token, bool *known);

/*
 * Changes those of username, name, email, phone, department_id and status that are not NULL. The
 * visitor's open rooms get the new name, too, and their agents' inboxes have changed. To be called
 * in a transaction.
 */
DB_CHECKED enum db_error db_visitor_update(
    struct db *db, const struct visitor *changes, int64_t now_ms);

/* Does the same as a transaction of its own. */
DB_CHECKED enum db_error db_visitor_change(
    struct db *db, const struct visitor *changes, int64_t now_ms);

/* Takes the next number for a username guest-N. No number is given twice. */
DB_CHECKED enum db_error db_guest_number(struct db *db, int64_t *number);

struct visitor_field {
	const char *key;
	const char *value;
	bool overwrite; /* false: an existing value stays */
	bool of_rooms;  /* it is a field of the visitor's open rooms, not of the visitor */
};

struct visitor_fields {
	const struct visitor_field *items;
	size_t len;
	int64_t max;         /* how many fields the visitor may have afterwards */
	int64_t max_in_room; /* and each of their open rooms */
};

enum visitor_write {
	VISITOR_INSERT,
	VISITOR_UPDATE, /* as db_visitor_update() */
	VISITOR_FIELDS, /* of the visitor only the custom fields, and of *visitor only .id matters */
};

/*
 * Stores all that one call says about a visitor, in one transaction. DB_EXISTS: the token or the id
 * of a new one is taken. Writes nothing and sets *too_many if there were too many fields.
 */
DB_CHECKED enum db_error db_visitor_save(struct db *db, enum visitor_write write,
    const struct visitor *visitor, const struct visitor_fields *fields, int64_t now_ms,
    bool *too_many);

/* Reads the custom fields, by name. The strings are valid during the call only. */
typedef enum db_error visitor_field_fn(const char *name, const char *value, void *arg);
DB_CHECKED enum db_error db_visitor_fields(
    struct db *db, const char *visitor_id, visitor_field_fn *field, void *arg);

#endif
