/* SPDX-License-Identifier: MIT */
/*
 * contact_link.h: to which contact a visitor belongs, and what of a visitor their contact shows. For the files
 * of folder db. All are called in a transaction that has locked the visitor's row, and lock that of the contact.
 *
 * What nobody has edited follows its visitor. What somebody has edited gets new addresses and fields, and keeps
 * what it has: another name, or another value of a field, is noted as a conflict.
 */
#ifndef DB_PEOPLE_CONTACT_LINK_H
#define DB_PEOPLE_CONTACT_LINK_H

#include "db/db.h"
#include "db/people/visitor.h"

/*
 * Gives the visitor a contact, unless they have one: one that was made by hand for their address and waits for
 * them, otherwise a new one with the id `new_id`.
 */
DB_CHECKED enum db_error contact_link(
    struct db *db, const struct visitor *visitor, const char *new_id, int64_t now_ms);

/* A room of the visitor was opened, from that source. */
DB_CHECKED enum db_error contact_channel_put(
    struct db *db, const char *visitor_id, const char *source, const char *rid, int64_t now_ms);

/* Locks the visitor's contact, for those who lock rooms before they call the next one. */
DB_CHECKED enum db_error contact_lock(struct db *db, const char *visitor_id);

/* Those of name, email and phone that are not NULL were stored with the visitor. */
DB_CHECKED enum db_error contact_follow(
    struct db *db, const struct visitor *changes, int64_t now_ms);

/* So were custom fields. value NULL: it was removed. overwrite false: another value is kept. */
DB_CHECKED enum db_error contact_follow_fields(
    struct db *db, const char *visitor_id, const struct visitor_field *fields, size_t len);

/* A user has given the visitor a name, which is that of the contact, too. */
DB_CHECKED enum db_error contact_rename(
    struct db *db, const char *visitor_id, const char *name, int64_t now_ms);

/*
 * The visitor is being erased, and still there: their contact goes if it has no other visitor; otherwise what
 * none of the others has.
 */
DB_CHECKED enum db_error contact_leave(struct db *db, const char *visitor_id);

#endif
