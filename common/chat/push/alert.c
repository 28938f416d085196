/* SPDX-License-Identifier: MIT */
#include "chat/push/alert.h"

#include "base/clock.h"
#include "chat/core/duty.h"
#include "chat/mail/mail_bound.h"
#include "db/duties/push.h"
#include "db/people/agent.h"
#include "db/rooms/room.h"

enum chat_error
alert_at(struct chat *chat, const char *department_id, bool in_hours, int64_t now_ms,
    int64_t tell_at, int64_t *at_ms)
{
	int64_t wait_ms = setting_int(chat->settings, SETTING_WAITING_SECONDS) * INT64_C(1000);
	bool are_there;
	enum db_error error;

	*at_ms = 0;
	/* Without a key no browser has subscribed. */
	if (!*setting_text(chat->settings, SETTING_PUSH_PRIVATE_KEY))
		return CHAT_OK;
	*at_ms = tell_at;
	if (tell_at)
		return CHAT_OK;
	error = db_agents_are_there(chat->db, department_id,
	    setting_bool(chat->settings, SETTING_ENABLED_WHEN_AGENT_IDLE), in_hours, &are_there);
	if (!error)
		*at_ms = now_ms + (are_there ? wait_ms : 0);
	return chat_error_from_db(error);
}

enum chat_error
alert_tell(struct chat *chat, const struct duty *duty, int64_t wait_ms)
{
	int64_t now_ms = clock_now_ms(), at_ms;
	struct room_view view = { 0 };
	enum db_error error = db_room_get(chat->db, chat->mem, duty->ref, &view);

	(void)wait_ms;
	if (error && error != DB_NO_ROW)
		return chat_error_from_db(error);
	if (error == DB_NO_ROW || !view.room.open || view.room.served_by_id)
		return duty_settle(chat, duty, 0);
	at_ms = mail_quiet_end(chat, now_ms);
	if (at_ms > now_ms)
		return duty_settle(chat, duty, at_ms);
	error = db_pushes_for_duty(chat->db, chat->mem, duty, view.room.department_id, now_ms);
	if (!error)
		chat_duty_stored(chat, now_ms);
	return chat_error_from_db(error);
}
