/*
 * visitor.h: rows of visitors, their custom fields, and the departments they may ask for.
 */
#ifndef DB_PEOPLE_VISITOR_H
#define DB_PEOPLE_VISITOR_H

#include "db/db.h"

/* What can be NULL: everything from name on, unless it says otherwise. */
struct visitor {
	const char *id; /* NULL: there is no such visitor; so is all else then */
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
enum db_error db_visitor_get(
    struct db *db, struct arena *mem, const char *token, struct visitor *visitor);

/* Whether a visitor has this token. */
enum db_error db_visitor_known(struct db *db, const char *token, bool *known);

/* DB_EXISTS when the token is taken. Writes id, token, username, status, ts and what follows. */
enum db_error db_visitor_insert(struct db *db, const struct visitor *visitor);

/*
 * Changes what is given (not NULL) of username, name, email, phone, department_id, status,
 * and the name that open rooms show.
 */
enum db_error db_visitor_update(struct db *db, const struct visitor *changes, int64_t now_ms);

/*
 * Removes the visitor and all that belongs to him: custom fields, rooms with their messages,
 * earlier versions, notes and places in the queue, and transcripts in the outbox. With an open
 * room *has_open_rooms is set and nothing is done. DB_NO_ROW: he is gone already.
 */
enum db_error db_visitor_erase(struct db *db, const char *visitor_id, bool *has_open_rooms);

/* The next number for guest-N; each is handed out once. */
enum db_error db_guest_number(struct db *db, int64_t *number);

/* Stores a custom field; one that exists is kept unless `overwrite`. */
enum db_error db_visitor_field_put(
    struct db *db, const char *visitor_id, const char *name, const char *value, bool overwrite);
/* How many he has besides the one of that name. */
enum db_error db_visitor_field_count(
    struct db *db, const char *visitor_id, const char *except_name, int64_t *count);

/* The custom fields by name; the strings are valid only during the call. */
typedef enum db_error visitor_field_fn(const char *name, const char *value, void *arg);
enum db_error db_visitor_fields(
    struct db *db, const char *visitor_id, visitor_field_fn *field, void *arg);

/* A department by id or name. DB_NO_ROW when there is none or it is switched off. */
struct department {
	const char *id;
	const char *name;
	const char *email; /* NULL when none was given */
};

enum db_error db_department_get(
    struct db *db, struct arena *mem, const char *id_or_name, struct department *department);

/* Those a visitor may choose, here or there, by name; valid only during the call. */
struct department_choice {
	const char *id;
	const char *name;
	bool on_registration;
	bool on_offline_form;
};

typedef enum db_error department_row_fn(const struct department_choice *choice, void *arg);
enum db_error db_department_choices(struct db *db, department_row_fn *row, void *arg);

#endif
