/* SPDX-License-Identifier: MIT */
/*
 * visitor list, show, export, erase: what is stored about the people who chat.
 */
#include <stdio.h>
#include <string.h>

#include "admin.h"
#include "base/json_out.h"
#include "base/str.h"
#include "chat/core/address.h"
#include "chat/people/access.h"
#include "chat/rooms/room_list.h"
#include "chat/visitors/visitor.h"
#include "chat/visitors/visitor_list.h"
#include "db/people/visitor_search.h"
#include "db/rooms/room_list.h"
#include "table.h"

#define ROOMS_MAX 100000
#define MESSAGES_MAX 1000000

static enum status
visitor_read(struct admin *admin, const char *id, struct visitor_result *found)
{
	enum db_error error = db_visitor_by_id(admin->chat.db, admin->chat.mem, id, found);

	if (error == DB_NO_ROW)
		return fail("there is no visitor \"%s\" (see: livechat-admin visitor list)", id);
	return fail_database(error);
}

/* --- list -------------------------------------------------------------------------------- */

static enum status
list_run(struct admin *admin, const struct cmdline *cmdline)
{
	static const struct table_column columns[] = { { "_id", "ID" }, { "username", "USERNAME" },
		{ "name", "NAME" }, { "email", "E-MAIL" }, { "phone", "PHONE" },
		{ "ts", "REGISTERED" }, { "lastChat", "LAST ROOM" }, { "lastChatTs", "OPENED" },
		{ NULL, NULL } };
	const char *term = cmdline_option(cmdline, "search");
	struct visitor_search search = { .term = term ? term : "" };
	struct visitor_result *found = NULL;
	enum db_error error;
	struct table table;
	int64_t total;

	if (!cmdline_number(cmdline, "limit", ROOMS_MAX, 50, &search.page.limit))
		return STATUS_USAGE;
	search.email = mail_address_sought(admin->chat.mem, search.term);
	table_init(&table, admin->chat.mem, columns);
	error = db_visitor_search(admin->chat.db, admin->chat.mem, &search, &found, &total);
	for (; !error && found; found = found->next) {
		table_text(&table, found->visitor.id);
		table_text(&table, found->visitor.username);
		table_text(&table, found->visitor.name);
		table_text(&table, found->visitor.email);
		table_text(&table, found->visitor.phone);
		table_time(&table, found->visitor.ts);
		table_text(&table, found->last_rid);
		table_time(&table, found->last_ts);
	}
	return list_finish(&table, error, cmdline);
}

static const struct option list_options[] = {
	{ "search", "TEXT", "only those with it in the name, or as e-mail address or phone" },
	{ "limit", "N", "the newest N, without it 50" },
	{ "json", NULL, "as JSON" },
	{ NULL, NULL, NULL },
};

const struct command command_visitor_list = {
	.name = "visitor list",
	.arguments = "[OPTIONS]",
	.summary = "List visitors, newest first.",
	.options = list_options,
	.run = list_run,
};

/* --- export ------------------------------------------------------------------------------ */

struct message_writer {
	struct json_out *out;
	const char *rid;
};

static enum db_error
message_write(const struct message *message, void *arg)
{
	const struct message_writer *writer = arg;
	struct json_out *out = writer->out;

	json_object(out);
	json_put_string(out, "_id", message->id);
	json_put_string(out, "rid", writer->rid);
	json_put_time(out, "ts", message->ts);
	json_put_string(out, "username", message->u.username);
	if (message->type)
		json_put_string(out, "t", message->type);
	json_put_string(out, "msg", message->msg);
	json_object_end(out);
	return DB_OK;
}

/* Writes the messages of all rooms of the visitor as an array, room by room, the newest first. */
static enum db_error
messages_write(struct admin *admin, struct json_out *out, const char *visitor_id)
{
	struct room_search search = room_search_all();
	struct room_result *room = NULL;
	enum db_error error;
	int64_t total;

	search.visitor_id = visitor_id;
	search.page.limit = ROOMS_MAX;
	error = db_room_search(admin->chat.db, admin->chat.mem, &search, &room, &total);
	json_array(out);
	for (; !error && room; room = room->next) {
		struct message_writer writer = { out, room->view.room.id };

		error =
		    db_room_tail(admin->chat.db, writer.rid, MESSAGES_MAX, message_write, &writer);
	}
	json_array_end(out);
	return error;
}

static enum chat_error
everything_write(struct admin *admin, struct json_out *out, const char *id)
{
	const struct paging paging = { .count = 0, .limit = ROOMS_MAX };
	struct room_search search = room_search_all();
	struct list_size size = { 0 };
	enum chat_error error;

	search.visitor_id = id;
	json_object(out);
	json_key(out, "visitor");
	error = visitor_info_write(&admin->chat, out, id);
	if (error)
		return error;
	json_key(out, "rooms");
	error = room_list_write(&admin->chat, out, &search, &paging, &size);
	if (error)
		return error;
	json_key(out, "messages");
	error = chat_error_from_db(messages_write(admin, out, id));
	json_object_end(out);
	return error;
}

