/* SPDX-License-Identifier: MIT */
/*
 * json_c.h: converts between struct value and json-c's struct json_object, for the files that
 * call json-c. They are the same objects, except for JSON's null, which json-c represents as
 * NULL.
 */
#ifndef HTTP_VALUE_JSON_C_H
#define HTTP_VALUE_JSON_C_H

#include <json-c/json.h>

#include "http/value/value.h"

/* NULL when the value is JSON's null or NULL. */
struct json_object *value_to_json(const struct value *value);

/* Never NULL. The arena takes over the object and releases it when it is reset. */
struct value *value_root(struct arena *arena, struct json_object *json);

#endif
