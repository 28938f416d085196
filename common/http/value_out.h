/*
 * value_out.h: what a client sent, written as JSON again. Apart from value.h because json-c,
 * which that one meets, has names of its own for what the JSON writer does.
 */
#ifndef HTTP_VALUE_OUT_H
#define HTTP_VALUE_OUT_H

#include "base/json_out.h"
#include "http/value.h"

/* Writes it as JSON, numbers as JavaScript would. */
void value_json(struct json_out *out, const struct value *value);

/* The same as text, in the arena. */
const char *value_json_text(struct arena *arena, const struct value *value);

/* The member of that name as `"name":<JSON>`; NULL when there is none or it is null. The name is a word. */
const char *value_member_json(struct arena *arena, const struct value *object, const char *name);

#endif
