/* SPDX-License-Identifier: MIT */
#include "chat/people/department.h"

#include <string.h>

#include "base/clock.h"
#include "base/crypto/ids.h"
#include "chat/core/address.h"

#define AGENTS_SHOWN_MAX 1000 /* where the list of agents has no pages */
#define NAMED_MAX 10

/* --- Writing ----------------------------------------------------------------------------- */

static void
department_json(struct json_out *out, const struct department_row *department)
{
	json_object(out);
	json_put_string(out, "_id", department->id);
	json_put_string(out, "name", department->name);
	json_put_string_opt(out, "description", department->description);
	json_put_string_opt(out, "email", department->email);
	json_put_bool(out, "enabled", department->enabled);
	json_put_bool(out, "showOnRegistration", department->on_registration);
	json_put_bool(out, "showOnOfflineForm", department->on_offline_form);
	json_put_int(out, "numAgents", department->agents);
	if (department->archived)
		json_put_bool(out, "archived", true);
	json_put_time(out, "_updatedAt", department->updated_at);
	json_object_end(out);
}

struct list_write {
	struct json_out *out;
	struct arena *mem;
	const char *department_id;
	int64_t count;
};

static enum db_error
department_row(const struct department_row *department, void *arg)
{
	struct list_write *write = arg;

	department_json(write->out, department);
	write->count++;
	return DB_OK;
}

enum chat_error
department_list_write(struct chat *chat, struct json_out *out, const struct department_list *filter,
    const struct paging *paging, struct list_size *size)
{
	struct department_list list = *filter;
	struct list_write write = { .out = out };
	enum db_error error;

	list.page = paging_page(paging, department_sort_names);
	json_array(out);
	error =
	    db_department_list(chat->db, chat->mem, &list, department_row, &write, &size->total);
	json_array_end(out);
	size->count = write.count;
	return chat_error_from_db(error);
}

enum chat_error
department_some_write(struct chat *chat, struct json_out *out, const char *ids)
{
	struct list_write write = { .out = out };
	enum db_error error;

	json_array(out);
	error = db_department_some(chat->db, ids, department_row, &write);
	json_array_end(out);
	return chat_error_from_db(error);
}

static enum db_error
name_row(const char *id, const char *name, void *arg)
{
	struct json_out *out = arg;

	json_object(out);
	json_put_string(out, "_id", id);
	json_put_string(out, "name", name);
	json_object_end(out);
	return DB_OK;
}

enum chat_error
department_named_write(
    struct chat *chat, struct json_out *out, const struct department_naming *naming)
{
	enum db_error error;

	json_array(out);
	error = db_department_named(chat->db, naming, NAMED_MAX, name_row, out);
	json_array_end(out);
	return chat_error_from_db(error);
}

static enum db_error
member_row(const struct department_member *member, void *arg)
{
	struct list_write *write = arg;
	struct json_out *out = write->out;

	json_object(out);
	/* The row has no id of its own; the two ids together are unique. */
	json_put_string(
	    out, "_id", arena_printf(write->mem, "%s%s", write->department_id, member->user_id));
	json_put_string(out, "agentId", member->user_id);
	json_put_string(out, "departmentId", write->department_id);
	json_put_bool(out, "departmentEnabled", member->department_enabled);
	json_put_string(out, "username", member->username);
	json_put_int(out, "count", *member->count);
	json_put_int(out, "order", *member->order);
	json_object_end(out);
	write->count++;
	return DB_OK;
}

static enum chat_error
members_write(
    struct chat *chat, struct json_out *out, const struct member_list *list, struct list_size *size)
{
	struct list_write write = { out, chat->mem, list->department_id, 0 };
	enum db_error error;

	json_array(out);
	error = db_member_list(chat->db, list, member_row, &write, &size->total);
	json_array_end(out);
	size->count = write.count;
	return chat_error_from_db(error);
}

enum chat_error
member_list_write(struct chat *chat, struct json_out *out, const char *department_id,
    const struct paging *paging, struct list_size *size)
{
	const struct member_list list = { .department_id = department_id,
		.page = paging_page(paging, member_sort_names) };

	return members_write(chat, out, &list, size);
}

struct membership_write {
	struct json_out *out;
	struct arena *mem;
	const char *user_id;
};

