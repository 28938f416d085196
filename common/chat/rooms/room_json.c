/* SPDX-License-Identifier: MIT */
#include "chat/rooms/room_json.h"

#include "chat/format/message_json.h"
#include "chat/people/person_json.h"

/* The values of Rocket.Chat for rooms without priority and without an estimate. */
#define PRIORITY_WEIGHT 99
#define WAITING_TIME_UNKNOWN 9999999

void
room_source_json(struct json_out *out, const char *source)
{
	json_key(out, "source");
	json_object(out);
	json_put_string(out, "type", source);
	json_object_end(out);
}

void
room_priority_json(struct json_out *out)
{
	json_put_int(out, "priorityWeight", PRIORITY_WEIGHT);
	json_put_int(out, "estimatedWaitingTimeQueue", WAITING_TIME_UNKNOWN);
}

/* token NULL: the reader is not the visitor and must not see it. */
static void
room_visitor_json(struct json_out *out, const struct room_view *view, const char *token)
{
	json_key(out, "v");
	json_object(out);
	json_put_string(out, "_id", view->visitor.id);
	json_put_string(out, "username", view->visitor.username);
	json_put_string_opt(out, "token", token);
	json_put_string(out, "status", view->visitor.status);
	if (view->room.visitor_ts)
		json_put_time(out, "lastMessageTs", view->room.visitor_ts);
	if (!token && view->room.visitor_read_ts)
		json_put_time(out, "lastReadTs", view->room.visitor_read_ts);
	json_object_end(out);
}

static void
room_served_by_json(struct json_out *out, const struct room *room)
{
	if (!room->served_by_id)
		return;
	json_key(out, "servedBy");
	json_object(out);
	json_put_string(out, "_id", room->served_by_id);
	json_put_string(out, "username", room->served_by_username);
	json_put_time(out, "ts", room->served_at);
	json_object_end(out);
}

/* Writes a member that is an object with one time; nothing if the time is 0. */
static void
metric_time_json(struct json_out *out, const char *name, const char *member, int64_t ms)
{
	if (!ms)
		return;
	json_key(out, name);
	json_object(out);
	json_put_time(out, member, ms);
	json_object_end(out);
}

/* Rocket.Chat measures the durations in seconds. */
static void
room_metrics_json(struct json_out *out, const struct room *room)
{
	if (!room->question_ts && !room->agent_ts && !room->closed_at)
		return;
	json_key(out, "metrics");
	json_object(out);
	metric_time_json(out, "v", "lq", room->question_ts);
	metric_time_json(out, "servedBy", "lr", room->agent_ts);
	if (room->responses > 0) {
		json_key(out, "response");
		json_object(out);
		json_put_int(out, "total", room->responses);
		json_put_int(out, "tt", room->response_ms / 1000);
		json_put_int(out, "avg", room->response_ms / 1000 / room->responses);
		json_put_int(out, "ft", room->first_response_ms / 1000);
		json_object_end(out);
	}
	if (room->closed_at) {
		json_put_int(out, "chatDuration", (room->closed_at - room->ts) / 1000);
		if (room->served_at)
			json_put_int(
			    out, "serviceTimeDuration", (room->closed_at - room->served_at) / 1000);
	}
	json_object_end(out);
}

void
room_config_json(struct json_out *out, const struct room *room)
{
	json_object(out);
	json_put_string(out, "_id", room->id);
	json_put_string_opt(out, "departmentId", room->department_id);
	room_served_by_json(out, room);
	json_put_bool(out, "open", room->open);
	json_object_end(out);
}

/* Writes the members that visitors and agents see. token NULL: as in room_visitor_json(). */
static void
room_members_json(
    struct chat *chat, struct json_out *out, const struct room_view *view, const char *token)
{
	const struct room *room = &view->room;

	json_put_string(out, "_id", room->id);
	json_put_int(out, "msgs", room->msgs);
	json_put_int(out, "usersCount", room->users_count);
	json_put_time(out, "lm", room->lm);
	json_put_string(out, "fname", room->fname);
	json_put_string(out, "t", "l");
	json_put_time(out, "ts", room->ts);
	json_put_string_opt(out, "departmentId", room->department_id);
	room_visitor_json(out, view, token);
	json_put_bool(out, "cl", false);
	if (room->open)
		json_put_bool(out, "open", true);
	if (room->waiting)
		json_put_bool(out, "waitingResponse", true);
	room_source_json(out, room->source);
	json_put_string_opt(out, "contactId", view->visitor.contact_id);
	if (room->queued_at)
		json_put_time(out, "queuedAt", room->queued_at);
	room_priority_json(out);
	room_served_by_json(out, room);
	if (view->last.id) {
		json_key(out, "lastMessage");
		message_json_with_token(chat, out, &view->last, token);
	}
	room_metrics_json(out, room);
	json_put_time(out, "_updatedAt", room->updated_at);
}

