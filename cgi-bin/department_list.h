/* SPDX-License-Identifier: MIT */
/* department_list.h: the lists of departments: of those in use, and of those that are archived. */
#ifndef CGI_BIN_DEPARTMENT_LIST_H
#define CGI_BIN_DEPARTMENT_LIST_H

#include "chat/people/department.h"
#include "http/endpoint.h"

/* `enabled` true selects the departments that are enabled; false has no effect, as in Rocket.Chat. */
static const struct field department_list_fields[] = {
	{ .name = "text", .flags = FIELD_NULLABLE },
	{ .name = "onlyMyDepartments", .flags = FIELD_NULLABLE | FIELD_TRUTH },
	{ .name = "enabled", .flags = FIELD_NULLABLE | FIELD_TRUTH },
	{ .name = "excludeDepartmentId", .flags = FIELD_NULLABLE },
	{ .name = "showArchived", .flags = FIELD_NULLABLE | FIELD_TRUTH },
	LIST_FIELDS,
	{ .name = "query", .flags = FIELD_NULLABLE | FIELD_UNKNOWN_FILTER },
	{ .name = NULL },
};

static void
department_list_reply(struct request *rq, enum archived archived)
{
	struct department_list list = {
		.text = param_nonempty(rq, "text"),
		.except_id = param_string(rq, "excludeDepartmentId"),
		.user_id = param_is_true(rq, "onlyMyDepartments") ? request_user(rq)->id : NULL,
		.only_enabled = param_is_true(rq, "enabled"),
		.archived = archived,
	};
	struct list_size size = { 0 };
	struct paging paging;
	enum chat_error error;

	if (!request_paging(rq, &paging))
		return;
	error = department_list_write(
	    request_chat(rq), reply_list(rq, "departments"), &list, &paging, &size);
	reply_page(rq, &paging, error, &size);
}

#endif