static enum db_error
membership_row(const struct department_membership *membership, void *arg)
{
	struct membership_write *write = arg;
	struct json_out *out = write->out;
	const char *id = membership->department_id;

	json_object(out);
	json_put_string(out, "_id", arena_printf(write->mem, "%s%s", id, write->user_id));
	json_put_string(out, "agentId", write->user_id);
	json_put_string(out, "departmentId", id);
	json_put_string(out, "departmentName", membership->department_name);
	json_put_bool(out, "departmentEnabled", membership->enabled);
	json_put_string(out, "username", membership->username);
	json_put_int(out, "count", membership->count);
	json_put_int(out, "order", membership->order);
	json_put_time(out, "_updatedAt", membership->updated_at);
	json_object_end(out);
	return DB_OK;
}

enum chat_error
membership_list_write(
    struct chat *chat, struct json_out *out, const char *user_id, bool enabled_only)
{
	struct membership_write write = { out, chat->mem, user_id };
	enum db_error error;

	json_array(out);
	error = db_memberships(chat->db, user_id, enabled_only, membership_row, &write);
	json_array_end(out);
	return chat_error_from_db(error);
}

static enum chat_error
department_agents_json(struct chat *chat, struct json_out *out, const char *id)
{
	const struct member_list list = { .department_id = id,
		.page = { .limit = AGENTS_SHOWN_MAX } };
	struct list_size size;

	json_key(out, "agents");
	return members_write(chat, out, &list, &size);
}

enum chat_error
department_write(struct chat *chat, struct json_out *out, const char *id)
{
	struct department_row department;
	enum db_error error = db_department_by_id(chat->db, chat->mem, id, &department);

	if (error)
		return error == DB_NO_ROW ? CHAT_NO_DEPARTMENT : chat_error_from_db(error);
	json_key(out, "department");
	department_json(out, &department);
	return department_agents_json(chat, out, id);
}

enum chat_error
department_show(struct chat *chat, struct json_out *out, const struct user *user,
    const struct department_query *query)
{
	struct department_row department;
	enum db_error error = db_department_by_id(chat->db, chat->mem, query->id, &department);
	bool shown = !error;

	if (!error && query->only_mine)
		error = db_department_has_agent(chat->db, query->id, user->id, &shown);
	if (error && error != DB_NO_ROW)
		return chat_error_from_db(error);
	json_key(out, "department");
	if (shown)
		department_json(out, &department);
	else
		json_null(out);
	if (query->without_agents || !user_may(user, PERMISSION_VIEW_LIVECHAT_DEPARTMENTS))
		return CHAT_OK;
	return department_agents_json(chat, out, shown ? query->id : "");
}

/* --- Changing ---------------------------------------------------------------------------- */

/* Checks the department. An empty e-mail address becomes NULL. */
static enum chat_error
department_normal(
    struct chat *chat, const struct department_row *given, struct department_row *department)
{
	*department = *given;
	if (given->name[strspn(given->name, " \t\r\n\v\f")] == '\0')
		return CHAT_NAME_MISSING;
	if (given->email && !*given->email)
		department->email = NULL;
	return department->email ? email_read(chat, department->email, &department->email)
				 : CHAT_OK;
}

enum chat_error
department_create(struct chat *chat, const struct department_row *given,
    const struct member_changes *members, const char **id)
{
	struct department_row department;
	enum chat_error error = department_normal(chat, given, &department);

	if (error)
		return error;
	*id = department.id = id_new_in(chat->mem);
	return chat_error_from_db(
	    db_department_create(chat->db, &department, members, clock_now_ms()));
}

static enum chat_error
department_error(enum db_error error)
{
	return error == DB_NO_ROW ? CHAT_NO_DEPARTMENT : chat_error_from_db(error);
}

enum chat_error
department_update(
    struct chat *chat, const struct department_row *given, const struct member_changes *members)
{
	struct department_row department;
	enum chat_error error = department_normal(chat, given, &department);

	if (error)
		return error;
	return department_error(
	    db_department_update(chat->db, &department, members, clock_now_ms()));
}

enum chat_error
department_change_members(struct chat *chat, const char *id, const struct member_changes *members)
{
	struct department_row department;
	enum db_error error = db_department_by_id(chat->db, chat->mem, id, &department);

	if (!error)
		error = db_members_change(chat->db, id, members);
	return department_error(error);
}

enum chat_error
department_archive(struct chat *chat, const char *id, bool archived)
{
	return department_error(db_department_archive(chat->db, id, archived, clock_now_ms()));
}

enum chat_error
department_remove(struct chat *chat, const char *id)
{
	struct department_row department;
	enum db_error error = db_department_by_id(chat->db, chat->mem, id, &department);

	if (error)
		return department_error(error);
	/* DB_NO_ROW: it was deleted meanwhile, perhaps by this call before the connection was lost. */
	error = db_department_remove(chat->db, id);
	return error == DB_NO_ROW ? CHAT_OK : chat_error_from_db(error);
}
