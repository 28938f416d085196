/* SPDX-License-Identifier: MIT */
#include "db/rooms/room_member.h"

#include "db/mysql/stmt.h"

enum db_error
db_room_is_member(struct db *db, const char *rid, const char *user_id, bool *member)
{
	int64_t count;
	enum db_error error =
	    db_number(db, SQL_ROOM_MEMBER_COUNT, DB_ARGS(db_text(rid), db_text(user_id)), &count);

	*member = count > 0;
	return error;
}

enum db_error
db_room_user_ids(struct db *db, struct arena *mem, const char *rid, const char **ids)
{
	struct db_cell cell = { .bytes = NULL };
	enum db_error error =
	    db_one(db, mem, SQL_ROOM_USER_IDS, DB_ARGS(db_text(rid), db_text(rid)), &cell, 1);

	*ids = cell.bytes;
	return error;
}
