/*
 * room_info.h: what an agent notes about a conversation and its visitor, written at once.
 */
#ifndef DB_ROOMS_ROOM_INFO_H
#define DB_ROOMS_ROOM_INFO_H

#include <stddef.h>

#include "db/db.h"

struct info_field {
	const char *name;
	const char *value; /* NULL: the field goes */
};

struct info_fields {
	const struct info_field *items;
	size_t len;
	int64_t max; /* how many there may be when all is written */
};

struct room_info {
	const char *rid;
	const char *visitor_id;
	const char *name; /* of the visitor and of his open rooms; NULL: as it is, like all below */
	const char *email;
	const char *phone;
	const char *topic;     /* "": none from now on */
	const char *tags_json; /* likewise */
	struct info_fields visitor_fields;
	struct info_fields room_fields;
};

/* All or nothing; nothing when *too_many is set, because of the fields. */
enum db_error db_room_info_save(
    struct db *db, const struct room_info *info, int64_t now_ms, bool *too_many);

#endif
