/* SPDX-License-Identifier: MIT */
/*
 * GET    /api/v1/livechat/sessions       returns the logins of the caller, the newest first
 * DELETE /api/v1/livechat/sessions       ends all logins of the caller but that of the request
 * GET    /api/v1/livechat/sessions/:_id  returns a login of the caller
 * DELETE /api/v1/livechat/sessions/:_id  ends a login of the caller
 */
#include "chat/people/login_list.h"
#include "http/endpoint.h"

static const struct field list_fields[] = {
	{ .name = "count", .type = FIELD_NUMBER, .flags = FIELD_NULLABLE },
	{ .name = "offset", .type = FIELD_NUMBER, .flags = FIELD_NULLABLE },
	{ .name = NULL },
};

static void
sessions_get(struct request *rq)
{
	struct list_size size = { 0 };
	struct paging paging;
	enum chat_error error;

	if (!request_paging(rq, &paging))
		return;
	error = login_list_write(
	    request_chat(rq), reply_list(rq, "sessions"), request_user(rq), &paging, &size);
	reply_page(rq, &paging, error, &size);
}

static void
sessions_delete(struct request *rq)
{
	reply_done(rq, login_end_others(request_chat(rq), request_user(rq)));
}

static void
session_get(struct request *rq)
{
	struct json_out *out = reply_object(rq);

	json_key(out, "session");
	reply_finish(
	    rq, login_write(request_chat(rq), out, request_user(rq), path_param(rq, "_id")));
}

static void
session_delete(struct request *rq)
{
	reply_done(rq, login_end(request_chat(rq), request_user(rq), path_param(rq, "_id")));
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/sessions",
	    .permission = PERMISSION_LOGIN,
	    .fields = list_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = sessions_get },
	{ .method = "DELETE",
	    .path = "/api/v1/livechat/sessions",
	    .permission = PERMISSION_LOGIN,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = sessions_delete },
	{ .method = "GET",
	    .path = "/api/v1/livechat/sessions/:_id",
	    .permission = PERMISSION_LOGIN,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = session_get },
	{ .method = "DELETE",
	    .path = "/api/v1/livechat/sessions/:_id",
	    .permission = PERMISSION_LOGIN,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = session_delete },
	{ .method = NULL },
};

ENDPOINT("sessions", routes);
