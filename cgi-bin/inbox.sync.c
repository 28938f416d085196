/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/livechat/inbox.sync   returns what has changed for an agent since `since`
 *
 * Without `since` it returns all: the open rooms that the user serves or has joined; the queue that they
 * may take from, the oldest first, 100 at most; and the user. With the `cursor` of an earlier response it
 * returns the rooms that have changed, each as a whole; `open`, the ids of all of them, the newest first,
 * if rooms have come or gone, so that those that are not in it are to be removed; and the whole `queue` if
 * that has changed. A room has also changed when its visitor has gone, who is offline 90 seconds after their
 * last request, and when they come back. The ETag stands for all of this: as long as nothing has changed, a
 * request with the cursor and the ETag of one response is answered 304. A cursor from before an older
 * backup of the database was restored is answered as no cursor.
 */
#include "chat/inbox/inbox.h"
#include "http/endpoint.h"

static const struct field get_fields[] = {
	{ .name = "since", .flags = FIELD_NULLABLE, .max = INBOX_CURSOR_MAX },
	{ .name = NULL },
};

static void
inbox_get(struct request *rq)
{
	struct chat *chat = request_chat(rq);
	const char *cursor = param_nonempty(rq, "since");
	enum inbox_cursor kind = INBOX_CURSOR_FOREIGN;
	struct inbox_state since;
	struct inbox inbox;
	enum chat_error error;

	if (cursor)
		kind = inbox_cursor_read(cursor, request_user(rq), &since);
	if (kind == INBOX_CURSOR_INVALID) {
		reply_invalid(rq, "since must be the cursor of an earlier response");
		return;
	}
	error = inbox_begin(chat, request_user(rq), request_inbox(rq), &inbox);
	if (error) {
		reply_error(rq, error);
		return;
	}
	if (kind == INBOX_CURSOR_OWN && inbox_is_ahead(&inbox, &since))
		kind = INBOX_CURSOR_FOREIGN;
	/* The tag of one response does not stand for what the cursor of another lacks. */
	if (reply_is_tagged(rq, inbox.tag, INBOX_INTERVAL_S) &&
	    (!cursor || (kind == INBOX_CURSOR_OWN && inbox_is_known(&inbox, &since)))) {
		reply_unchanged(rq);
		return;
	}
	reply_finish(rq,
	    inbox_write(chat, reply_object(rq), &inbox, kind == INBOX_CURSOR_OWN ? &since : NULL));
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/inbox.sync",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .inbox = true,
	    .fields = get_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = inbox_get },
	{ .method = NULL },
};

ENDPOINT("inbox.sync", routes);
