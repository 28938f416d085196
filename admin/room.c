/* SPDX-License-Identifier: MIT */
/*
 * room list, show: displays rooms and their messages.
 */
#include <stdio.h>

#include "admin.h"
#include "base/clock.h"
#include "base/json_out.h"
#include "base/printable.h"
#include "db/rooms/room.h"
#include "db/rooms/room_list.h"
#include "table.h"

static enum db_error
room_list_row(const struct room_line *room, void *arg)
{
	struct table *table = arg;

	table_text(table, room->id);
	table_bool(table, room->open);
	table_text(table, room->fname);
	table_text(table, room->visitor_username);
	table_text(table, room->served_by);
	table_int(table, room->msgs);
	table_time(table, room->ts);
	table_time(table, room->lm);
	return DB_OK;
}

static enum status
room_list_run(struct admin *admin, const struct cmdline *cmdline)
{
	static const struct table_column columns[] = { { "_id", "ID" }, { "open", "OPEN" },
		{ "fname", "NAME" }, { "visitor", "VISITOR" }, { "servedBy", "SERVED BY" },
		{ "msgs", "MESSAGES" }, { "ts", "OPENED" }, { "lm", "LAST MESSAGE" },
		{ NULL, NULL } };
	enum db_error error;
	struct table table;
	int64_t limit;

	if (!cmdline_number(cmdline, "limit", 100000, 50, &limit))
		return STATUS_USAGE;
	table_init(&table, admin->chat.mem, columns);
	error = db_room_list(
	    admin->chat.db, cmdline_flag(cmdline, "open"), limit, room_list_row, &table);
	return list_finish(&table, error, cmdline);
}

static const struct option room_list_options[] = {
	{ "open", NULL, "only open ones" },
	{ "limit", "N", "the newest N, without it 50" },
	{ "json", NULL, "as JSON" },
	{ NULL, NULL, NULL },
};

const struct command command_room_list = {
	.name = "room list",
	.arguments = "[OPTIONS]",
	.summary = "List rooms, newest first.",
	.options = room_list_options,
	.run = room_list_run,
};

/* --- show -------------------------------------------------------------------------------- */

static enum db_error
message_row(const struct message *message, void *arg)
{
	struct table *table = arg;

	table_time(table, message->ts);
	table_text(table, message->id);
	table_text(table, message->u.username);
	table_text(table, message->type);
	table_text(table, message->msg);
	return DB_OK;
}

static void
field_write(struct arena *mem, const char *name, const char *value)
{
	if (value)
		printf("%-10s %s\n", name, text_printable(mem, value));
}

static void
time_write(const char *name, int64_t ms)
{
	char iso[CLOCK_ISO_SIZE];

	if (ms == 0)
		return;
	clock_iso(iso, ms);
	printf("%-10s %s\n", name, iso);
}

static void
room_write(struct arena *mem, const struct room_view *view)
{
	const struct room *room = &view->room;

	field_write(mem, "Room", room->id);
	field_write(mem, "Name", room->fname);
	field_write(mem, "Visitor", view->visitor.username);
	field_write(mem, "E-mail", view->visitor.email);
	field_write(mem, "State", room->open ? "open" : "closed");
	field_write(mem, "Served by", room->served_by_username);
	field_write(mem, "Department", room->department_id);
	time_write("Opened", room->ts);
	time_write("Closed", room->closed_at);
	field_write(mem, "Closed by", room->closed_by_username);
	printf("%-10s %lld\n\n", "Messages", (long long)room->msgs);
}

static void
room_write_json(const struct room_view *view, const struct table *messages)
{
	const struct room *room = &view->room;
	struct buf json = { 0 }, list = { 0 };
	struct json_out out;

	json_begin(&out, &json);
	json_object(&out);
	json_put_string(&out, "_id", room->id);
	json_put_string(&out, "fname", room->fname);
	json_put_string(&out, "visitor", view->visitor.username);
	json_put_string(&out, "email", view->visitor.email);
	json_put_bool(&out, "open", room->open);
	json_put_string(&out, "servedBy", room->served_by_username);
	json_put_string(&out, "departmentId", room->department_id);
	json_put_time(&out, "ts", room->ts);
	if (room->closed_at)
		json_put_time(&out, "closedAt", room->closed_at);
	json_put_int(&out, "msgs", room->msgs);
	table_json(messages, &list);
	json_put_raw(&out, "messages", buf_cstr(&list));
	json_object_end(&out);
	puts(buf_cstr(&json));
	buf_free(&list);
	buf_free(&json);
}

static enum status
room_show_run(struct admin *admin, const struct cmdline *cmdline)
{
	static const struct table_column columns[] = { { "ts", "TIME" }, { "_id", "ID" },
		{ "username", "FROM" }, { "t", "TYPE" }, { "msg", "TEXT" }, { NULL, NULL } };
	struct chat *chat = &admin->chat;
	const char *rid = cmdline->args[0];
	struct table table;
	struct room_view view;
	enum db_error error;
	int64_t limit;

	if (!cmdline_number(cmdline, "limit", 10000, 20, &limit))
		return STATUS_USAGE;
	error = db_room_get(chat->db, chat->mem, rid, &view);
	if (error == DB_NO_ROW)
		return fail("there is no room \"%s\" (see: livechat-admin room list)", rid);
	table_init(&table, chat->mem, columns);
	if (!error)
		error = db_room_tail(chat->db, rid, limit, message_row, &table);
	if (!error && cmdline_flag(cmdline, "json")) {
		room_write_json(&view, &table);
	} else if (!error) {
		room_write(chat->mem, &view);
		table_write(&table, false);
	}
	table_free(&table);
	return fail_database(error);
}

static const struct option room_show_options[] = {
	{ "limit", "N", "the newest N messages, without it 20" },
	{ "json", NULL, "as JSON" },
	{ NULL, NULL, NULL },
};

const struct command command_room_show = {
	.name = "room show",
	.arguments = "ID [OPTIONS]",
	.summary = "Show a room and its last messages, newest first.",
	.options = room_show_options,
	.args_min = 1,
	.args_max = 1,
	.run = room_show_run,
};
