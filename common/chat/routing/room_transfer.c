/* SPDX-License-Identifier: MIT */
#include "chat/routing/room_transfer.h"

#include <string.h>

#include "base/crypto/ids.h"
#include "base/json_out.h"
#include "chat/format/message_render.h"
#include "chat/format/system_message.h"
#include "chat/people/person_json.h"
#include "chat/rooms/room.h"
#include "chat/rooms/room_access.h"
#include "chat/routing/queue.h"
#include "chat/routing/room_open.h"
#include "chat/routing/room_take.h"
#include "chat/routing/transfer_history.h"
#include "db/people/department.h"
#include "db/rooms/room_change.h"

/* A transfer, as its system message describes it. */
struct transfer {
	const struct room *room;
	struct author by;
	const char
	    *by_type; /* "visitor", "agent" (the one who serves the room) or "user" (any other) */
	const char *scope;                   /* "agent", "department" or "queue" */
	const char *comment;                 /* NULL: none */
	const struct author *agent;          /* NULL: the room goes into the queue */
	const struct department *department; /* NULL: it stays */
};

static struct transfer
transfer_by_user(const struct user *user, const struct room *room, const char *scope)
{
	bool serves = room->served_by_id && strcmp(room->served_by_id, user->id) == 0;

	return (struct transfer){ .room = room,
		.by = author_of_user(user),
		.by_type = serves ? "agent" : "user",
		.scope = scope };
}

/* Returns the members that say who transferred the room to whom. */
static const char *
transfer_json(struct chat *chat, const struct transfer *transfer, int64_t now_ms)
{
	struct json_text text;
	struct json_out *out = &text.out;

	json_text_begin(&text);
	json_object(out);
	json_key(out, "transferredBy");
	json_object(out);
	person_members_json(out, &transfer->by);
	json_put_string(out, "userType", transfer->by_type);
	json_object_end(out);
	json_put_time(out, "ts", now_ms);
	json_put_string(out, "scope", transfer->scope);
	json_put_string_opt(out, "comment", transfer->comment);
	if (transfer->agent)
		person_json(out, "transferredTo", transfer->agent);
	json_put_string_opt(out, "previousDepartment", transfer->room->department_id);
	if (transfer->department) {
		json_key(out, "nextDepartment");
		json_object(out);
		json_put_string(out, "_id", transfer->department->id);
		json_put_string(out, "name", transfer->department->name);
		json_object_end(out);
	}
	json_object_end(out);
	return arena_printf(chat->mem, TRANSFER_BEGIN "%s", json_text_end(&text, chat->mem));
}

/* Returns the event of a transfer, with the system messages that tell of it. */
static struct room_event
transfer_event(struct chat *chat, const struct transfer *transfer)
{
	const struct room *room = transfer->room;
	struct room_event event = room_event_now(room->id);
	bool leaves = strcmp(transfer->by_type, "agent") == 0;
	struct author left =
	    leaves ? transfer->by
		   : (struct author){ room->served_by_id, room->served_by_username, NULL };

	system_message_add(chat, &event,
	    (struct message){ .type = TRANSFER_TYPE,
		.msg = "",
		.u = transfer->by,
		.by_visitor = strcmp(transfer->by_type, "visitor") == 0,
		.extra_json = transfer_json(chat, transfer, event.now_ms) });
	if (left.id)
		system_message_add(chat, &event, message_named("ul", &left));
	if (transfer->agent) {
		system_message_add(chat, &event, message_connected(transfer->agent));
		system_message_add(chat, &event, message_named("uj", transfer->agent));
	}
	return event;
}

/* When agents are told of the room, if the transfer puts it into the queue. */
static enum chat_error
transfer_telling(struct chat *chat, const struct transfer *transfer, struct room_event *event)
{
	const char *department_id =
	    transfer->department ? transfer->department->id : transfer->room->department_id;

	return transfer->agent
		   ? CHAT_OK
		   : queue_telling_now(chat, department_id, event->now_ms, &event->telling);
}

static enum chat_error
room_transfer(struct chat *chat, const struct transfer *transfer)
{
	struct room_event event = transfer_event(chat, transfer);
	enum chat_error error = transfer_telling(chat, transfer, &event);
	char inquiry_id[ID_LEN + 1];
	enum db_error db_error;

	if (error)
		return error;
	id_new(inquiry_id);
	db_error = db_room_transfer(chat->db, &event, transfer->agent,
	    transfer->department ? transfer->department->id : NULL, inquiry_id);
	if (!db_error)
		queue_telling_stored(chat, &event.telling);
	return db_error == DB_NO_ROW ? CHAT_CLOSED : chat_error_from_db(db_error);
}

