/* SPDX-License-Identifier: MIT */
#include "db/rooms/queue.h"

#include "db/duties/duty.h"
#include "db/inbox_touch.h"

enum db_error
queue_enter(struct db *db, const char *rid, const struct queue_telling *telling)
{
	enum db_error error = DB_OK;

	if (telling->waiting_at)
		error = db_duty_renew(db, DUTY_WAITING, rid, telling->waiting_at);
	if (!error && telling->alert_at)
		error = db_duty_renew(db, DUTY_ALERT, rid, telling->alert_at);
	return error ? error : queue_touch_room(db, rid);
}
