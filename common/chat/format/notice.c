#include "chat/format/notice.h"

#include <assert.h>

#include "base/clock.h"
#include "base/ids.h"
#include "chat/format/content.h"

struct message
notice_new(struct chat *chat, struct message notice)
{
	notice.id = id_new_in(chat->mem);
	if (!notice.extra_json)
		notice.extra_json = NOTICE_NOT_GROUPABLE;
	content_unread(chat, &notice);
	return notice;
}

void
notice_add(struct chat *chat, struct room_event *event, struct message notice)
{
	assert(event->notices_len < ROOM_NOTICES_MAX);
	event->notices[event->notices_len++] = notice_new(chat, notice);
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
