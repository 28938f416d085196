/* SPDX-License-Identifier: MIT */
/*
 * field_definition.h: definitions of custom fields, which managers write. While there is none, a
 * visitor or room may have fields of any name and value; with the first one, only fields that are
 * defined can be stored, and only values that their definitions allow.
 */
#ifndef CHAT_VISITORS_FIELD_DEFINITION_H
#define CHAT_VISITORS_FIELD_DEFINITION_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "chat/core/paging.h"
#include "db/manage/field_definition.h"

/* A visitor or room can have as many fields. */
#define FIELD_DEFINITIONS_MAX 100

#define FIELD_NAME_MAX 128 /* bytes in the name of a custom field */

#define FIELD_OF_VISITOR "visitor"
#define FIELD_OF_ROOM "room"

#define ROOM_FIELDS_MAX 100 /* custom fields that a room can have */

/* Writes a page of those whose label or name has the text (NULL: all) in it, by label. */
CHAT_CHECKED enum chat_error field_definition_list_write(struct chat *chat, struct json_out *out,
    const char *text, const struct paging *paging, struct list_size *size);

/* Writes a definition, or null if there is none of this name. */
CHAT_CHECKED enum chat_error field_definition_show(
    struct chat *chat, struct json_out *out, const char *id);

/* Writes, as an array, the fields that clients ask visitors for, in the order in which they were made. */
CHAT_CHECKED enum chat_error field_definition_asked_write(struct chat *chat, struct json_out *out);

/*
 * Creates the definition, or replaces all but the name of that named `id` if it is not NULL, and
 * writes it. CHAT_EXISTS. CHAT_NO_ENTRY: there is none to replace. CHAT_TOO_MANY: there are
 * FIELD_DEFINITIONS_MAX already. CHAT_INVALID_VALUE: chat->complaint says what is wrong with the
 * regular expression.
 */
CHAT_CHECKED enum chat_error field_definition_save(
    struct chat *chat, struct json_out *out, const char *id, struct field_definition *field);

/* CHAT_NO_ENTRY. */
CHAT_CHECKED enum chat_error field_definition_remove(struct chat *chat, const char *id);

/* All definitions, in the memory of the request. */
struct field_definitions {
	struct field_definition items[FIELD_DEFINITIONS_MAX];
	size_t len;
};

CHAT_CHECKED enum chat_error field_definitions_read(
    struct chat *chat, struct field_definitions *definitions);

/*
 * Every custom field is checked by this before it is stored; `scope` is what will have it, and the
 * value NULL removes it. CHAT_INVALID_NAME: there is no such field. CHAT_INVALID_FIELD: the
 * value is not allowed.
 */
CHAT_CHECKED enum chat_error field_check(struct chat *chat,
    const struct field_definitions *definitions, const char *scope, const char *name,
    const char *value);

/*
 * Checks a value as field_check() does. CHAT_INVALID_FIELD: it is not allowed, or it is NULL and required.
 */
CHAT_CHECKED enum chat_error field_value_check(
    struct chat *chat, const struct field_definition *field, const char *value);

/* The definition of that name and scope. NULL: there is none. */
const struct field_definition *field_definition_find(
    const struct field_definitions *definitions, const char *scope, const char *name);

/* Whether the field is one of rooms, and not of visitors. */
bool field_is_of_rooms(const struct field_definitions *definitions, const char *name);

/* Whether visitors who send fields must send this one. */
bool field_is_demanded(const struct field_definition *field);

#endif
