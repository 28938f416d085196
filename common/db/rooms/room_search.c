/* SPDX-License-Identifier: MIT */
#include "db/rooms/room_search.h"

#include <assert.h>
#include <string.h>

#include "db/mysql/args.h"
#include "db/rooms/row.h"

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

/* In the order of the placeholders of ROOM_MATCHES in room_search.def. */
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
	args_add(args, db_text(search->source ? search->source : ""));
	args_add_answer(args, search->open);
	args_add_answer(args, search->served);
	args_add(args, db_int(search->created_from_ms));
	args_add(args, db_int(search->created_to_ms));
	args_add(args, db_int_or_null(by_end, 1));
	args_add(args, db_int(search->closed_from_ms));
	args_add(args, db_int(search->closed_to_ms));
}

/* A visitor, a room, its last message, the closing one, the department's name, and a wish for a transcript. */
enum { MESSAGES_AT = VISITOR_LEN + ROOM_LEN };
enum { REST_AT = MESSAGES_AT + 2 * MESSAGE_SHOWN_LEN, REST_LEN = 7 };
enum { ROOM_FOUND_LEN = REST_AT + REST_LEN };

struct rooms_read {
	struct arena *mem;
	size_t bytes; /* of messages so far */
	struct room_result **next;
};

/* Copies the cells, without the text of a message for which there is no more room. */
static void
message_dup(struct rooms_read *read, const struct db_cell *row, struct db_cell *copy)
{
	struct db_cell cells[MESSAGE_SHOWN_LEN];

	memcpy(cells, row, sizeof(cells));
	if (read->bytes + cells[0].len > ROOM_SEARCH_BYTES_MAX)
		cells[0] = (struct db_cell){ .is_null = true };
	read->bytes += cells[0].len;
	db_row_dup(read->mem, cells, copy, MESSAGE_SHOWN_LEN);
}

static enum db_error
room_found_row(const struct db_cell *row, void *arg)
{
	struct rooms_read *read = arg;
	struct room_result *room = arena_zalloc(read->mem, sizeof(*room));
	struct room_view *view = &room->view;
	struct db_cell cells[ROOM_FOUND_LEN];
	const struct db_cell *cell = cells;

	db_row_dup(read->mem, row, cells, MESSAGES_AT);
	message_dup(read, row + MESSAGES_AT, cells + MESSAGES_AT);
	message_dup(
	    read, row + MESSAGES_AT + MESSAGE_SHOWN_LEN, cells + MESSAGES_AT + MESSAGE_SHOWN_LEN);
	db_row_dup(read->mem, row + REST_AT, cells + REST_AT, REST_LEN);
	cell = row_visitor(cell, &view->visitor);
	cell = row_room(cell, &view->room);
	cell = row_message_shown(cell, view->room.id, &view->last);
	cell = row_message_shown(cell, view->room.id, &room->closing);
	view->last.read_ts = view->room.read_ts;
	room->department_name = cell[0].bytes;
	room->transcript = (struct transcript_wish){ .ts = cell[1].number,
		.by = { cell[2].bytes, cell[3].bytes, cell[4].bytes },
		.email = cell[5].bytes,
		.subject = cell[6].bytes };
	*read->next = room;
	read->next = &room->next;
	return DB_OK;
}

static enum db_error
room_fields_read(struct db *db, struct arena *mem, struct room_result *rooms)
{
	struct fields_read read = { .mem = mem, .sql = SQL_ROOM_FIELDS_OF };
	enum db_error error = DB_OK;

	for (struct room_result *room = rooms; room && !error; room = room->next)
		error = fields_read_add(db, &read, room->view.room.id, &room->fields);
	return error ? error : fields_read_end(db, &read);
}

enum db_error
db_room_search(struct db *db, struct arena *mem, const struct room_search *search,
    struct room_result **rooms, int64_t *total)
{
	struct rooms_read read = { .mem = mem, .next = rooms };
	struct args args;
	enum sql sql = SQL_ROOM_SEARCH_NEWEST;
	enum db_error error;

