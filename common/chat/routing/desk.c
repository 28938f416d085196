#include "chat/routing/desk.h"

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/ids.h"
#include "base/json_out.h"
#include "base/utf8.h"
#include "chat/mail/mail_text.h"
#include "chat/format/notice.h"
#include "chat/rooms/room.h"
#include "chat/mail/transcript.h"
#include "db/people/department.h"
#include "db/people/user.h"

#define CLOSED_BY_VISITOR "Closed by visitor"
#define ASSIGN_TRIES 8

static struct room_event
event_of(const char *rid)
{
	return (struct room_event){ .rid = rid, .now_ms = clock_now_ms() };
}

static struct author
author_of_user(const struct user *user)
{
	return (struct author){ user->id, user->username, user->name };
}

static struct author
author_of_visitor(const struct visitor *visitor)
{
	return (struct author){ visitor->id, visitor->username, visitor->name };
}

static struct message
notice_connected(const struct author *agent)
{
	return (struct message){ .type = "command", .msg = "connected", .u = *agent };
}

/* Somebody came (uj) or went (ul). */
static struct message
notice_named(const char *type, const struct author *author)
{
	return (struct message){ .type = type, .msg = author->username, .u = *author };
}

/* --- Closing ----------------------------------------------------------------------------- */

static enum chat_error
room_close(struct chat *chat, const struct room *room, const struct author *author, bool by_visitor,
    const char *comment, const char *tags_json)
{
	struct room_event event = event_of(room->id);
	enum db_error error;

	notice_add(chat, &event,
	    (struct message){
		.type = "livechat-close", .msg = comment, .u = *author, .by_visitor = by_visitor });
	error = db_room_close(chat->db, &event, by_visitor ? "visitor" : "user", author, tags_json);
	return error == DB_NO_ROW ? CHAT_ROOM_CLOSED : chat_error_from_db(error);
}

enum chat_error
desk_close_by_visitor(struct chat *chat, const char *token, const char *rid, const char **comment)
{
	struct room_view view;
	struct author author;
	enum chat_error refused;

	*comment = CLOSED_BY_VISITOR;
	if (!setting_bool(chat->settings, SETTING_ALLOW_VISITOR_CLOSING_CHAT))
		return CHAT_CLOSING_NOT_ALLOWED;
	refused = room_of_visitor(chat, token, rid, &view);
	if (refused)
		return refused;
	if (!view.room.open)
		return CHAT_ROOM_CLOSED;
	author = author_of_visitor(&view.visitor);
	return room_close(chat, &view.room, &author, true, *comment, NULL);
}

/* A room the user may do something with: his own, or any with the permission. */
static enum chat_error
room_to_manage(struct chat *chat, const struct user *user, const char *rid,
    enum permission permission, struct room_view *view)
{
	enum db_error error = db_room_get(chat->db, chat->mem, rid, view);
	enum chat_error refused;
	bool takes_part;

	if (error == DB_NO_ROW)
		return CHAT_UNKNOWN_ROOM;
	if (error)
		return chat_error_from_db(error);
	if (user_may(user, permission))
		return CHAT_OK;
	refused = room_has_user(chat, user, &view->room, &takes_part);
	if (!refused && !takes_part)
		refused = CHAT_NOT_AUTHORIZED;
	return refused;
}

enum chat_error
desk_close_by_user(struct chat *chat, const struct user *user, const struct desk_closing *closing)
{
	struct author author = author_of_user(user);
	struct room_view view;
	enum chat_error refused;

	refused =
	    room_to_manage(chat, user, closing->rid, PERMISSION_CLOSE_OTHERS_LIVECHAT_ROOM, &view);
	if (refused)
		return refused;
	if (!view.room.open)
		return CHAT_ROOM_ALREADY_CLOSED;
	if ((!closing->comment || utf8_is_blank(closing->comment)) &&
	    setting_bool(chat->settings, SETTING_REQUEST_COMMENT_WHEN_CLOSING))
		return CHAT_COMMENT_REQUIRED;
	if (closing->transcript_email && !mail_address_valid(closing->transcript_email))
		return CHAT_INVALID_EMAIL;
	refused = room_close(chat, &view.room, &author, false,
	    closing->comment ? closing->comment : "", closing->tags_json);
	if (!refused && closing->transcript_email)
		transcript_send(
		    chat, closing->rid, closing->transcript_email, closing->transcript_subject);
	return refused == CHAT_ROOM_CLOSED ? CHAT_ROOM_ALREADY_CLOSED : refused;
}

