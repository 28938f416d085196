/* SPDX-License-Identifier: MIT */
/*
 * room_search.h: rooms as agents and managers look for them.
 */
#ifndef DB_ROOMS_ROOM_SEARCH_H
#define DB_ROOMS_ROOM_SEARCH_H

#include <stddef.h>

#include "db/people/custom_field.h"
#include "db/rooms/room.h"
#include "db/rooms/transcript_wish.h"
#include "db/page.h"

/* How many items of a list, and how many custom fields, a search can have. */
#define SEARCH_LIST_MAX 16
#define SEARCH_FIELDS_MAX 4

struct search_list {
	const char *items[SEARCH_LIST_MAX];
	size_t len; /* 0: anything is found */
};

struct search_field {
	const char *name;
	const char *value; /* a part of the field's value, in any case */
};

/* Times that are no bounds. */
#define SEARCH_FROM_EVER INT64_MIN
#define SEARCH_TO_EVER INT64_MAX

enum search_answer {
	SEARCH_ANY = 0,
	SEARCH_YES,
	SEARCH_NO,
};

/* With all members 0 but for the four times it finds every room. */
struct room_search {
	struct search_list agents;      /* ids or usernames, one of which serves the room */
	struct search_list departments; /* ids */
	struct search_list tags; /* the room has one of them, each a JSON string: "\"vip\"" */
	struct search_field fields[SEARCH_FIELDS_MAX]; /* the room has all of them */
	size_t fields_len;
	const char *visitor_id; /* NULL: any, as for the following */
	const char *name;       /* a part of fname, in any case */
	const char *exact_name; /* the whole fname */
	const char *text;       /* a part of a message */
	const char *source;     /* the kind of client that opened it */
	bool on_hold;           /* not read here: no room ever is, see room_list.c in chat */
	enum search_answer open;
	enum search_answer served;
	int64_t created_from_ms; /* both bounds are inclusive */
	int64_t created_to_ms;
	int64_t closed_from_ms; /* with one of these no open room is found */
	int64_t closed_to_ms;
	struct page page; /* unsorted: newest first */
};

/*
 * In bytes of the messages that are read with the rooms of a page. Of those beyond it shown_json is
 * NULL, although they have an id, and the caller reads them one by one.
 */
#define ROOM_SEARCH_BYTES_MAX (4u * 1024u * 1024u)

struct room_result {
	struct room_view view;
	struct message closing;      /* the message that says that it was closed; id NULL: none */
	const char *department_name; /* NULL: it has none, or it was removed */
	struct transcript_wish
	    transcript;              /* email NULL: nobody wants one when the room is closed */
	struct custom_field *fields; /* by name */
	struct room_result *next;
};

/* *rooms is a list in the arena. *total is how many are found without limit and offset. */
DB_CHECKED enum db_error db_room_search(struct db *db, struct arena *mem,
    const struct room_search *search, struct room_result **rooms, int64_t *total);

/*
 * Reads the closed rooms of all visitors of a contact, those from `source` if it is not NULL. Unsorted: the one that
 * was closed last first.
 */
DB_CHECKED enum db_error db_rooms_of_contact(struct db *db, struct arena *mem,
    const char *contact_id, const char *source, const struct page *page, struct room_result **rooms,
    int64_t *total);

/* Reads the rooms with these ids, SEARCH_LIST_MAX at most, the newest first. */
DB_CHECKED enum db_error db_rooms_by_id(
    struct db *db, struct arena *mem, const struct search_list *ids, struct room_result **rooms);

#endif