static enum chat_error
department_find(struct chat *chat, const char *id_or_name, struct department *department)
{
	enum db_error error = db_department_get(chat->db, chat->mem, id_or_name, department);

	return error == DB_NO_ROW ? CHAT_NO_DEPARTMENT : chat_error_from_db(error);
}

/* Transfers the room to a department, where the routing method assigns it or leaves it queued. */
static enum chat_error
transfer_to_department(struct chat *chat, struct transfer *transfer, const char *id_or_name)
{
	struct department department;
	struct room_view view;
	enum chat_error error = department_find(chat, id_or_name, &department);
	enum db_error db_error;

	if (!error && transfer->room->department_id &&
	    strcmp(department.id, transfer->room->department_id) == 0)
		error = CHAT_SAME_DEPARTMENT;
	if (!error)
		error = room_may_enter(chat, department.id);
	if (error)
		return error;
	transfer->scope = "department";
	transfer->department = &department;
	error = room_transfer(chat, transfer);
	transfer->department = NULL;
	if (error)
		return error;
	db_error = db_room_get(chat->db, chat->mem, transfer->room->id, &view);
	return db_error ? chat_error_from_db(db_error) : room_assign(chat, &view, NULL);
}

enum chat_error
room_return(struct chat *chat, const struct user *user, const char *rid, const char *department)
{
	struct transfer transfer;
	struct department found;
	struct room_view view;
	enum chat_error error;

	error = room_for_member(chat, user, rid, &view);
	if (!error && !view.room.open)
		error = CHAT_CLOSED;
	if (!error && !view.room.served_by_id)
		error = CHAT_NOT_SERVED;
	if (!error && department)
		error = department_find(chat, department, &found);
	/* An agent who leaves may put the room back where it came from, whoever is there. */
	if (!error && department &&
	    (!view.room.department_id || strcmp(found.id, view.room.department_id) != 0))
		error = room_may_enter(chat, found.id);
	if (error)
		return error;
	transfer = transfer_by_user(user, &view.room, "queue");
	transfer.department = department ? &found : NULL;
	return room_transfer(chat, &transfer);
}

enum chat_error
room_return_event(struct chat *chat, const struct room *room, const struct author *by,
    const struct author *agent, struct room_event *event)
{
	struct transfer transfer = { .room = room,
		.by = by ? *by : *agent,
		.by_type = by ? "user" : "agent",
		.scope = "queue" };

	*event = transfer_event(chat, &transfer);
	return transfer_telling(chat, &transfer, event);
}

/* Finds a department, to which the agent must belong. */
static enum chat_error
department_of_agent(struct chat *chat, const char *id_or_name, const struct author *agent,
    struct department *department)
{
	enum chat_error error = department_find(chat, id_or_name, department);
	bool belongs = false;

	if (!error)
		error = chat_error_from_db(
		    db_department_has_agent(chat->db, department->id, agent->id, &belongs));
	return !error && !belongs ? CHAT_MISMATCH : error;
}

enum chat_error
room_forward(struct chat *chat, const struct user *user, const struct room_forwarding *forwarding)
{
	struct department department;
	struct transfer transfer;
	struct room_view view;
	struct author agent;
	enum chat_error error;

	error = room_for_member(chat, user, forwarding->rid, &view);
	if (error)
		return error;
	if (!view.room.open)
		return CHAT_CLOSED;
	if (forwarding->comment)
		error = message_length_check(chat, forwarding->comment, false);
	if (error)
		return error;
	transfer = transfer_by_user(user, &view.room, "agent");
	transfer.comment = forwarding->comment;
	if (!forwarding->user_id)
		return forwarding->department
			   ? transfer_to_department(chat, &transfer, forwarding->department)
			   : CHAT_NO_DESTINATION;
	error = agent_find_available(chat, forwarding->user_id, &agent);
	if (error)
		return error;
	if (view.room.served_by_id && strcmp(view.room.served_by_id, agent.id) == 0)
		return CHAT_SAME_AGENT;
	transfer.agent = &agent;
	if (forwarding->department) {
		error = department_of_agent(chat, forwarding->department, &agent, &department);
		if (error)
			return error;
		transfer.scope = "department";
		transfer.department = &department;
	}
	return room_transfer(chat, &transfer);
}

enum chat_error
room_transfer_by_visitor(
    struct chat *chat, const char *token, const char *rid, const char *department)
{
	struct transfer transfer = { .by_type = "visitor" };
	struct room_view view;
	enum chat_error error;

	error = room_of_visitor(chat, token, rid, &view);
	if (!error && !view.room.open)
		error = CHAT_CLOSED;
	if (error)
		return error;
	transfer.room = &view.room;
	transfer.by = author_of_visitor(&view.visitor);
	return transfer_to_department(chat, &transfer, department);
}
