/* SPDX-License-Identifier: MIT */
#include "db/messages/message_page.h"

#include "base/clock.h"
#include "db/messages/row.h"
#include "db/mysql/args.h"
#include "db/sql/sort_columns.h"

/* From here on the rows of a history in front of a page are counted instead of read. */
#define DEEP_OFFSET 200

struct page_read {
	const char *rid;
	int64_t read_ts;
	message_row_fn *row;
	void *arg;
	struct room_state *room;
	bool room_read;
};

static enum db_error
history_row(const struct db_cell *row, void *arg)
{
	struct page_read *read = arg;
	struct message message;

	/* It is the same in all rows. */
	if (!read->room_read)
		row_room_state(row, read->room);
	read->room_read = true;
	row_message_shown(row + ROOM_STATE_LEN, read->rid, &message);
	message.read_ts = read->room->read_ts;
	return read->row(&message, read->arg);
}

enum db_error
db_message_history(struct db *db, const struct history_page *page, message_row_fn *row, void *arg,
    struct room_state *room)
{
	struct page_read read = { .rid = page->rid, .row = row, .arg = arg, .room = room };

	if (page->offset >= DEEP_OFFSET)
		return db_query(db, SQL_MESSAGE_HISTORY_DEEP,
		    DB_ARGS(db_text(page->rid), db_int(page->from_ms), db_int(page->end_ms),
			db_text(page->hidden_types), db_int(page->limit), db_int(page->offset),
			db_text(page->rid), db_text(page->token)),
		    history_row, &read);
	if (page->from_ms == CLOCK_MIN_MS && page->end_ms == CLOCK_MAX_MS)
		return db_query(db, SQL_MESSAGE_HISTORY_NEWEST,
		    DB_ARGS(db_text(page->hidden_types), db_text(page->rid), db_text(page->token),
			db_int(page->limit), db_int(page->offset)),
		    history_row, &read);
	return db_query(db, SQL_MESSAGE_HISTORY,
	    DB_ARGS(db_int(page->from_ms), db_int(page->end_ms), db_text(page->hidden_types),
		db_text(page->rid), db_text(page->token), db_int(page->limit),
		db_int(page->offset)),
	    history_row, &read);
}

enum db_error
db_message_count_between(struct db *db, const char *rid, int64_t after_ms, int64_t before_ms,
    const char *hidden_types, int64_t *count)
{
	return db_number(db, SQL_MESSAGE_COUNT_BETWEEN,
	    DB_ARGS(db_text(rid), db_int(after_ms), db_int(before_ms), db_text(hidden_types)),
	    count);
}

static enum db_error
list_row(const struct db_cell *row, void *arg)
{
	struct page_read *read = arg;
	struct message message;

	row_message_shown(row, read->rid, &message);
	message.read_ts = read->read_ts;
	return read->row(&message, read->arg);
}

/* Lists by time have statements of their own, which read the primary key in its order. */
static enum sql
list_statement(const struct message_list *list)
{
	const struct sort_column *first = &list->page.sort[0];

	if (list->with_notes)
		return SQL_MESSAGE_LIST_WITH_NOTES;
	if (first->number == 0)
		return SQL_MESSAGE_LIST_NEWEST;
	if (first->number == MESSAGE_SORT_TS)
		return first->descending ? SQL_MESSAGE_LIST_NEWEST : SQL_MESSAGE_LIST_OLDEST;
	return SQL_MESSAGE_LIST_SORTED;
}

static void
args_add_listed(struct args *args, struct arena *mem, const struct message_list *list)
{
	args_add(args, db_text(list->rid));
	args_add_twice(args, db_text(db_like(mem, list->search)));
}

/* As many rows as the page and all before it have. */
static void
args_add_cut(struct args *args, const struct message_list *list)
{
	args_add_sort(args, list->page.sort);
	args_add(args, db_int(list->page.limit + list->page.offset));
}

enum db_error
db_message_list(struct db *db, struct arena *mem, const struct message_list *list,
    message_row_fn *row, void *arg)
{
	struct page_read read = {
		.rid = list->rid, .read_ts = list->read_ts, .row = row, .arg = arg
	};
	struct args args;
	enum sql sql = list_statement(list);

	args_begin(&args);
	args_add_listed(&args, mem, list);
	if (list->with_notes) {
		args_add_cut(&args, list);
		args_add_listed(&args, mem, list);
		args_add_cut(&args, list);
	}
	if (sql == SQL_MESSAGE_LIST_SORTED || sql == SQL_MESSAGE_LIST_WITH_NOTES)
		args_add_sort(&args, list->page.sort);
	args_add(&args, db_int(list->page.limit));
	args_add(&args, db_int(list->page.offset));
	return db_query(db, sql, args.items, args.len, list_row, &read);
}

enum db_error
db_message_search_count(
    struct db *db, struct arena *mem, const struct message_list *list, int64_t *count)
{
	struct db_arg pattern = db_text(db_like(mem, list->search));

	return db_number(
	    db, SQL_MESSAGE_SEARCH_COUNT, DB_ARGS(db_text(list->rid), pattern, pattern), count);
}

enum db_error
db_message_of_type(struct db *db, const struct message_type_list *list, message_row_fn *row,
    void *arg, int64_t *total)
{
	struct page_read read = { .rid = list->rid, .row = row, .arg = arg };
	struct args args;
	enum db_error error;

	args_begin(&args);
	args_add(&args, db_text(list->rid));
	args_add(&args, db_text(list->type));
	error = db_number(db, SQL_MESSAGE_OF_TYPE_COUNT, args.items, args.len, total);
	if (error)
		return error;
	args_add_page(&args, &list->page);
	return db_query(db, SQL_MESSAGE_OF_TYPE, args.items, args.len, list_row, &read);
}

static enum db_error
text_row(const struct db_cell *row, void *arg)
{
	struct page_read *read = arg;
	struct message message;

	row = row_message(row, &message);
	message.file_name = row->bytes;
	return read->row(&message, read->arg);
}

enum db_error
db_message_texts(
    struct db *db, const char *rid, int64_t since_ms, int64_t limit, message_row_fn *row, void *arg)
{
	struct page_read read = { .row = row, .arg = arg };

	return db_query(db, SQL_MESSAGE_TEXTS,
	    DB_ARGS(db_text(rid), db_int(since_ms), db_int(limit)), text_row, &read);
}
