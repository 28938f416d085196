/*
 * GET /api/v1/livechat/inquiries.queuedForUser?department=   rooms the agent may take
 */
#include "chat/inquiry.h"
#include "http/endpoint.h"

static const struct field get_fields[] = {
	{ .name = "department", .flags = FIELD_NULLABLE },
	{ .name = "count", .type = FIELD_NUMBER, .flags = FIELD_NULLABLE },
	{ .name = "offset", .type = FIELD_NUMBER, .flags = FIELD_NULLABLE },
	{ .name = "sort", .flags = FIELD_NULLABLE },
	{ .name = NULL },
};

static int
queued_get(struct request *rq)
{
	const char *department = param_string(rq, "department");
	struct inquiry_list list = { .department_id = department && *department ? department : NULL,
		.user_id = request_user(rq)->id };
	struct json_out *out = reply_object(rq);
	struct paging paging;
	int64_t count, total;
	enum chat_error error;

	request_paging(rq, &paging);
	list.limit = paging.limit;
	list.offset = paging.offset;
	json_key(out, "inquiries");
	error = inquiries_write(request_chat(rq), out, &list, &count, &total);
	if (error)
		return reply_error(rq, error);
	return reply_page(rq, &paging, count, total);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/inquiries.queuedForUser",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .fields = get_fields,
	    .handler = queued_get },
	{ .method = NULL },
};

ENDPOINT("inquiries.queuedForUser", routes);
