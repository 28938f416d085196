/* SPDX-License-Identifier: MIT */
#include "db/messages/room_clock.h"

#include "base/clock.h"
#include "db/mysql/conn.h"
#include "db/inbox_touch.h"

/*
 * Writers that are held back never bring a clock so far ahead: the wall clock was set back. Nobody
 * is kept waiting for that; the room goes on after its last change.
 */
#define SET_BACK_MS (ROOM_CLOCK_AHEAD_MAX_MS + 2000)

bool
room_clock_allows(int64_t ts)
{
	return ts - clock_now_ms() <= ROOM_CLOCK_AHEAD_MAX_MS;
}

enum db_error
room_clock_move(struct db *db, const char *rid, enum sql sql, const struct db_arg *args,
    size_t args_len, struct db_outcome *room)
{
	enum db_error error = db_exec(db, sql, args, args_len, room);
	int64_t ahead_ms;

	if (error || room->matched == 0)
		return error;
	ahead_ms = (int64_t)room->insert_id - clock_now_ms();
	if (ahead_ms <= ROOM_CLOCK_AHEAD_MAX_MS || ahead_ms > SET_BACK_MS)
		return inbox_touch_room(db, rid);
	db->tx_early_ms = ahead_ms - ROOM_CLOCK_AHEAD_MAX_MS;
	return DB_DOWN;
}
