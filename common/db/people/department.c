/* SPDX-License-Identifier: MIT */
#include "db/people/department.h"

#include <string.h>

#include "base/str.h"
#include "db/mysql/args.h"
#include "db/people/row.h"
#include "db/room_set.h"

/* --- Departments ------------------------------------------------------------------------- */

struct departments_pass {
	department_fn *row;
	void *arg;
};

static enum db_error
department_list_row(const struct db_cell *row, void *arg)
{
	struct departments_pass *pass = arg;
	struct department_row department;

	row_department(row, &department);
	return pass->row(&department, pass->arg);
}

enum db_error
db_department_list(struct db *db, struct arena *mem, const struct department_list *list,
    department_fn *row, void *arg, int64_t *total)
{
	struct departments_pass pass = { row, arg };
	struct args args;
	enum db_error error;

	args_begin(&args);
	args_add_twice(&args, db_text(db_like(mem, list->text)));
	args_add(&args, db_int(list->only_enabled));
	args_add(&args, db_int(list->archived == ARCHIVED_ONLY));
	args_add(&args, db_int(list->archived != ARCHIVED_LEFT_OUT));
	args_add(&args, db_text(list->except_id ? list->except_id : ""));
	args_add_twice(&args, db_text(list->user_id));
	error = db_number(db, SQL_DEPARTMENT_COUNT, args.items, args.len, total);
	if (error)
		return error;
	args_add_page(&args, &list->page);
	return db_query(db, SQL_DEPARTMENT_LIST, args.items, args.len, department_list_row, &pass);
}

enum db_error
db_department_some(struct db *db, const char *ids, department_fn *row, void *arg)
{
	struct departments_pass pass = { row, arg };

	return db_query(db, SQL_DEPARTMENT_SOME, DB_ARGS(db_text(ids)), department_list_row, &pass);
}

struct names_pass {
	department_name_fn *row;
	void *arg;
};

static enum db_error
name_row(const struct db_cell *row, void *arg)
{
	struct names_pass *pass = arg;

	return pass->row(row[0].bytes, row[1].bytes, pass->arg);
}

enum db_error
db_department_named(struct db *db, const struct department_naming *naming, int64_t limit,
    department_name_fn *row, void *arg)
{
	struct names_pass pass = { row, arg };

	return db_query(db, SQL_DEPARTMENT_NAMED,
	    DB_ARGS(db_text(naming->beginning), db_text(naming->except),
		db_int(naming->only_enabled), db_int(naming->with_archived),
		db_text(naming->user_id), db_text(naming->user_id), db_int(limit)),
	    name_row, &pass);
}

enum db_error
db_department_by_id(
    struct db *db, struct arena *mem, const char *id, struct department_row *department)
{
	struct db_cell row[DEPARTMENT_LEN];
	enum db_error error =
	    db_one(db, mem, SQL_DEPARTMENT_BY_ID, DB_ARGS(db_text(id)), row, DEPARTMENT_LEN);

	row_department(row, department);
	return error;
}

/* --- Those that visitors may choose ------------------------------------------------------ */

enum db_error
db_department_get(
    struct db *db, struct arena *mem, const char *id_or_name, struct department *department)
{
	struct db_arg name = db_text(id_or_name);
	struct db_cell row[3];
	enum db_error error =
	    db_one(db, mem, SQL_DEPARTMENT_GET, DB_ARGS(name, name, name, name), row, 3);

	*department = (struct department){ row[0].bytes, row[1].bytes, row[2].bytes };
	return error;
}

struct choices_pass {
	department_row_fn *row;
	void *arg;
};

static enum db_error
choice_row(const struct db_cell *row, void *arg)
{
	struct choices_pass *pass = arg;
	const struct department_choice choice = { .id = row[0].bytes,
		.name = row[1].bytes,
		.on_registration = row[2].number != 0,
		.on_offline_form = row[3].number != 0 };

	return pass->row(&choice, pass->arg);
}

enum db_error
db_department_choices(struct db *db, department_row_fn *row, void *arg)
{
	struct choices_pass pass = { row, arg };

	return db_query(db, SQL_DEPARTMENT_CHOICES, NULL, 0, choice_row, &pass);
}

/* --- Members ----------------------------------------------------------------------------- */

struct members_pass {
	member_fn *row;
	void *arg;
};

