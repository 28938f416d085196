/* SPDX-License-Identifier: MIT */
#include "chat/format/system_message.h"

#include <assert.h>

#include "base/clock.h"
#include "base/crypto/ids.h"
#include "chat/format/message_render.h"

struct message
system_message_new(struct chat *chat, struct message message)
{
	message.id = id_new_in(chat->mem);
	if (!message.extra_json)
		message.extra_json = SYSTEM_MESSAGE_NOT_GROUPABLE;
	message_render_plain(chat, &message);
	return message;
}

void
system_message_add(struct chat *chat, struct room_event *event, struct message message)
{
	assert(event->messages_len < ROOM_EVENT_MESSAGES_MAX);
	event->messages[event->messages_len++] = system_message_new(chat, message);
}

struct room_event
room_event_now(const char *rid)
{
	return (struct room_event){ .rid = rid, .now_ms = clock_now_ms() };
}

struct author
author_of_user(const struct user *user)
{
	return (struct author){ user->id, user->username, user->name };
}

struct author
author_of_visitor(const struct visitor *visitor)
{
	return (struct author){ visitor->id, visitor->username, visitor->name };
}

struct message
message_connected(const struct author *agent)
{
	return (struct message){ .type = "command", .msg = "connected", .u = *agent };
}

struct message
message_named(const char *type, const struct author *author)
{
	return (struct message){ .type = type, .msg = author->username, .u = *author };
}
