/* SPDX-License-Identifier: MIT */
#include "chat/messages/canned.h"

#include <string.h>

#include "base/clock.h"
#include "base/crypto/ids.h"
#include "base/utf8.h"
#include "chat/format/placeholders.h"
#include "chat/rooms/room_access.h"
#include "db/people/department.h"

static void
canned_json(struct json_out *out, const struct canned_row *canned)
{
	json_object(out);
	json_put_string(out, "_id", canned->id);
	json_put_string(out, "shortcut", canned->shortcut);
	json_put_string(out, "text", canned->text);
	json_put_string(out, "scope", canned->scope);
	json_put_raw(out, "tags", canned->tags_json);
	json_put_string_opt(out, "userId", canned->user_id);
	json_put_string_opt(out, "departmentId", canned->department_id);
	json_key(out, "createdBy");
	json_object(out);
	json_put_string(out, "_id", canned->created_by.id);
	json_put_string(out, "username", canned->created_by.username);
	json_object_end(out);
	json_put_time(out, "_createdAt", canned->created_at);
	json_put_time(out, "_updatedAt", canned->updated_at);
	json_object_end(out);
}

/* Who may write for any department has to see what is there. */
static struct canned_viewer
viewer_of(const struct user *user)
{
	return (struct canned_viewer){ user->id,
		user_may(user, PERMISSION_VIEW_ALL_CANNED_RESPONSES) ||
		    user_may(user, PERMISSION_SAVE_DEPARTMENT_CANNED_RESPONSES) };
}

static enum chat_error
canned_find(struct chat *chat, const struct user *user, const char *id, struct canned_row *canned)
{
	const struct canned_viewer viewer = viewer_of(user);
	enum db_error error = db_canned_by_id(chat->db, chat->mem, id, &viewer, canned);

	return error == DB_NO_ROW ? CHAT_NO_ENTRY : chat_error_from_db(error);
}

/* --- Reading ----------------------------------------------------------------------------- */

struct list_write {
	struct json_out *out;
	int64_t count;
};

static enum db_error
list_row(const struct canned_row *canned, void *arg)
{
	struct list_write *write = arg;

	canned_json(write->out, canned);
	write->count++;
	return DB_OK;
}

enum chat_error
canned_list_write(struct chat *chat, struct json_out *out, const struct user *user,
    const struct canned_filter *filter, const struct paging *paging, struct list_size *size)
{
	const struct canned_list list = { .viewer = viewer_of(user),
		.filter = *filter,
		.page = paging_page(paging, canned_sort_names) };
	struct list_write write = { .out = out };
	enum db_error error;

	json_array(out);
	error = db_canned_list(chat->db, chat->mem, &list, list_row, &write, &size->total);
	json_array_end(out);
	size->count = write.count;
	return chat_error_from_db(error);
}

enum chat_error
canned_show(struct chat *chat, struct json_out *out, const struct user *user, const char *id,
    const char *rid, const char **preview)
{
	struct canned_row canned;
	struct room_view view;
	enum chat_error error = canned_find(chat, user, id, &canned);

	if (!error && rid)
		error = room_for_agent(chat, user, rid, &view);
	*preview = canned.text;
	if (!error && rid)
		error = chat_error_from_db(placeholders_fill(chat, rid, preview));
	if (!error)
		canned_json(out, &canned);
	return error;
}

/* --- Writing ----------------------------------------------------------------------------- */

static bool
scope_exists(const char *scope)
{
	return strcmp(scope, "user") == 0 || strcmp(scope, "department") == 0 ||
	       strcmp(scope, "global") == 0;
}

/* Everybody sees their own only, and may change them. */
static enum chat_error
scope_check(const struct user *user, const char *scope, const char **refused_scope)
{
	bool of_department = strcmp(scope, "department") == 0;

	*refused_scope = scope;
	if (strcmp(scope, "user") == 0 || user_may(user, PERMISSION_SAVE_ALL_CANNED_RESPONSES))
		return CHAT_OK;
	return of_department && user_may(user, PERMISSION_SAVE_DEPARTMENT_CANNED_RESPONSES)
		   ? CHAT_OK
		   : CHAT_FORBIDDEN;
}

static enum chat_error
canned_check(struct chat *chat, const struct user *user, const struct canned_row *canned,
    const char **refused_scope)
{
	struct department_row department;
	enum chat_error error;
	enum db_error db_error;

	if (utf8_is_blank(canned->shortcut) || utf8_is_blank(canned->text))
		return CHAT_NAME_MISSING;
	if (!scope_exists(canned->scope))
		return CHAT_INVALID_VALUE;
	error = scope_check(user, canned->scope, refused_scope);
	if (error || (!canned->department_id && strcmp(canned->scope, "department") != 0))
		return error;
	if (!canned->department_id)
		return CHAT_NO_DEPARTMENT;
	db_error = db_department_by_id(chat->db, chat->mem, canned->department_id, &department);
	return db_error == DB_NO_ROW ? CHAT_NO_DEPARTMENT : chat_error_from_db(db_error);
}

static enum db_error
canned_create(struct chat *chat, const struct user *user, struct canned_row *canned)
{
	canned->id = id_new_in(chat->mem);
	canned->created_by = (struct author){ user->id, user->username, NULL };
	canned->created_at = canned->updated_at;
	return db_canned_insert(chat->db, canned);
}

enum chat_error
canned_save(struct chat *chat, const struct user *user, struct canned_row *canned,
    const char **refused_scope)
{
	bool is_new = !canned->id || !*canned->id;
	enum chat_error error = canned_check(chat, user, canned, refused_scope);
	struct canned_row stored;
	enum db_error db_error;

	if (!error && !is_new)
		error = canned_find(chat, user, canned->id, &stored);
	if (!error && !is_new)
		error = scope_check(user, stored.scope, refused_scope);
	if (error)
		return error;
	if (strcmp(canned->scope, "department") != 0)
		canned->department_id = NULL;
	canned->user_id = strcmp(canned->scope, "user") == 0 ? user->id : NULL;
	canned->updated_at = clock_now_ms();
	db_error = is_new ? canned_create(chat, user, canned) : db_canned_update(chat->db, canned);
	if (db_error == DB_EXISTS)
		return CHAT_EXISTS;
	return db_error == DB_NO_ROW ? CHAT_NO_ENTRY : chat_error_from_db(db_error);
}

enum chat_error
canned_remove(
    struct chat *chat, const struct user *user, const char *id, const char **refused_scope)
{
	struct canned_row stored;
	enum chat_error error = canned_find(chat, user, id, &stored);

	if (!error)
		error = scope_check(user, stored.scope, refused_scope);
	return error ? error : chat_error_from_db(db_canned_remove(chat->db, id));
}
