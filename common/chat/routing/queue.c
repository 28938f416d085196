/* SPDX-License-Identifier: MIT */
#include "chat/routing/queue.h"

#include "chat/hours/business_hours.h"
#include "chat/mail/waiting.h"
#include "chat/push/alert.h"
#include "db/rooms/inquiry.h"

#define DAY_MS INT64_C(86400000)

enum chat_error
queue_telling_of(struct chat *chat, const char *department_id, bool in_hours, int64_t now_ms,
    struct queue_telling *telling)
{
	enum chat_error error;

	*telling = (struct queue_telling){ 0 };
	error = waiting_tell_at(chat, department_id, in_hours, now_ms, &telling->waiting_at);
	return error ? error
		     : alert_at(chat, department_id, in_hours, now_ms, telling->waiting_at,
			   &telling->alert_at);
}

enum chat_error
queue_telling_now(
    struct chat *chat, const char *department_id, int64_t now_ms, struct queue_telling *telling)
{
	struct hours_now hours;
	enum chat_error error = business_hours_now(chat, department_id, &hours);

	return error ? error : queue_telling_of(chat, department_id, hours.open, now_ms, telling);
}

void
queue_telling_stored(struct chat *chat, const struct queue_telling *telling)
{
	if (telling->waiting_at)
		chat_duty_stored(chat, telling->waiting_at);
	if (telling->alert_at)
		chat_duty_stored(chat, telling->alert_at);
}

enum chat_error
queue_place(struct chat *chat, const char *rid, const struct room_state *room, int64_t *place)
{
	*place = 0;
	if (room->stage != ROOM_WAITING)
		return CHAT_OK;
	return chat_error_from_db(db_inquiry_place(chat->db, rid, place));
}

/* The agents end a chat every chat_ms / agents on average, and each end serves one who waits. */
static int64_t
wait_s(const struct inquiry_pace *pace, int64_t place)
{
	return (place * pace->chat_ms / pace->agents + 999) / 1000;
}

enum chat_error
queue_info_json(struct chat *chat, struct json_out *out, const struct room *room)
{
	struct inquiry_pace pace = { 0 };
	enum db_error error;
	int64_t place;

	if (!room->open || room->served_by_id)
		return CHAT_OK;
	error = db_inquiry_place(chat->db, room->id, &place);
	if (!error && place)
		error = db_inquiry_pace(chat->db, room->department_id,
		    setting_bool(chat->settings, SETTING_ENABLED_WHEN_AGENT_IDLE),
		    chat->now_ms - DAY_MS, &pace);
	if (error || !place)
		return chat_error_from_db(error);
	json_key(out, "queueInfo");
	json_object(out);
	json_put_int(out, "spot", place);
	if (pace.agents > 0 && pace.chat_ms > 0)
		json_put_int(out, "estimatedWaitTimeSeconds", wait_s(&pace, place));
	json_object_end(out);
	return CHAT_OK;
}