/* --- Taking ------------------------------------------------------------------------------ */

static bool
agent_is_available(const struct user_row *row)
{
	return row->active && row->available && row->roles & ROLE_AGENT &&
	       strcmp(row->status, "offline") != 0;
}

/* The agent a room is to go to. CHAT_INVALID_USER, or `unavailable` when he takes no chats. */
static enum chat_error
agent_find(struct chat *chat, const char *id, enum chat_error unavailable, struct author *agent)
{
	struct user_row row;
	enum db_error error = db_user_by_id(chat->db, chat->mem, id, &row);

	if (error)
		return error == DB_NO_ROW ? CHAT_INVALID_USER : chat_error_from_db(error);
	*agent = (struct author){ row.id, row.username, row.name };
	return agent_is_available(&row) ? CHAT_OK : unavailable;
}

static enum db_error
room_give(struct chat *chat, const char *rid, const struct author *agent)
{
	struct room_event event = event_of(rid);

	notice_add(chat, &event, notice_connected(agent));
	return db_room_take(chat->db, &event, agent);
}

enum chat_error
desk_take(struct chat *chat, const struct user *user, const char *inquiry_id, const char *agent_id)
{
	struct inquiry inquiry;
	struct room_view view;
	struct author agent;
	enum chat_error refused;
	enum db_error error;

	refused =
	    agent_find(chat, agent_id ? agent_id : user->id, CHAT_AGENT_NOT_AVAILABLE, &agent);
	if (refused == CHAT_INVALID_USER)
		return refused;
	error = db_inquiry_get(chat->db, chat->mem, inquiry_id, &inquiry);
	if (error)
		return error == DB_NO_ROW ? CHAT_INQUIRY_NOT_FOUND : chat_error_from_db(error);
	if (strcmp(inquiry.status, "taken") == 0)
		return CHAT_INQUIRY_TAKEN;
	if (refused)
		return refused;
	refused = room_for_agent(chat, user, inquiry.rid, &view);
	/* Another agent's by now, and so no longer for everybody to see. */
	if (refused == CHAT_ROOM_NOT_ACCESSIBLE && view.room.served_by_id)
		return CHAT_INQUIRY_TAKEN;
	if (refused)
		return refused;
	error = room_give(chat, inquiry.rid, &agent);
	if (error != DB_NO_ROW)
		return chat_error_from_db(error);
	/* Somebody was quicker; this very call, perhaps, before its connection broke. */
	error = db_room_get(chat->db, chat->mem, inquiry.rid, &view);
	if (!error && view.room.served_by_id && strcmp(view.room.served_by_id, agent.id) == 0)
		return CHAT_OK;
	return error && error != DB_NO_ROW ? chat_error_from_db(error) : CHAT_INQUIRY_TAKEN;
}

/* Tries again while others are given rooms and so become busier. */
static enum db_error
room_give_to_least_busy(struct chat *chat, const struct room *room)
{
	struct author agent;
	bool outdone = true;
	enum db_error error = DB_OK;

	for (int i = 0; i < ASSIGN_TRIES && outdone && !error; i++) {
		struct room_event event = event_of(room->id);

		error = db_agent_least_busy(chat->db, chat->mem, room->department_id, NULL, &agent);
		if (error)
			break;
		notice_add(chat, &event, notice_connected(&agent));
		error = db_room_assign(
		    chat->db, chat->mem, &event, room->department_id, &agent, &outdone);
		if (outdone && error == DB_NO_ROW)
			error = DB_OK;
	}
	/* In such a crowd anybody is busy: better somebody than nobody. */
	return outdone && !error ? room_give(chat, room->id, &agent) : error;
}

enum chat_error
desk_assign(struct chat *chat, struct room_view *view, const char *agent_id)
{
	enum chat_error unknown = CHAT_INVALID_USER;
	struct author agent;
	enum db_error error;

	if (strcmp(setting_text(chat->settings, SETTING_ROUTING_METHOD), "Auto_Selection") != 0)
		return CHAT_OK;
	if (agent_id)
		unknown = agent_find(chat, agent_id, CHAT_INVALID_USER, &agent);
	if (unknown && unknown != CHAT_INVALID_USER)
		return unknown;
	error = unknown ? room_give_to_least_busy(chat, &view->room)
			: room_give(chat, view->room.id, &agent);
	/* Nobody is there, or somebody has it already: either is fine. */
	if (error == DB_NO_ROW)
		error = DB_OK;
	if (!error)
		error = db_room_get(chat->db, chat->mem, view->room.id, view);
	return chat_error_from_db(error);
}

