/* SPDX-License-Identifier: MIT */
/*
 * GET  /api/v1/livechat/mail.stop/:key   shows a page that asks whether mails to an address are to be stopped
 * POST /api/v1/livechat/mail.stop/:key   stops them, and shows a page that says so
 *
 * Mails that tell visitors of answers link to it. Mail programs send the POST by themselves when their
 * reader wants no more such mails (RFC 8058); the body is ignored.
 */
#include "chat/mail/answered.h"
#include "http/endpoint.h"

#define PAGE(title, rest) \
	"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">" \
	"<meta name=\"viewport\" content=\"width=device-width\"><meta name=\"robots\" " \
	"content=\"noindex\"><title>" title "</title></head>\n<body><h1>" title "</h1>\n" rest \
	"</body></html>\n"

static const char stopped_page[] = PAGE(
    "Stopped", "<p>No mails about answers in our chat are sent to your address any more.</p>\n");

/* A mail program may follow the link on its own, so that it changes nothing. */
static void
stop_get(struct request *rq)
{
	bool stopped;
	enum chat_error error =
	    answered_is_stopped(request_chat(rq), path_param(rq, "key"), &stopped);

	if (error)
		reply_error(rq, error);
	else if (stopped)
		reply_html(rq, stopped_page);
	else
		reply_html(rq,
		    PAGE("Stop these mails?",
			"<p>Your address will get no more mails about answers in our "
			"chat.</p>\n<form method=\"post\"><button>Stop them</button></form>\n"));
}

static void
stop_post(struct request *rq)
{
	enum chat_error error = answered_stop(request_chat(rq), path_param(rq, "key"));

	if (error)
		reply_error(rq, error);
	else
		reply_html(rq, stopped_page);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/mail.stop/:key",
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_NO_ENTRY, WIRE_MAIL_KEY_UNKNOWN } },
	    .handler = stop_get },
	{ .method = "POST",
	    .path = "/api/v1/livechat/mail.stop/:key",
	    .access = { .who = ACCESS_ANYONE },
	    .limit = LIMIT_UPDATE,
	    .says = { { CHAT_NO_ENTRY, WIRE_MAIL_KEY_UNKNOWN } },
	    .for_blocked = true,
	    .handler = stop_post },
	{ .method = NULL },
};

ENDPOINT("mail.stop", routes);
