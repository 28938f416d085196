#include "db/rooms/room_search.h"

#include <assert.h>
#include <string.h>

#include "db/rooms/row.h"
#include "db/mysql/stmt.h"

#define ARGS_MAX 112

/* The arguments of a statement with too many marks to count them by eye. */
struct args {
	struct db_arg list[ARGS_MAX];
	size_t len;
};

static void
args_add(struct args *args, struct db_arg arg)
{
	assert(args->len < ARGS_MAX);
	args->list[args->len++] = arg;
}

static void
args_add_twice(struct args *args, struct db_arg arg)
{
	args_add(args, arg);
	args_add(args, arg);
}

static void
args_add_items(struct args *args, const struct search_list *list)
{
	assert(list->len <= SEARCH_LIST_MAX);
	for (size_t i = 0; i < SEARCH_LIST_MAX; i++)
		args_add(args, db_text(i < list->len ? list->items[i] : NULL));
}

static void
args_add_list(struct args *args, const struct search_list *list)
{
	args_add(args, db_text(list->len > 0 ? list->items[0] : NULL));
	args_add_items(args, list);
}

static void
args_add_answer(struct args *args, enum search_answer answer)
{
	args_add_twice(args, db_int_or_null(answer != SEARCH_ANY, answer == SEARCH_YES));
}

/* The columns of each key: for an ascending sort, for a descending one. */
static void
args_add_order(struct args *args, const struct search_order *order)
{
	for (size_t i = 0; i < SEARCH_ORDERS_MAX; i++) {
		args_add(args, db_int(order[i].descending ? 0 : order[i].by));
		args_add(args, db_int(order[i].descending ? order[i].by : 0));
	}
}

/* --- Custom fields ----------------------------------------------------------------------- */

/* Whose fields are read at once. */
struct fields_read {
	struct arena *mem;
	const char *ids[SEARCH_LIST_MAX];
	struct found_field **fields[SEARCH_LIST_MAX];
	size_t len;
};

/* They come backwards, so that each goes to the front of its list. */
static enum db_error
field_row(const struct db_cell *row, void *arg)
{
	struct fields_read *read = arg;
	struct found_field *field;

	for (size_t i = 0; i < read->len; i++) {
		if (strcmp(read->ids[i], row[0].bytes) != 0)
			continue;
		field = arena_alloc(read->mem, sizeof(*field));
		field->name = db_cell_dup(read->mem, &row[1]);
		field->value = db_cell_dup(read->mem, &row[2]);
		field->next = *read->fields[i];
		*read->fields[i] = field;
	}
	return DB_OK;
}

static enum db_error
fields_flush(struct db *db, enum sql sql, struct fields_read *read)
{
	struct db_arg args[SEARCH_LIST_MAX];
	enum db_error error;

	if (read->len == 0)
		return DB_OK;
	for (size_t i = 0; i < SEARCH_LIST_MAX; i++)
		args[i] = db_text(i < read->len ? read->ids[i] : NULL);
	error = db_query(db, sql, args, SEARCH_LIST_MAX, field_row, read);
	read->len = 0;
	return error;
}

static enum db_error
fields_want(struct db *db, enum sql sql, struct fields_read *read, const char *id,
    struct found_field **fields)
{
	read->ids[read->len] = id;
	read->fields[read->len++] = fields;
	return read->len == SEARCH_LIST_MAX ? fields_flush(db, sql, read) : DB_OK;
}

/* --- Rooms ------------------------------------------------------------------------------- */

/* In the order of the marks of ROOM_SOUGHT in sql.c. */
static void
room_search_args(struct arena *mem, const struct room_search *search, struct args *args)
{
	bool by_end =
	    search->closed_from_ms != SEARCH_FROM_EVER || search->closed_to_ms != SEARCH_TO_EVER;

	args_add_list(args, &search->agents);
	args_add_items(args, &search->agents);
	args_add_list(args, &search->departments);
	args_add_list(args, &search->tags);
	for (size_t i = 0; i < SEARCH_FIELDS_MAX; i++) {
		bool given = i < search->fields_len;

		args_add_twice(args, db_text(given ? search->fields[i].name : NULL));
		args_add(args, db_text(given ? db_like(mem, search->fields[i].value) : NULL));
	}
	args_add_twice(args, db_text(search->visitor_id));
	args_add_twice(args, db_text(db_like(mem, search->name)));
	args_add_twice(args, db_text(search->exact_name));
	args_add_twice(args, db_text(db_like(mem, search->text)));
	args_add_answer(args, search->open);
	args_add_answer(args, search->served);
	args_add(args, db_int(search->created_from_ms));
	args_add(args, db_int(search->created_to_ms));
	args_add(args, db_int_or_null(by_end, 1));
	args_add(args, db_int(search->closed_from_ms));
	args_add(args, db_int(search->closed_to_ms));
}

struct rooms_read {
	struct arena *mem;
	struct found_room **next;
};