/* --- Handing on -------------------------------------------------------------------------- */

/* Where a room goes, for the notice about it. */
struct transfer {
	const struct room *room;
	struct author by;
	const char *by_type;        /* visitor, agent (who serves the room), user (any other) */
	const char *scope;          /* agent, department, queue */
	const char *comment;        /* NULL: none */
	const struct author *agent; /* NULL: into the queue */
	const struct department *department; /* NULL: the same as before */
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

static void
person_json(
    struct json_out *out, const char *name, const struct author *person, const char *user_type)
{
	json_key(out, name);
	json_object(out);
	json_put_string(out, "_id", person->id);
	json_put_string(out, "username", person->username);
	json_put_string_opt(out, "name", person->name);
	json_put_string_opt(out, "userType", user_type);
	json_object_end(out);
}

/* The members that tell who handed the room on to whom. */
static const char *
transfer_json(struct chat *chat, const struct transfer *transfer, int64_t now_ms)
{
	struct buf buf = { 0 };
	struct json_out out;
	const char *members;

	json_begin(&out, &buf);
	json_object(&out);
	person_json(&out, "transferredBy", &transfer->by, transfer->by_type);
	json_put_time(&out, "ts", now_ms);
	json_put_string(&out, "scope", transfer->scope);
	json_put_string_opt(&out, "comment", transfer->comment);
	if (transfer->agent)
		person_json(&out, "transferredTo", transfer->agent, NULL);
	json_put_string_opt(&out, "previousDepartment", transfer->room->department_id);
	if (transfer->department) {
		json_key(&out, "nextDepartment");
		json_object(&out);
		json_put_string(&out, "_id", transfer->department->id);
		json_put_string(&out, "name", transfer->department->name);
		json_object_end(&out);
	}
	json_object_end(&out);
	members = arena_printf(
	    chat->mem, NOTICE_NOT_GROUPABLE ",\"transferData\":%.*s", (int)buf.len, buf.data);
	buf_free(&buf);
	return members;
}

static enum db_error
room_transfer(struct chat *chat, const struct transfer *transfer)
{
	const struct room *room = transfer->room;
	struct room_event event = event_of(room->id);
	bool leaves = strcmp(transfer->by_type, "agent") == 0;
	struct author left =
	    leaves ? transfer->by
		   : (struct author){ room->served_by_id, room->served_by_username, NULL };
	char inquiry_id[ID_LEN + 1];

	id_new(inquiry_id);
	notice_add(chat, &event,
	    (struct message){ .type = "livechat_transfer_history",
		.msg = "",
		.u = transfer->by,
		.by_visitor = strcmp(transfer->by_type, "visitor") == 0,
		.extra_json = transfer_json(chat, transfer, event.now_ms) });
	if (left.id)
		notice_add(chat, &event, notice_named("ul", &left));
	if (transfer->agent) {
		notice_add(chat, &event, notice_connected(transfer->agent));
		notice_add(chat, &event, notice_named("uj", transfer->agent));
	}
	return db_room_transfer(chat->db, &event, transfer->agent,
	    transfer->department ? transfer->department->id : NULL, inquiry_id);
}

static enum chat_error
department_find(struct chat *chat, const char *id_or_name, struct department *department)
{
	enum db_error error = db_department_get(chat->db, chat->mem, id_or_name, department);

	return error == DB_NO_ROW ? CHAT_INVALID_DEPARTMENT : chat_error_from_db(error);
}

/* Into a department: to its least busy agent or its queue, as rooms are given out. */
static enum chat_error
transfer_to_department(struct chat *chat, struct transfer *transfer, const char *id_or_name)
{
	struct department department;
	struct room_view view;
	enum chat_error refused = department_find(chat, id_or_name, &department);
	enum db_error error;

	if (!refused && transfer->room->department_id &&
	    strcmp(department.id, transfer->room->department_id) == 0)
		refused = CHAT_SAME_DEPARTMENT;
	if (refused)
		return refused;
	transfer->scope = "department";
	transfer->department = &department;
	error = room_transfer(chat, transfer);
	transfer->department = NULL;
	if (error == DB_NO_ROW)
		return CHAT_CONVERSATION_CLOSED;
	if (!error)
		error = db_room_get(chat->db, chat->mem, transfer->room->id, &view);
	return error ? chat_error_from_db(error) : desk_assign(chat, &view, NULL);
}

enum chat_error
desk_return(struct chat *chat, const struct user *user, const char *rid, const char *department)
{
	struct transfer transfer;
	struct department found;
	struct room_view view;
	enum chat_error refused;
	enum db_error error;

	refused = room_to_manage(chat, user, rid, PERMISSION_VIEW_LIVECHAT_MANAGER, &view);
	if (!refused && !view.room.open)
		refused = CHAT_ROOM_CLOSED;
	if (!refused && !view.room.served_by_id)
		refused = CHAT_NOT_SERVED;
	if (!refused && department)
		refused = department_find(chat, department, &found);
	if (refused)
		return refused;
	transfer = transfer_by_user(user, &view.room, "queue");
	transfer.department = department ? &found : NULL;
	error = room_transfer(chat, &transfer);
	return error == DB_NO_ROW ? CHAT_ROOM_CLOSED : chat_error_from_db(error);
}

/* The department an agent is to have the room in: one he belongs to. */
static enum chat_error
department_of_agent(struct chat *chat, const char *id_or_name, const struct author *agent,
    struct department *department)
{
	enum chat_error refused = department_find(chat, id_or_name, department);
	bool belongs = false;

