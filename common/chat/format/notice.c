#include "chat/format/notice.h"

#include <assert.h>

#include "base/ids.h"
#include "chat/format/content.h"

struct message
notice_new(struct chat *chat, struct message notice)
{
	char id[ID_LEN + 1];

	id_new(id);
	notice.id = arena_strdup(chat->mem, id);
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
