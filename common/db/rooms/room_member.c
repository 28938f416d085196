/* SPDX-License-Identifier: MIT */
#include "db/rooms/room_member.h"

#include "db/mysql/stmt.h"

enum db_error
db_room_join(struct db *db, const char *rid, const char *user_id, int64_t now_ms, bool *joined)
{
	struct db_outcome added;
	enum db_error error = db_exec(db, SQL_ROOM_MEMBER_ADD,
	    DB_ARGS(db_text(rid), db_text(user_id), db_int(now_ms)), &added);

	*joined = !error && added.matched > 0;
	return error;
}

enum db_error
db_room_is_member(struct db *db, const char *rid, const char *user_id, bool *member)
{
	int64_t count;
	enum db_error error =
	    db_number(db, SQL_ROOM_MEMBER_COUNT, DB_ARGS(db_text(rid), db_text(user_id)), &count);

	*member = count > 0;
	return error;
}
