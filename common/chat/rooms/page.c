/* SPDX-License-Identifier: MIT */
#include "chat/rooms/page.h"

#include <string.h>

#include "base/clock.h"
#include "chat/format/system_message.h"
#include "chat/people/access.h"
#include "chat/rooms/room.h"
#include "db/rooms/room_change.h"

static const char *
visit_text(struct chat *chat, const struct page_visit *visit)
{
	return arena_printf(chat->mem, "%s - %s", visit->title, visit->href);
}

static void
page_json(struct json_out *out, const struct page_visit *visit)
{
	json_key(out, "page");
	json_object(out);
	json_put_string(out, "title", visit->title);
	json_put_string(out, "change", visit->change);
	json_key(out, "location");
	json_object(out);
	json_put_string(out, "href", visit->href);
	json_object_end(out);
	json_object_end(out);
}

/* Returns "groupable":false,"navigation":{"page":{...}}, without the visitor's token. */
static const char *
navigation_members(struct chat *chat, const struct page_visit *visit)
{
	struct json_text text;

	json_text_begin(&text);
	json_object(&text.out);
	page_json(&text.out, visit);
	json_object_end(&text.out);
	return arena_printf(chat->mem, SYSTEM_MESSAGE_NOT_GROUPABLE ",\"navigation\":%s",
	    json_text_end(&text, chat->mem));
}

enum chat_error
page_visit_store(struct chat *chat, const struct page_visit *visit, bool *counts)
{
	const char *followed = setting_text(chat->settings, SETTING_HISTORY_MONITOR_TYPE);
	struct room_event event = { .rid = visit->rid, .now_ms = clock_now_ms() };
	struct room_view view;
	enum chat_error error;

	*counts = strcmp(visit->change, followed) == 0;
	/* Nothing is read or stored, so there is nothing to check. */
	if (!*counts || !visit->rid || !*visit->rid)
		return access_room_of_visitor(chat, true, true);
	error = room_of_visitor(chat, visit->token, visit->rid, &view);
	if (error || !view.room.open)
		return error;
	system_message_add(chat, &event,
	    (struct message){
		.type = PAGE_MESSAGE_TYPE,
		.msg = visit_text(chat, visit),
		.by_visitor = true,
		.u = { view.visitor.id, view.visitor.username, view.visitor.name },
		.extra_json = navigation_members(chat, visit),
	    });
	return chat_error_from_db(db_room_notify(chat->db, &event));
}

void
page_visit_json(struct chat *chat, struct json_out *out, const struct page_visit *visit)
{
	json_object(out);
	json_put_string(out, "msg", visit_text(chat, visit));
	json_key(out, "navigation");
	json_object(out);
	page_json(out, visit);
	json_put_string(out, "token", visit->token);
	json_object_end(out);
	json_object_end(out);
}
