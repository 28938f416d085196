/* SPDX-License-Identifier: MIT */
/* fields_rules.h: the two sets of rules, which only fields.c calls, and what both of them use. */
#ifndef HTTP_REQUEST_FIELDS_RULES_H
#define HTTP_REQUEST_FIELDS_RULES_H

#include "http/request/fields.h"

const char *fields_check_schema(
    const struct fields_check *check, const struct field *fields, struct value *object);
const char *fields_check_match(
    const struct fields_check *check, const struct field *fields, const struct value *object);

/* The field of that name; NULL when the table does not have it. */
const struct field *field_find(const struct field *fields, const char *name);

/* Checks the length and the characters of a string; NULL or an error text. */
const char *field_check_text(
    const struct fields_check *check, const struct field *field, const char *text);

/* Whether a client may show the text as a link: it has http or https, or is relative. */
bool field_is_link(const char *text);

/* The error text about a value of that name that is not. */
const char *field_not_link(const struct fields_check *check, const char *name);

/*
 * Checks what is stored without being in a table, at every depth: nothing in it may run when it is
 * opened as a link. NULL or an error text.
 */
const char *field_check_kept(
    const struct fields_check *check, const char *name, const struct value *value);

/* How many bytes of a client's text an error text repeats at most. */
#define FIELD_SHOWN_MAX 100

/* Whether the text is a date or empty. */
bool field_is_date(const char *text);

/* Whether the value, as text, equals the path parameter of the field's name. */
bool field_same_as_path(
    const struct fields_check *check, const struct field *field, const struct value *value);

#endif
