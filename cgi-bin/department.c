/* SPDX-License-Identifier: MIT */
/*
 * GET    /api/v1/livechat/department                 returns the departments, by name
 * POST   /api/v1/livechat/department                 creates a department
 * GET    /api/v1/livechat/department/:_id            returns a department with its agents
 * PUT    /api/v1/livechat/department/:_id            changes a department
 * DELETE /api/v1/livechat/department/:_id            deletes a department
 * GET    /api/v1/livechat/department/:_id/agents     returns the agents of a department
 * POST   /api/v1/livechat/department/:_id/agents     adds, changes and removes agents of a department
 * POST   /api/v1/livechat/department/:_id/archive    archives a department: it is disabled and hidden
 * POST   /api/v1/livechat/department/:_id/unarchive  shows an archived department again
 * POST   /api/v1/livechat/department/archive/:_id    does the same as :_id/archive
 * POST   /api/v1/livechat/department/unarchive/:_id  does the same as :_id/unarchive
 * GET    /api/v1/livechat/department/isDepartmentCreationAvailable   is true: there may be any number of departments
 *
 * `enabled` true selects the departments that are enabled; false has no effect, as in Rocket.Chat.
 */
#include <string.h>

#include "base/number.h"
#include "department_list.h"

/* The largest count or order of an agent. */
#define NUMBER_MAX 1000000000

static const struct field one_fields[] = {
	{ .name = "onlyMyDepartments", .flags = FIELD_NULLABLE | FIELD_TRUTH },
	{ .name = "includeAgents", .flags = FIELD_NULLABLE | FIELD_TRUTH },
	{ .name = NULL },
};

/* Clients send more members, which have no effect here. */
static const struct field department_fields[] = {
	{ .name = "name", .flags = FIELD_REQUIRED, .max = 191 },
	{ .name = "email", .flags = FIELD_REQUIRED, .max = 254 },
	{ .name = "enabled", .type = FIELD_BOOLEAN, .flags = FIELD_REQUIRED },
	{ .name = "showOnRegistration", .type = FIELD_BOOLEAN, .flags = FIELD_REQUIRED },
	{ .name = "showOnOfflineForm", .type = FIELD_BOOLEAN, .flags = FIELD_REQUIRED },
	{ .name = "description", .flags = FIELD_NULLABLE, .max = 5000 },
	{ .name = NULL },
};

static const struct field agent_fields[] = {
	{ .name = "agentId", .flags = FIELD_REQUIRED },
	{ .name = "username" },
	{ .name = "name" },
	{ .name = "count", .type = FIELD_NUMBER, .flags = FIELD_NULLABLE },
	{ .name = "order", .type = FIELD_NUMBER, .flags = FIELD_NULLABLE },
	{ .name = NULL },
};

static const struct field unit_fields[] = {
	{ .name = "_id" },
	{ .name = NULL },
};

static const struct field save_fields[] = {
	{ .name = "department",
	    .type = FIELD_OBJECT,
	    .flags = FIELD_REQUIRED | FIELD_OPEN,
	    .fields = department_fields },
	{ .name = "agents",
	    .type = FIELD_ARRAY,
	    .flags = FIELD_NULLABLE | FIELD_OPEN,
	    .fields = agent_fields },
	{ .name = "departmentUnit", .type = FIELD_OBJECT, .fields = unit_fields },
	{ .name = NULL },
};

static const struct field members_get_fields[] = {
	LIST_FIELDS,
	{ .name = NULL },
};

static const struct field members_post_fields[] = {
	{ .name = "upsert",
	    .type = FIELD_ARRAY,
	    .flags = FIELD_REQUIRED | FIELD_OPEN,
	    .fields = agent_fields },
	{ .name = "remove",
	    .type = FIELD_ARRAY,
	    .flags = FIELD_REQUIRED | FIELD_OPEN,
	    .fields = agent_fields },
	{ .name = NULL },
};

static void
list_get(struct request *rq)
{
	department_list_reply(
	    rq, param_is_true(rq, "showArchived") ? ARCHIVED_TOO : ARCHIVED_LEFT_OUT);
}

