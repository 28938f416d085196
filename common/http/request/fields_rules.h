/*
 * fields_rules.h: the two sets of rules, for fields.c alone, and what they have in common.
 */
#ifndef HTTP_REQUEST_FIELDS_RULES_H
#define HTTP_REQUEST_FIELDS_RULES_H

#include "http/request/fields.h"

const char *fields_check_schema(
    const struct fields_check *check, const struct field *fields, struct value *object);
const char *fields_check_match(
    const struct fields_check *check, const struct field *fields, const struct value *object);

/* The field of that name; NULL when the table has none. */
const struct field *field_find(const struct field *fields, const char *name);

/* Length and alphabet of what is a string by now. */
const char *field_check_text(
    const struct fields_check *check, const struct field *field, const char *text);

/* Whether the text, which may be empty, is a date. */
bool field_is_date(const char *text);

/* Whether the value says the same as the path's parameter of that name. */
bool field_same_as_path(
    const struct fields_check *check, const struct field *field, const struct value *value);

#endif