static enum db_error
member_list_row(const struct db_cell *row, void *arg)
{
	struct members_pass *pass = arg;
	struct department_member member = { .user_id = row[0].bytes,
		.username = row[1].bytes,
		.order = &row[2].number,
		.count = &row[3].number,
		.department_enabled = row[4].number != 0 };

	return pass->row(&member, pass->arg);
}

enum db_error
db_member_list(
    struct db *db, const struct member_list *list, member_fn *row, void *arg, int64_t *total)
{
	struct members_pass pass = { row, arg };
	struct args args;
	enum db_error error;

	args_begin(&args);
	args_add(&args, db_text(list->department_id));
	error = db_number(db, SQL_MEMBER_COUNT, args.items, args.len, total);
	if (error)
		return error;
	args_add_page(&args, &list->page);
	return db_query(db, SQL_MEMBER_LIST, args.items, args.len, member_list_row, &pass);
}

struct membership_pass {
	membership_fn *row;
	void *arg;
};

static enum db_error
membership_row(const struct db_cell *row, void *arg)
{
	struct membership_pass *pass = arg;
	struct department_membership membership = { .department_id = row[0].bytes,
		.department_name = row[1].bytes,
		.username = row[2].bytes,
		.order = row[3].number,
		.count = row[4].number,
		.enabled = row[5].number != 0,
		.updated_at = row[6].number };

	return pass->row(&membership, pass->arg);
}

enum db_error
db_memberships(struct db *db, const char *user_id, bool enabled_only, membership_fn *row, void *arg)
{
	struct membership_pass pass = { row, arg };

	return db_query(db, SQL_MEMBER_DEPARTMENTS, DB_ARGS(db_text(user_id), db_int(enabled_only)),
	    membership_row, &pass);
}

enum db_error
db_department_has_agent(struct db *db, const char *department_id, const char *user_id, bool *has)
{
	int64_t count;
	enum db_error error =
	    db_number(db, SQL_MEMBER_IS, DB_ARGS(db_text(department_id), db_text(user_id)), &count);

	*has = count > 0;
	return error;
}

/* --- Changes ----------------------------------------------------------------------------- */

struct department_change {
	const char *id;
	const struct department_row *department; /* NULL: only its members change */
	bool is_new;
	const struct member_changes *members;
	int64_t now_ms;
};

static enum db_error
department_write(struct db *db, const struct department_change *change)
{
	const struct department_row *department = change->department;
	enum db_error error;

	error = db_change(db, change->is_new ? SQL_DEPARTMENT_INSERT : SQL_DEPARTMENT_UPDATE,
	    DB_ARGS(db_text(department->name), db_text(department->description),
		db_text(department->email), db_int(department->enabled),
		db_int(department->on_registration), db_int(department->on_offline_form),
		db_int(change->now_ms), db_text(change->id)));
	/* The id is new, so only an earlier attempt of this change can have inserted it. */
	return error == DB_EXISTS && change->is_new ? DB_OK : error;
}

static enum db_error
member_put(struct db *db, struct db_arg department, const struct department_member *member)
{
	struct db_arg order = db_int_or_null(member->order, member->order ? *member->order : 0);
	struct db_arg count = db_int_or_null(member->count, member->count ? *member->count : 0);

	return db_exec(db, SQL_MEMBER_PUT,
	    DB_ARGS(department, order, count, db_text(member->user_id), order, count), NULL);
}

/*
 * The next of the users who are put or removed, in the order of their ids: those after *last, which NULL
 * begins. NULL: there is none.
 */
static const char *
user_next(const struct member_changes *members, const char *last)
{
	const char *next = NULL;

	for (size_t i = 0; i < members->put_len + members->remove_len; i++) {
		const char *id = i < members->put_len ? members->put[i].user_id
						      : members->remove[i - members->put_len];

		if ((!last || strcmp(id, last) > 0) && (!next || strcmp(id, next) < 0))
			next = id;
	}
	return next;
}

static enum db_error
users_lock(struct db *db, const struct member_changes *members)
{
	enum db_error error = DB_OK;
	int64_t locked;

	for (const char *id = user_next(members, NULL); id && !error; id = user_next(members, id))
		error = db_number(db, SQL_USER_LOCK, DB_ARGS(db_text(id)), &locked);
	return error;
}

