/* SPDX-License-Identifier: MIT */
/*
 * contact_change.h: what users write about contacts.
 */
#ifndef DB_CONTACTS_CONTACT_CHANGE_H
#define DB_CONTACTS_CONTACT_CHANGE_H

#include <stddef.h>

#include "db/db.h"
#include "db/people/visitor.h"

struct contact_texts {
	const char *const *items;
	size_t len;
};

struct contact_fields {
	const struct contact_field *items;
	size_t len;
};

struct contact_field {
	const char *name;
	const char *value;
};

/* NULL: it stays as it is. */
struct contact_change {
	const char *id;
	const char *name;
	const char *manager_id;             /* "": nobody */
	const struct contact_texts *emails; /* instead of those that there are, as the next two */
	const struct contact_texts *phones;
	const struct contact_fields *fields;
	bool keep_fields; /* those that there are stay, but for the same names */
	bool wipe_conflicts;
	bool settle_conflicts; /* those about what is changed go */
};

/* Stores a contact that nobody has come with yet, under an id that the caller has chosen. */
DB_CHECKED enum db_error db_contact_insert(
    struct db *db, const struct contact_change *contact, int64_t now_ms);

/*
 * Changes a contact, which is known from then on. A new name becomes that of the open rooms of their visitors.
 * DB_NO_ROW: there is none with this id.
 */
DB_CHECKED enum db_error db_contact_update(
    struct db *db, const struct contact_change *change, int64_t now_ms);

/* Sets *count to how many rooms of a contact are open. */
DB_CHECKED enum db_error db_contact_open_rooms(struct db *db, const char *id, int64_t *count);

/* *id: a visitor of the contact. DB_NO_ROW: there is none. */
DB_CHECKED enum db_error db_contact_visitor(
    struct db *db, struct arena *mem, const char *contact_id, const char **id);

/* Removes a contact, unless a visitor belongs to it. DB_NO_ROW: one does, or there is no such contact. */
DB_CHECKED enum db_error db_contact_remove(struct db *db, const char *id);

/*
 * Gives the visitor a contact unless they have one, which then has the id `new_id`. DB_NO_ROW: there is no such
 * visitor.
 */
DB_CHECKED enum db_error db_contact_ensure(
    struct db *db, const struct visitor *visitor, const char *new_id, int64_t now_ms);

#endif
