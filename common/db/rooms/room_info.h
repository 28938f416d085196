/* SPDX-License-Identifier: MIT */
/*
 * room_info.h: writes what an agent notes about a conversation and its visitor.
 */
#ifndef DB_ROOMS_ROOM_INFO_H
#define DB_ROOMS_ROOM_INFO_H

#include <stddef.h>

#include "db/db.h"

struct info_field {
	const char *name;
	const char *value; /* NULL: the field is removed */
};

struct info_fields {
	const struct info_field *items;
	size_t len;
	int64_t max; /* how many fields there may be afterwards */
};

struct room_info {
	const char *rid;
	const char *visitor_id;
	const char
	    *name; /* of the visitor and their open rooms; NULL: unchanged, as for the following */
	const char *email;
	const char *phone;
	const char *topic;     /* "": removed */
	const char *tags_json; /* "": removed */
	struct info_fields visitor_fields;
	struct info_fields room_fields;
};

/* In one transaction. Writes nothing and sets *too_many if there were too many fields. */
DB_CHECKED enum db_error db_room_info_save(
    struct db *db, const struct room_info *info, int64_t now_ms, bool *too_many);

#endif