static enum db_error
inboxes_touch(struct db *db, const struct member_changes *members)
{
	enum db_error error = DB_OK;

	for (const char *id = user_next(members, NULL); id && !error; id = user_next(members, id))
		error = db_exec(db, SQL_INBOX_TOUCH_MEMBER, DB_ARGS(db_text(id)), NULL);
	return error;
}

static enum db_error
change_in_transaction(struct db *db, void *arg)
{
	const struct department_change *change = arg;
	const struct member_changes *members = change->members;
	struct db_arg department = db_text(change->id);
	enum db_error error = DB_OK;

	if (change->department)
		error = department_write(db, change);
	if (!error)
		error = users_lock(db, members);
	for (size_t i = 0; i < members->put_len && !error; i++)
		error = member_put(db, department, &members->put[i]);
	for (size_t i = 0; i < members->remove_len && !error; i++)
		error = db_exec(
		    db, SQL_MEMBER_REMOVE, DB_ARGS(department, db_text(members->remove[i])), NULL);
	return error ? error : inboxes_touch(db, members);
}

enum db_error
db_department_create(struct db *db, const struct department_row *department,
    const struct member_changes *members, int64_t now_ms)
{
	struct department_change change = { department->id, department, true, members, now_ms };

	return db_transaction(db, change_in_transaction, &change);
}

enum db_error
db_department_update(struct db *db, const struct department_row *department,
    const struct member_changes *members, int64_t now_ms)
{
	struct department_change change = { department->id, department, false, members, now_ms };

	return db_transaction(db, change_in_transaction, &change);
}

enum db_error
db_members_change(struct db *db, const char *department_id, const struct member_changes *members)
{
	struct department_change change = { .id = department_id, .members = members };

	return db_transaction(db, change_in_transaction, &change);
}

enum db_error
db_department_archive(struct db *db, const char *id, bool archived, int64_t now_ms)
{
	return db_change(
	    db, SQL_DEPARTMENT_ARCHIVE, DB_ARGS(db_int(archived), db_int(now_ms), db_text(id)));
}

/* What belongs to the department goes, or leaves it. */
static enum db_error
parts_remove(struct db *db, const char *id, const struct room_set *rooms)
{
	static const enum sql parts[] = { SQL_INBOX_TOUCH_MEMBERS, SQL_MEMBER_REMOVE_ALL,
		SQL_CANNED_LEAVE_DEPARTMENT };
	enum db_error error = db_exec(db, SQL_DEPARTMENT_LEAVE_ROOMS, DB_ARGS(db_text(id)), NULL);

	if (!error)
		error = room_set_touch(db, rooms, NULL);
	for (size_t i = 0; i < ARRAY_LEN(parts) && !error; i++)
		error = db_exec(db, parts[i], DB_ARGS(db_text(id)), NULL);
	if (!error)
		error = room_set_each(db, rooms, SQL_DEPARTMENT_LEAVE_INQUIRY);
	/* What waited in the department's queue now waits in that of no department. */
	if (!error)
		error = db_exec(db, SQL_QUEUE_TOUCH, NULL, 0, NULL);
	return error ? error : db_exec(db, SQL_QUEUE_REMOVE, DB_ARGS(db_text(id)), NULL);
}

static enum db_error
remove_in_transaction(struct db *db, void *arg)
{
	const char *id = *(const char **)arg;
	struct room_set rooms = { 0 };
	enum db_error error =
	    db_exec(db, SQL_DEPARTMENT_LEAVE_VISITORS, DB_ARGS(db_text(id)), NULL);

	if (!error)
		error = db_change(db, SQL_DEPARTMENT_DELETE, DB_ARGS(db_text(id)));
	if (!error)
		error = room_set_lock(db, &rooms, SQL_DEPARTMENT_ROOMS, DB_ARGS(db_text(id)));
	if (!error)
		error = room_set_add_agents(
		    db, &rooms, SQL_DEPARTMENT_MEMBER_IDS, DB_ARGS(db_text(id)));
	if (!error)
		error = parts_remove(db, id, &rooms);
	room_set_free(&rooms);
	return error;
}

enum db_error
db_department_remove(struct db *db, const char *id)
{
	return db_transaction(db, remove_in_transaction, &id);
}
