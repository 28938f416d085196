/* SPDX-License-Identifier: MIT */
/* inquiry_list.h: the lists of the queue: of all that waits, and of what an agent may take. */
#ifndef CGI_BIN_INQUIRY_LIST_H
#define CGI_BIN_INQUIRY_LIST_H

#include "chat/rooms/inquiry.h"
#include "http/endpoint.h"

static const struct field inquiry_list_fields[] = {
	{ .name = "department", .flags = FIELD_NULLABLE },
	LIST_FIELDS,
	{ .name = NULL },
};

/* user_id: the agent who asks; NULL: all that waits. */
static void
inquiry_list_reply(struct request *rq, const char *user_id)
{
	struct inquiry_list list = { .department_id = param_nonempty(rq, "department"),
		.user_id = user_id };
	struct list_size size = { 0 };
	struct paging paging;
	enum chat_error error;

	if (!request_paging(rq, &paging))
		return;
	error = inquiry_list_write(
	    request_chat(rq), reply_list(rq, "inquiries"), &list, &paging, &size);
	reply_page(rq, &paging, error, &size);
}

#endif