void
room_summary_json(struct json_out *out, const struct room *room)
{
	json_object(out);
	json_put_string(out, "_id", room->id);
	json_put_string(out, "t", "l");
	json_put_bool(out, "cl", false);
	room_served_by_json(out, room);
	json_object_end(out);
}

void
room_json_for_visitor(struct chat *chat, struct json_out *out, const struct room_view *view)
{
	json_object(out);
	room_members_json(chat, out, view, view->visitor.token);
	json_object_end(out);
}

void
room_members_json_for_agent(struct chat *chat, struct json_out *out, const struct room_view *view)
{
	const struct room *room = &view->room;
	const struct author response_by = { room->response_by_id, room->response_by_username,
		NULL };
	const struct author closed_by = { room->closed_by_id, room->closed_by_username, NULL };

	room_members_json(chat, out, view, NULL);
	json_put_string_opt(out, "topic", room->topic);
	if (room->tags_json)
		json_put_raw(out, "tags", room->tags_json);
	person_json(out, "responseBy", &response_by);
	if (room->closed_at)
		json_put_time(out, "closedAt", room->closed_at);
	json_put_string_opt(out, "closer", room->closer);
	person_json(out, "closedBy", &closed_by);
}

void
room_json_closed(
    struct chat *chat, struct json_out *out, const struct room_view *view, bool with_talk)
{
	const struct room *room = &view->room;
	const struct author closed_by = { room->closed_by_id, room->closed_by_username, NULL };

	json_object(out);
	json_put_string(out, "_id", room->id);
	json_put_string(out, "fname", room->fname);
	json_put_time(out, "ts", room->ts);
	room_visitor_json(out, view, NULL);
	json_put_int(out, "msgs", room->msgs);
	room_served_by_json(out, room);
	json_put_time(out, "closedAt", room->closed_at);
	person_json(out, "closedBy", &closed_by);
	json_put_string_opt(out, "closer", room->closer);
	room_source_json(out, room->source);
	if (with_talk && room->tags_json)
		json_put_raw(out, "tags", room->tags_json);
	if (with_talk && view->last.id) {
		json_key(out, "lastMessage");
		message_json(chat, out, &view->last);
	}
	json_object_end(out);
}

void
room_members_json_for_inbox(struct chat *chat, struct json_out *out, const struct inbox_room *row)
{
	const struct room *room = &row->room;

	json_put_string(out, "_id", room->id);
	json_put_string(out, "t", "l");
	json_put_string(out, "fname", room->fname);
	json_put_time(out, "ts", room->ts);
	json_put_time(out, "lm", room->lm);
	json_put_int(out, "msgs", room->msgs);
	json_put_int(out, "unread", row->unread);
	json_put_int(out, "usersCount", room->users_count);
	json_put_string_opt(out, "departmentId", room->department_id);
	json_put_bool(out, "open", true);
	if (room->waiting)
		json_put_bool(out, "waitingResponse", true);
	json_key(out, "v");
	json_object(out);
	json_put_string(out, "_id", row->visitor.id);
	json_put_string(out, "username", row->visitor.username);
	json_put_string_opt(out, "name", row->visitor.name);
	json_put_string(out, "status", row->visitor.status);
	if (room->visitor_ts)
		json_put_time(out, "lastMessageTs", room->visitor_ts);
	if (room->visitor_read_ts)
		json_put_time(out, "lastReadTs", room->visitor_read_ts);
	json_object_end(out);
	room_served_by_json(out, room);
	json_put_string_opt(out, "topic", room->topic);
	if (room->tags_json)
		json_put_raw(out, "tags", room->tags_json);
	if (row->last.id) {
		json_key(out, "lastMessage");
		message_json_with_token(chat, out, &row->last, NULL);
	}
	json_put_time(out, "_updatedAt", room->updated_at);
}