/* Rocket.Chat's community edition has one department; here there may be any number. */
static void
creation_get(struct request *rq)
{
	json_put_bool(reply_object(rq), "isDepartmentCreationAvailable", true);
	reply_success(rq);
}

static void
one_get(struct request *rq)
{
	bool with_agents = true;
	struct department_query query = {
		.id = path_param(rq, "_id"),
		.only_mine = param_is_true(rq, "onlyMyDepartments"),
	};
	enum chat_error error;

	param_truth(rq, "includeAgents", &with_agents);
	query.without_agents = !with_agents;
	error = department_show(request_chat(rq), reply_object(rq), request_user(rq), &query);

	reply_finish(rq, error);
}

/* An agent's count or order; NULL when it was not sent. */
static const int64_t *
agent_number(struct request *rq, const struct value *agent, const char *name)
{
	double sent;
	int64_t *number;

	if (!value_number(value_member(agent, name), &sent))
		return NULL;
	number = arena_alloc(request_chat(rq)->mem, sizeof(*number));
	*number = number_within(sent, 0, NUMBER_MAX);
	return number;
}

static void
read_put(struct request *rq, const char *name, struct member_changes *changes)
{
	const struct value *agents = param(rq, name), *agent;
	struct department_member *put;

	if (value_count(agents) == 0)
		return;
	put = arena_zalloc(request_chat(rq)->mem, value_count(agents) * sizeof(*put));
	for (; (agent = value_item(agents, changes->put_len)); changes->put_len++)
		put[changes->put_len] = (struct department_member){
			.user_id = value_member_text(agent, "agentId"),
			.count = agent_number(rq, agent, "count"),
			.order = agent_number(rq, agent, "order"),
		};
	changes->put = put;
}

static void
read_remove(struct request *rq, const char *name, struct member_changes *changes)
{
	const struct value *agents = param(rq, name), *agent;
	const char **ids;

	if (value_count(agents) == 0)
		return;
	ids = arena_alloc(request_chat(rq)->mem, value_count(agents) * sizeof(*ids));
	for (; (agent = value_item(agents, changes->remove_len)); changes->remove_len++)
		ids[changes->remove_len] = value_member_text(agent, "agentId");
	changes->remove = ids;
}

static struct department_row
read_department(struct request *rq)
{
	const struct value *department = param(rq, "department");

	return (struct department_row){
		.name = value_member_text(department, "name"),
		.email = value_member_text(department, "email"),
		.description = value_member_text(department, "description"),
		.enabled = value_boolean(value_member(department, "enabled")),
		.on_registration = value_boolean(value_member(department, "showOnRegistration")),
		.on_offline_form = value_boolean(value_member(department, "showOnOfflineForm")),
	};
}

static void
saved_reply(struct request *rq, const char *id)
{
	enum chat_error error = department_write(request_chat(rq), reply_object(rq), id);

	reply_finish(rq, error);
}

static void
list_post(struct request *rq)
{
	struct department_row department = read_department(rq);
	struct member_changes members = { 0 };
	enum chat_error error;
	const char *id;

	read_put(rq, "agents", &members);
	error = department_create(request_chat(rq), &department, &members, &id);
	if (error)
		reply_error(rq, error);
	else
		saved_reply(rq, id);
}

static void
one_put(struct request *rq)
{
	struct department_row department = read_department(rq);
	struct member_changes members = { 0 };
	enum chat_error error;

	department.id = path_param(rq, "_id");
	read_put(rq, "agents", &members);
	error = department_update(request_chat(rq), &department, &members);
	if (error)
		reply_error(rq, error);
	else
		saved_reply(rq, department.id);
}

static void
one_delete(struct request *rq)
{
	reply_done(rq, department_remove(request_chat(rq), path_param(rq, "_id")));
}

static void
members_get(struct request *rq)
{
	struct list_size size = { 0 };
	struct paging paging;
	enum chat_error error;

	if (!request_paging(rq, &paging))
		return;
	error = member_list_write(
	    request_chat(rq), reply_list(rq, "agents"), path_param(rq, "_id"), &paging, &size);
	reply_page(rq, &paging, error, &size);
}

