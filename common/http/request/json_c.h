/*
 * json_c.h: a struct value is a struct json_object by another name, for the files that call
 * json-c. Only JSON's null is not: json-c has no object for it.
 */
#ifndef HTTP_REQUEST_JSON_C_H
#define HTTP_REQUEST_JSON_C_H

#include <json-c/json.h>

#include "http/request/value.h"

/* NULL for JSON's null, and for NULL. */
struct json_object *value_to_json(const struct value *value);

/* Never NULL. The arena owns the object from now on. */
struct value *value_root(struct arena *arena, struct json_object *json);

#endif
