/* SPDX-License-Identifier: MIT */
/*
 * room close: ends a chat in the name of a user, who has to have the right to.
 */
#include <stdio.h>

#include "admin.h"
#include "chat/people/access.h"
#include "chat/routing/room_close.h"
#include "db/people/user.h"

static enum status
close_fail(const struct cmdline *cmdline, enum chat_error error)
{
	const char *rid = cmdline->args[0];

	switch (error) {
	case CHAT_OK:
		return STATUS_OK;
	case CHAT_NO_ROOM:
		return fail("there is no room \"%s\" (see: livechat-admin room list)", rid);
	case CHAT_CLOSED:
		return fail("room \"%s\" is closed already", rid);
	case CHAT_NOT_YOURS:
		return fail("\"%s\" neither serves the room nor is a manager: name another in "
			    "--by",
		    cmdline_option(cmdline, "by"));
	case CHAT_COMMENT_REQUIRED:
		return fail_usage("--comment is missing: the setting "
				  "Livechat_request_comment_when_closing_conversation asks for it");
	case CHAT_TOO_LONG:
		return fail_usage("--comment is longer than a message may be");
	default:
		return fail_database(error == CHAT_UNAVAILABLE ? DB_DOWN : DB_BUG);
	}
}

static enum status
close_run(struct admin *admin, const struct cmdline *cmdline)
{
	/* The rule of POST livechat/room.closeByUser. */
	static const struct access access = { ACCESS_ROOM_MEMBER,
		PERMISSION_CLOSE_OTHERS_LIVECHAT_ROOM };
	const struct room_closing closing = { .rid = cmdline->args[0],
		.comment = cmdline_option(cmdline, "comment") };
	const char *by = cmdline_option(cmdline, "by");
	struct user_row row;
	struct user user;
	enum status status;

	if (!by)
		return fail_usage("--by is missing: in whose name is the room closed?");
	status = user_find(admin, by, &row);
	if (!status)
		status = settings_read(admin);
	if (status)
		return status;
	user = (struct user){ .id = row.id,
		.username = row.username,
		.name = row.name,
		.email = row.email,
		.roles = row.roles,
		.status = "offline" };
	if (!row.active || !user_may(&user, PERMISSION_CLOSE_LIVECHAT_ROOM))
		return fail(
		    "\"%s\" may not close rooms: name an agent or manager in --by", row.username);
	admin->chat.access = &access;
	status = close_fail(cmdline, room_close_by_user(&admin->chat, &user, &closing));
	if (!status)
		printf("Room %s is closed.\n", closing.rid);
	return status;
}

static const struct option close_options[] = {
	{ "by", "USERNAME", "in whose name: who serves it, or a manager" },
	{ "comment", "TEXT", "what the closing message says" },
	{ NULL, NULL, NULL },
};

const struct command command_room_close = {
	.name = "room close",
	.arguments = "ID --by USERNAME [OPTIONS]",
	.summary = "Close a room.",
	.options = close_options,
	.args_min = 1,
	.args_max = 1,
	.run = close_run,
};
