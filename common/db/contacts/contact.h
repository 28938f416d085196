/* SPDX-License-Identifier: MIT */
/*
 * contact.h: rows of contacts: the people whom agents know, with all their visitors.
 */
#ifndef DB_CONTACTS_CONTACT_H
#define DB_CONTACTS_CONTACT_H

#include "db/db.h"
#include "db/page.h"
#include "db/people/custom_field.h"

#define CONTACT_EMAIL "email"
#define CONTACT_PHONE "phone"

/* A visitor of a contact, and a source of rooms. */
struct contact_channel {
	const char *visitor_id;
	const char *source;
	const char *rid; /* the last room; NULL: it was erased */
	int64_t ts;      /* when that was opened */
	bool blocked;
	struct contact_channel *next;
};

struct contact_row {
	const char *id;
	const char *name;
	const char *manager_id; /* NULL: nobody looks after them; then the next two are, too */
	const char *manager_username;
	const char *manager_name; /* may be NULL */
	bool unknown;             /* made by a visitor's room, and never edited */
	bool pre_registered;      /* made by hand, and no visitor has come yet */
	int64_t created_at;
	int64_t updated_at;
	struct custom_field *addresses; /* CONTACT_EMAIL or CONTACT_PHONE, and the value */
	struct custom_field *fields;
	struct custom_field
	    *conflicts; /* "name" or "customFields.x", and a value that a visitor sent */
	struct contact_channel *channels; /* the newest first */
	struct contact_row *next;
};

/* DB_NO_ROW: there is none with this id. */
DB_CHECKED enum db_error db_contact_by_id(
    struct db *db, struct arena *mem, const char *id, int64_t now_ms, struct contact_row *contact);

/* *id: the contact of a visitor. DB_NO_ROW: they have none. */
DB_CHECKED enum db_error db_contact_of_visitor(
    struct db *db, struct arena *mem, const char *visitor_id, const char **id);

/* The channels of a contact, the newest first; at most 100. NULL: there are none, nor such a contact. */
DB_CHECKED enum db_error db_contact_channels(struct db *db, struct arena *mem, const char *id,
    int64_t now_ms, struct contact_channel **channels);

DB_CHECKED enum db_error db_contact_exists(struct db *db, const char *id, bool *exists);

/* Whether one has this address, upper and lower case making no difference. */
DB_CHECKED enum db_error db_contact_has_address(
    struct db *db, const char *kind, const char *address, bool *exists);

struct contact_search {
	const char *text; /* a part of the name, an address or a number, in any case; NULL: all */
	bool unknown;     /* those that nobody has edited, instead of the others */
	struct page page; /* unsorted: by name */
};

DB_CHECKED enum db_error db_contact_search(struct db *db, struct arena *mem,
    const struct contact_search *search, int64_t now_ms, struct contact_row **contacts,
    int64_t *total);

#endif
