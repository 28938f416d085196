/* SPDX-License-Identifier: MIT */
/*
 * GET    /api/v1/livechat/users/agent       returns the agents
 * GET    /api/v1/livechat/users/manager     returns the managers
 * POST   /api/v1/livechat/users/agent       makes a user an agent
 * POST   /api/v1/livechat/users/manager     makes a user a manager
 * GET    /api/v1/livechat/users/:type       is an error, as there is no other type
 * POST   /api/v1/livechat/users/:type       likewise
 * GET    /api/v1/livechat/users/:type/:_id  returns one of them; null when that user lacks the role
 * DELETE /api/v1/livechat/users/:type/:_id  takes the role from a user, who remains a user
 *
 * Giving and taking roles needs the permission to manage agents. Otherwise monitors, who may only
 * read, could make themselves managers.
 */
#include "chat/accounts/account.h"
#include "chat/people/team.h"
#include "http/endpoint.h"

static const struct field list_fields[] = {
	{ .name = "text", .flags = FIELD_NULLABLE },
	{ .name = "onlyAvailable", .type = FIELD_BOOLEAN, .flags = FIELD_NULLABLE },
	{ .name = "excludeId", .flags = FIELD_NULLABLE },
	{ .name = "showIdleAgents", .type = FIELD_BOOLEAN, .flags = FIELD_NULLABLE },
	LIST_FIELDS,
	{ .name = "query", .flags = FIELD_NULLABLE | FIELD_UNKNOWN_FILTER },
	{ .name = "fields", .flags = FIELD_NULLABLE | FIELD_IGNORED },
	{ .name = NULL },
};

static const struct field post_fields[] = {
	{ .name = "username", .flags = FIELD_REQUIRED },
	{ .name = NULL },
};

static const char *
text_or_empty(struct request *rq, const char *name)
{
	const char *text = param_string(rq, name);

	return text ? text : "";
}

/* Reads the filters. Only lists of agents can be filtered by id and status. */
static void
list_filter(struct request *rq, struct team_list *list)
{
	bool idle = true;

	list->text = text_or_empty(rq, "text");
	list->not_id = "";
	if (list->role != ROLE_AGENT)
		return;
	list->not_id = text_or_empty(rq, "excludeId");
	param_bool(rq, "onlyAvailable", &list->only_available);
	param_bool(rq, "showIdleAgents", &idle);
	list->only_online = !idle;
}

static void
list_reply(struct request *rq, unsigned role)
{
	struct team_list list = { .role = role };
	struct list_size size = { 0 };
	struct paging paging;
	enum chat_error error;

	if (!request_paging(rq, &paging))
		return;
	list_filter(rq, &list);
	error = team_list_write(request_chat(rq), reply_list(rq, "users"), &list, &paging, &size);
	reply_page(rq, &paging, error, &size);
}

static void
agents_list(struct request *rq)
{
	list_reply(rq, ROLE_AGENT);
}

static void
managers_list(struct request *rq)
{
	list_reply(rq, ROLE_MANAGER);
}

static void
other_type(struct request *rq)
{
	reply_error(rq, CHAT_SWITCHED_OFF);
}

static void
role_grant(struct request *rq, unsigned role)
{
	struct user_row user;
	struct json_out *out;
	enum chat_error error;

	error = team_add(request_chat(rq), role, param_string(rq, "username"), &user);
	if (error) {
		reply_error(rq, error);
		return;
	}
	out = reply_object(rq);
	json_key(out, "user");
	json_object(out);
	json_put_string(out, "_id", user.id);
	json_put_string(out, "username", user.username);
	json_object_end(out);
	reply_success(rq);
}

static void
agent_post(struct request *rq)
{
	role_grant(rq, ROLE_AGENT);
}

static void
manager_post(struct request *rq)
{
	role_grant(rq, ROLE_MANAGER);
}

static void
user_get(struct request *rq)
{
	unsigned role = team_role(path_param(rq, "type"));
	struct json_out *out;
	enum chat_error error;

	if (!role) {
		reply_wire_error(rq, WIRE_INVALID_USER_TYPE);
		return;
	}
	out = reply_object(rq);
	json_key(out, "user");
	error = team_member_write(request_chat(rq), role, path_param(rq, "_id"), out);
	reply_finish(rq, error);
}

static void
user_delete(struct request *rq)
{
	unsigned role = team_role(path_param(rq, "type"));
	enum chat_error error;

	if (!role) {
		reply_wire_error(rq, WIRE_INVALID_USER_TYPE);
		return;
	}
	error = account_revoke(request_chat(rq), request_user(rq), role, path_param(rq, "_id"));
	reply_done(rq, error);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/users/agent",
	    .permission = PERMISSION_LIST_AGENTS,
	    .fields = list_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = agents_list },
	{ .method = "GET",
	    .path = "/api/v1/livechat/users/manager",
	    .permission = PERMISSION_VIEW_LIVECHAT_MANAGER,
	    .fields = list_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = managers_list },
	{ .method = "POST",
	    .path = "/api/v1/livechat/users/agent",
	    .permission = PERMISSION_MANAGE_LIVECHAT_AGENTS,
	    .fields = post_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = agent_post },
	{ .method = "POST",
	    .path = "/api/v1/livechat/users/manager",
	    .permission = PERMISSION_MANAGE_LIVECHAT_AGENTS,
	    .fields = post_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = manager_post },
	{ .method = "GET",
	    .path = "/api/v1/livechat/users/:type",
	    .permission = PERMISSION_LOGIN,
	    .access = { .who = ACCESS_NOBODY },
	    .says = { { CHAT_SWITCHED_OFF, WIRE_INVALID_USER_TYPE } },
	    .handler = other_type },
	{ .method = "POST",
	    .path = "/api/v1/livechat/users/:type",
	    .permission = PERMISSION_MANAGE_LIVECHAT_AGENTS,
	    .access = { .who = ACCESS_NOBODY },
	    .says = { { CHAT_SWITCHED_OFF, WIRE_INVALID_USER_TYPE } },
	    .handler = other_type },
	{ .method = "GET",
	    .path = "/api/v1/livechat/users/:type/:_id",
	    .permission = PERMISSION_VIEW_LIVECHAT_MANAGER,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_NO_USER, WIRE_UNKNOWN_USER } },
	    .handler = user_get },
	{ .method = "DELETE",
	    .path = "/api/v1/livechat/users/:type/:_id",
	    .permission = PERMISSION_MANAGE_LIVECHAT_AGENTS,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = user_delete },
	{ .method = NULL },
};

ENDPOINT("users", routes);