static void
members_post(struct request *rq)
{
	struct member_changes members = { 0 };

	read_put(rq, "upsert", &members);
	read_remove(rq, "remove", &members);
	reply_done(
	    rq, department_change_members(request_chat(rq), path_param(rq, "_id"), &members));
}

static void
archive_post(struct request *rq)
{
	reply_done(rq, department_archive(request_chat(rq), path_param(rq, "_id"), true));
}

static void
unarchive_post(struct request *rq)
{
	reply_done(rq, department_archive(request_chat(rq), path_param(rq, "_id"), false));
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/department",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .fields = department_list_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = list_get },
	{ .method = "POST",
	    .path = "/api/v1/livechat/department",
	    .permission = PERMISSION_MANAGE_LIVECHAT_DEPARTMENTS,
	    .fields = save_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_NO_DEPARTMENT, WIRE_DEPARTMENT_NOT_FOUND_CODED },
		{ CHAT_NAME_MISSING, WIRE_DEPARTMENT_NAME_MISSING } },
	    .handler = list_post },
	{ .method = "GET",
	    .path = "/api/v1/livechat/department/:_id",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .fields = one_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = one_get },
	{ .method = "PUT",
	    .path = "/api/v1/livechat/department/:_id",
	    .permission = PERMISSION_MANAGE_LIVECHAT_DEPARTMENTS,
	    .fields = save_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_NO_DEPARTMENT, WIRE_DEPARTMENT_NOT_FOUND_CODED },
		{ CHAT_NAME_MISSING, WIRE_DEPARTMENT_NAME_MISSING } },
	    .handler = one_put },
	{ .method = "DELETE",
	    .path = "/api/v1/livechat/department/:_id",
	    .permission = PERMISSION_MANAGE_LIVECHAT_DEPARTMENTS,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_NO_DEPARTMENT, WIRE_DEPARTMENT_NOT_FOUND } },
	    .handler = one_delete },
	{ .method = "GET",
	    .path = "/api/v1/livechat/department/:_id/agents",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .fields = members_get_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = members_get },
	{ .method = "POST",
	    .path = "/api/v1/livechat/department/:_id/agents",
	    .permission = PERMISSION_MANAGE_LIVECHAT_DEPARTMENTS,
	    .fields = members_post_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_NO_DEPARTMENT, WIRE_DEPARTMENT_NOT_FOUND_CODED } },
	    .handler = members_post },
	{ .method = "POST",
	    .path = "/api/v1/livechat/department/:_id/archive",
	    .permission = PERMISSION_MANAGE_LIVECHAT_DEPARTMENTS,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_NO_DEPARTMENT, WIRE_DEPARTMENT_NOT_FOUND } },
	    .handler = archive_post },
	{ .method = "POST",
	    .path = "/api/v1/livechat/department/archive/:_id",
	    .permission = PERMISSION_MANAGE_LIVECHAT_DEPARTMENTS,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_NO_DEPARTMENT, WIRE_DEPARTMENT_NOT_FOUND } },
	    .handler = archive_post },
	{ .method = "POST",
	    .path = "/api/v1/livechat/department/:_id/unarchive",
	    .permission = PERMISSION_MANAGE_LIVECHAT_DEPARTMENTS,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_NO_DEPARTMENT, WIRE_DEPARTMENT_NOT_FOUND } },
	    .handler = unarchive_post },
	{ .method = "POST",
	    .path = "/api/v1/livechat/department/unarchive/:_id",
	    .permission = PERMISSION_MANAGE_LIVECHAT_DEPARTMENTS,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_NO_DEPARTMENT, WIRE_DEPARTMENT_NOT_FOUND } },
	    .handler = unarchive_post },
	{ .method = "GET",
	    .path = "/api/v1/livechat/department/isDepartmentCreationAvailable",
	    .permission = PERMISSION_VIEW_LIVECHAT_DEPARTMENTS,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = creation_get },
	{ .method = NULL },
};

ENDPOINT("department", routes);