static enum db_error
room_found_row(const struct db_cell *row, void *arg)
{
	struct rooms_read *read = arg;
	struct found_room *room = arena_zalloc(read->mem, sizeof(*room));
	struct room_view *view = &room->view;

	row_visitor(read->mem, row, &view->visitor);
	row += ROW_VISITOR_LEN;
	row_room(read->mem, row, &view->room);
	row += ROW_ROOM_LEN;
	row_message_shown(row, view->room.id, &view->last);
	db_message_dup(read->mem, &view->last);
	view->last.read_ts = view->room.read_ts;
	row += ROW_SHOWN_LEN;
	row_message_shown(row, view->room.id, &room->closing);
	db_message_dup(read->mem, &room->closing);
	room->department_name = db_cell_dup(read->mem, &row[ROW_SHOWN_LEN]);
	*read->next = room;
	read->next = &room->next;
	return DB_OK;
}

static enum db_error
room_fields_read(struct db *db, struct arena *mem, struct found_room *rooms)
{
	struct fields_read read = { .mem = mem };
	enum db_error error = DB_OK;

	for (struct found_room *room = rooms; room && !error; room = room->next)
		error =
		    fields_want(db, SQL_ROOM_FIELDS_OF, &read, room->view.room.id, &room->fields);
	return error ? error : fields_flush(db, SQL_ROOM_FIELDS_OF, &read);
}

enum db_error
db_room_search(struct db *db, struct arena *mem, const struct room_search *search,
    struct found_room **rooms, int64_t *total)
{
	struct rooms_read read = { mem, rooms };
	struct args args = { .len = 0 };
	enum sql sql = SQL_ROOM_SEARCH_NEWEST;
	enum db_error error;

	*rooms = NULL;
	*total = 0;
	room_search_args(mem, search, &args);
	error = db_query(db, SQL_ROOM_SEARCH_COUNT, args.list, args.len, db_row_number, total);
	if (error || search->offset >= *total)
		return error;
	if (search->order[0].by != ROOM_ORDER_NONE) {
		sql = SQL_ROOM_SEARCH_SORTED;
		args_add_order(&args, search->order);
	}
	args_add(&args, db_int(search->limit));
	args_add(&args, db_int(search->offset));
	error = db_query(db, sql, args.list, args.len, room_found_row, &read);
	return error ? error : room_fields_read(db, mem, *rooms);
}

/* --- Visitors ---------------------------------------------------------------------------- */

struct visitors_read {
	struct arena *mem;
	struct found_visitor **next;
};

static enum db_error
visitor_found_row(const struct db_cell *row, void *arg)
{
	struct visitors_read *read = arg;
	struct found_visitor *found = arena_zalloc(read->mem, sizeof(*found));

	row_visitor(read->mem, row, &found->visitor);
	found->last_rid = db_cell_dup(read->mem, &row[ROW_VISITOR_LEN]);
	found->last_ts = row[ROW_VISITOR_LEN + 1].number;
	*read->next = found;
	read->next = &found->next;
	return DB_OK;
}

static enum db_error
visitor_fields_read(struct db *db, struct arena *mem, struct found_visitor *visitors)
{
	struct fields_read read = { .mem = mem };
	enum db_error error = DB_OK;

	for (struct found_visitor *found = visitors; found && !error; found = found->next)
		error = fields_want(
		    db, SQL_VISITOR_FIELDS_OF, &read, found->visitor.id, &found->fields);
	return error ? error : fields_flush(db, SQL_VISITOR_FIELDS_OF, &read);
}

enum db_error
db_visitor_search(struct db *db, struct arena *mem, const struct visitor_search *search,
    struct found_visitor **visitors, int64_t *total)
{
	struct visitors_read read = { mem, visitors };
	struct args args = { .len = 0 };
	enum db_error error;

	*visitors = NULL;
	*total = 0;
	args_add_twice(&args, db_text(db_like(mem, search->term)));
	args_add_twice(&args, db_text(search->term));
	error = db_query(db, SQL_VISITOR_SEARCH_COUNT, args.list, args.len, db_row_number, total);
	if (error || search->offset >= *total)
		return error;
	args_add_order(&args, search->order);
	args_add(&args, db_int(search->limit));
	args_add(&args, db_int(search->offset));
	error = db_query(db, SQL_VISITOR_SEARCH, args.list, args.len, visitor_found_row, &read);
	return error ? error : visitor_fields_read(db, mem, *visitors);
}

enum db_error
db_visitor_by_id(struct db *db, struct arena *mem, const char *id, struct found_visitor *found)
{
	struct found_visitor *first = NULL;
	struct visitors_read read = { mem, &first };
	enum db_error error;

	error = db_query(db, SQL_VISITOR_BY_ID, DB_ARGS(db_text(id)), visitor_found_row, &read);
	if (error || !first)
		return error ? error : DB_NO_ROW;
	error = visitor_fields_read(db, mem, first);
	*found = *first;
	return error;
}