	if (!refused)
		refused = chat_error_from_db(
		    db_department_has_agent(chat->db, department->id, agent->id, &belongs));
	return !refused && !belongs ? CHAT_NOT_IN_DEPARTMENT : refused;
}

enum chat_error
desk_forward(struct chat *chat, const struct user *user, const struct desk_forwarding *forwarding)
{
	struct department department;
	struct transfer transfer;
	struct room_view view;
	struct author agent;
	enum chat_error refused;
	enum db_error error;

	refused =
	    room_to_manage(chat, user, forwarding->rid, PERMISSION_VIEW_LIVECHAT_ROOMS, &view);
	if (refused)
		return refused;
	if (!view.room.open)
		return CHAT_CONVERSATION_CLOSED;
	transfer = transfer_by_user(user, &view.room, "agent");
	transfer.comment = forwarding->comment;
	if (!forwarding->user_id)
		return forwarding->department
			   ? transfer_to_department(chat, &transfer, forwarding->department)
			   : CHAT_FORWARDING_FAILED;
	refused = agent_find(chat, forwarding->user_id, CHAT_USER_OFFLINE, &agent);
	if (refused)
		return refused;
	if (view.room.served_by_id && strcmp(view.room.served_by_id, agent.id) == 0)
		return CHAT_SAME_AGENT;
	transfer.agent = &agent;
	if (forwarding->department) {
		refused = department_of_agent(chat, forwarding->department, &agent, &department);
		if (refused)
			return refused;
		transfer.scope = "department";
		transfer.department = &department;
	}
	error = room_transfer(chat, &transfer);
	return error == DB_NO_ROW ? CHAT_CONVERSATION_CLOSED : chat_error_from_db(error);
}

enum chat_error
desk_transfer_by_visitor(
    struct chat *chat, const char *token, const char *rid, const char *department)
{
	struct transfer transfer = { .by_type = "visitor" };
	struct room_view view;
	enum chat_error refused;

	refused = room_of_visitor(chat, token, rid, &view);
	if (!refused && !view.room.open)
		refused = CHAT_ROOM_CLOSED;
	if (refused)
		return refused;
	transfer.room = &view.room;
	transfer.by = author_of_visitor(&view.visitor);
	refused = transfer_to_department(chat, &transfer, department);
	return refused == CHAT_CONVERSATION_CLOSED ? CHAT_ROOM_CLOSED : refused;
}

enum chat_error
desk_join(struct chat *chat, const struct user *user, const char *rid)
{
	struct author author = author_of_user(user);
	struct room_event event = event_of(rid);
	struct room_view view;
	enum chat_error refused;
	enum db_error error;
	bool joined;

	refused = room_for_agent(chat, user, rid, &view);
	if (refused)
		return refused;
	if (!view.room.open)
		return CHAT_ROOM_CLOSED;
	if (view.room.served_by_id && strcmp(view.room.served_by_id, user->id) == 0)
		return CHAT_OK;
	error = db_room_join(chat->db, rid, user->id, event.now_ms, &joined);
	if (error || !joined)
		return chat_error_from_db(error);
	notice_add(chat, &event, notice_named("uj", &author));
	event.joined = true;
	return chat_error_from_db(db_room_notify(chat->db, &event));
}