static enum status
written(struct buf *json, enum chat_error error)
{
	if (!error)
		puts(buf_cstr(json));
	buf_free(json);
	if (!error)
		return STATUS_OK;
	return fail_database(error == CHAT_UNAVAILABLE ? DB_DOWN : DB_BUG);
}

static enum status
export_run(struct admin *admin, const struct cmdline *cmdline)
{
	struct visitor_result found;
	struct buf json = { 0 };
	struct json_out out;
	enum status status = visitor_read(admin, cmdline->args[0], &found);

	if (status)
		return status;
	json_begin(&out, &json);
	return written(&json, everything_write(admin, &out, found.visitor.id));
}

const struct command command_visitor_export = {
	.name = "visitor export",
	.arguments = "ID",
	.summary = "Write all that is stored about a visitor as JSON.",
	.help =
	    "It is an object with the visitor, their rooms and all messages in these, the newest\n"
	    "first, to be given to somebody who asks what is known of them. Offline messages "
	    "and\n"
	    "mails (livechat-admin outbox list) are not in it: anybody could have entered the "
	    "address\n"
	    "there.",
	.args_min = 1,
	.args_max = 1,
	.run = export_run,
};

/* --- show -------------------------------------------------------------------------------- */

static enum status
show_run(struct admin *admin, const struct cmdline *cmdline)
{
	struct arena *mem = admin->chat.mem;
	struct visitor_result found;
	struct buf json = { 0 };
	struct json_out out;
	struct table table;
	static const struct table_column columns[] = { { "what", "WHAT" }, { "value", "VALUE" },
		{ NULL, NULL } };
	enum status status = visitor_read(admin, cmdline->args[0], &found);
	const struct visitor *visitor = &found.visitor;

	if (status)
		return status;
	if (cmdline_flag(cmdline, "json")) {
		json_begin(&out, &json);
		return written(&json, visitor_info_write(&admin->chat, &out, visitor->id));
	}
	table_init(&table, mem, columns);
	const struct {
		const char *what, *value;
	} facts[] = { { "id", visitor->id }, { "username", visitor->username },
		{ "name", visitor->name }, { "e-mail", visitor->email },
		{ "phone", visitor->phone }, { "department", visitor->department_id },
		{ "last room", found.last_rid } };
	for (size_t i = 0; i < ARRAY_LEN(facts); i++) {
		if (!facts[i].value)
			continue;
		table_text(&table, facts[i].what);
		table_text(&table, facts[i].value);
	}
	table_text(&table, "registered");
	table_time(&table, visitor->ts);
	for (const struct custom_field *field = found.fields; field; field = field->next) {
		table_text(&table, arena_printf(mem, "field %s", field->name));
		table_text(&table, field->value);
	}
	return list_finish(&table, DB_OK, cmdline);
}

const struct command command_visitor_show = {
	.name = "visitor show",
	.arguments = "ID [--json]",
	.summary = "Show a visitor with their custom fields.",
	.options = json_options,
	.args_min = 1,
	.args_max = 1,
	.run = show_run,
};

/* --- erase ------------------------------------------------------------------------------- */

static enum status
erase_run(struct admin *admin, const struct cmdline *cmdline)
{
	/* The command is about this visitor, as their own request would be. */
	static const struct access access = { ACCESS_VISITOR, PERMISSION_NONE };
	struct visitor_result found;
	enum chat_error error;
	const char *id;
	enum status status = visitor_read(admin, cmdline->args[0], &found);

	if (!status)
		status = settings_read(admin);
	if (status)
		return status;
	admin->chat.access = &access;
	error = visitor_erase(&admin->chat, found.visitor.token, &id);
	if (error == CHAT_HAS_OPEN_ROOMS)
		return fail("the visitor has open rooms: close them first (livechat-admin room "
			    "close)");
	if (error && error != CHAT_NO_VISITOR)
		return fail_database(error == CHAT_UNAVAILABLE ? DB_DOWN : DB_BUG);
	printf("Visitor %s is erased, with all their rooms and messages.\n", found.visitor.id);
	return STATUS_OK;
}

const struct command command_visitor_erase = {
	.name = "visitor erase",
	.arguments = "ID",
	.summary = "Erase a visitor and all their rooms, for good.",
	.help = "Their rooms must be closed. Offline messages stay.",
	.args_min = 1,
	.args_max = 1,
	.run = erase_run,
};