	*rooms = NULL;
	args_begin(&args);
	room_search_args(mem, search, &args);
	error = db_number(db, SQL_ROOM_SEARCH_COUNT, args.items, args.len, total);
	if (error || search->page.offset >= *total)
		return error;
	if (search->page.sort[0].number != 0) {
		sql = SQL_ROOM_SEARCH_SORTED;
		args_add_sort(&args, search->page.sort);
	}
	args_add(&args, db_int(search->page.limit));
	args_add(&args, db_int(search->page.offset));
	error = db_query(db, sql, args.items, args.len, room_found_row, &read);
	return error ? error : room_fields_read(db, mem, *rooms);
}

enum db_error
db_rooms_by_id(
    struct db *db, struct arena *mem, const struct search_list *ids, struct room_result **rooms)
{
	struct rooms_read read = { .mem = mem, .next = rooms };
	struct args args;
	enum db_error error;

	*rooms = NULL;
	args_begin(&args);
	args_add_items(&args, ids);
	error = db_query(db, SQL_ROOMS_BY_ID, args.items, args.len, room_found_row, &read);
	return error ? error : room_fields_read(db, mem, *rooms);
}

/* The rooms of a page, whose ids are read before the rooms. */
struct rooms_named {
	struct arena *mem;
	struct room_name *first;
	struct room_name **end;
};

struct room_name {
	const char *id;
	struct room_name *next;
};

static enum db_error
room_name_row(const struct db_cell *row, void *arg)
{
	struct rooms_named *named = arg;
	struct room_name *name = arena_zalloc(named->mem, sizeof(*name));

	name->id = arena_strdup(named->mem, row[0].bytes);
	*named->end = name;
	named->end = &name->next;
	return DB_OK;
}

/* Takes the room with that id out of the list. NULL: it was erased meanwhile. */
static struct room_result *
room_taken(struct room_result **rooms, const char *id)
{
	for (; *rooms; rooms = &(*rooms)->next)
		if (strcmp((*rooms)->view.room.id, id) == 0) {
			struct room_result *found = *rooms;

			*rooms = found->next;
			found->next = NULL;
			return found;
		}
	return NULL;
}

/* Reads as many rooms as are found at once, in the order of their names; **name is that of the first. */
static enum db_error
rooms_named_read(
    struct db *db, struct arena *mem, const struct room_name **name, struct room_result ***end)
{
	struct search_list ids = { .len = 0 };
	const struct room_name *first = *name;
	struct room_result *rooms, *room;
	enum db_error error;

	for (; *name && ids.len < SEARCH_LIST_MAX; *name = (*name)->next)
		ids.items[ids.len++] = (*name)->id;
	error = db_rooms_by_id(db, mem, &ids, &rooms);
	for (; first != *name && !error; first = first->next)
		if ((room = room_taken(&rooms, first->id))) {
			**end = room;
			*end = &room->next;
		}
	return error;
}

enum db_error
db_rooms_of_contact(struct db *db, struct arena *mem, const char *contact_id, const char *source,
    const struct page *page, struct room_result **rooms, int64_t *total)
{
	struct rooms_named named = { .mem = mem };
	const struct room_name *name;
	struct args args;
	enum db_error error;

	*rooms = NULL;
	named.end = &named.first;
	args_begin(&args);
	args_add(&args, db_text(contact_id));
	args_add_twice(&args, db_text(source));
	error = db_number(db, SQL_ROOMS_OF_CONTACT_COUNT, args.items, args.len, total);
	if (error || page->offset >= *total)
		return error;
	args_add_page(&args, page);
	error = db_query(db, SQL_ROOMS_OF_CONTACT, args.items, args.len, room_name_row, &named);
	name = named.first;
	while (name && !error)
		error = rooms_named_read(db, mem, &name, &rooms);
	return error;
}
