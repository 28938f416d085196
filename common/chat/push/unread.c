/* SPDX-License-Identifier: MIT */
#include "chat/push/unread.h"

#include <string.h>

#include "base/clock.h"
#include "chat/core/duty.h"
#include "chat/mail/mail_bound.h"

bool
unread_is_told(struct chat *chat)
{
	return setting_int(chat->settings, SETTING_PUSH_UNREAD_SECONDS) > 0 &&
	       *setting_text(chat->settings, SETTING_PUSH_PRIVATE_KEY);
}

int64_t
unread_tell_at(struct chat *chat, int64_t now_ms)
{
	return now_ms + setting_int(chat->settings, SETTING_PUSH_UNREAD_SECONDS) * INT64_C(1000);
}

/* Whether the agent of the room has neither read nor answered what the visitor has written. */
static bool
is_unread(const struct room *room)
{
	return room->open && room->served_by_id && room->waiting &&
	       room->visitor_ts > room->read_ts;
}

enum chat_error
unread_is_news(struct chat *chat, const struct room *room, const char *agent_id, bool *is_news)
{
	struct unread_agent agent;
	enum db_error error;

	*is_news = false;
	if (!is_unread(room) || strcmp(room->served_by_id, agent_id) != 0)
		return CHAT_OK;
	error = db_unread_agent(chat->db, room->id, &agent);
	*is_news = !error && agent.seen_at < room->visitor_ts && agent.here_until <= clock_now_ms();
	return error == DB_NO_ROW ? CHAT_OK : chat_error_from_db(error);
}

static enum chat_error
pushes_store(struct chat *chat, const struct duty *duty, const struct room *room, int64_t now_ms)
{
	enum db_error error = db_pushes_of_message(
	    chat->db, chat->mem, duty, room->served_by_id, room->visitor_ts, now_ms);

	/* The room has changed: it is looked at again. */
	if (error == DB_NO_ROW)
		return duty_settle(chat, duty, now_ms);
	if (!error)
		chat_duty_stored(chat, now_ms);
	return chat_error_from_db(error);
}

enum chat_error
unread_tell(struct chat *chat, const struct duty *duty, int64_t wait_ms)
{
	int64_t now_ms = clock_now_ms(), quiet_ms;
	struct unread_agent agent = { .told = true };
	struct room_view view = { 0 };
	enum db_error error = db_room_get(chat->db, chat->mem, duty->ref, &view);

	(void)wait_ms;
	if (!error && is_unread(&view.room) && unread_is_told(chat))
		error = db_unread_agent(chat->db, duty->ref, &agent);
	if (error && error != DB_NO_ROW)
		return chat_error_from_db(error);
	if (error == DB_NO_ROW || agent.told || agent.seen_at >= view.room.visitor_ts)
		return duty_settle(chat, duty, 0);
	/* They may have been there when the visitor wrote, or not any more. */
	if (agent.here_until > now_ms)
		return duty_settle(chat, duty, agent.here_until);
	quiet_ms = mail_quiet_end(chat, now_ms);
	if (quiet_ms > now_ms)
		return duty_settle(chat, duty, quiet_ms);
	return pushes_store(chat, duty, &view.room, now_ms);
}
