/* SPDX-License-Identifier: MIT */
/*
 * room_list.h: the rooms that agents and managers look up. What is written here contains neither the
 * token nor the IP address of a visitor.
 */
#ifndef CHAT_ROOMS_ROOM_LIST_H
#define CHAT_ROOMS_ROOM_LIST_H

#include <stdbool.h>

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "chat/core/paging.h"
#include "chat/people/user.h"
#include "db/rooms/room_search.h"

/* Returns a search that finds every room. The caller narrows it. */
struct room_search room_search_all(void);

/* Adds an item to a list of the search. Returns false if it has SEARCH_LIST_MAX items already. */
bool search_list_add(struct search_list *list, const char *item);

/* Returns a tag as a JSON string, as room_search.tags needs it. */
const char *room_tag_json(struct chat *chat, const char *tag);

/*
 * Makes the search find only rooms with this name. In double quotes it is the whole name, otherwise
 * a part of it. An empty name changes nothing.
 */
void room_search_name(struct chat *chat, struct room_search *search, const char *name);

/*
 * Checks whether the user may read this list. The permission view-l-room is enough for a list of the
 * rooms that the user serves; for others they need the permission of the route's access rule.
 * CHAT_NOT_YOURS: they may not.
 */
CHAT_CHECKED enum chat_error room_list_permitted(
    struct chat *chat, const struct user *user, const struct room_search *search);

/* Returns whether a room that was found is to be written. */
typedef bool room_wanted_fn(const struct room *room, void *arg);

/*
 * Writes the rooms with these ids as elements of the current array, the newest first, and adds their
 * number to *count. The caller has checked who may read them. `wanted` may be NULL.
 */
DB_CHECKED enum db_error rooms_write_by_id(struct chat *chat, struct json_out *out,
    const struct search_list *ids, room_wanted_fn *wanted, void *arg, int64_t *count);

/* Writes the rooms that match the filter as an array. The page of the filter is ignored. */
CHAT_CHECKED enum chat_error room_list_write(struct chat *chat, struct json_out *out,
    const struct room_search *filter, const struct paging *paging, struct list_size *size);

/*
 * Writes those rooms of a visitor that the search finds, with their closing messages, for an agent
 * who may read `rid`, a room of the same visitor. Sets search->visitor_id. CHAT_NO_ROOM,
 * CHAT_NOT_YOURS: about `rid`. CHAT_MISMATCH: it is not a room of this visitor.
 */
CHAT_CHECKED enum chat_error chat_history_write(struct chat *chat, struct json_out *out,
    const struct user *user, const char *rid, const char *visitor_id, struct room_search *search,
    const struct paging *paging, struct list_size *size);

/*
 * Writes an array of closed rooms in short, and counts them. The user sees what was said and noted in those that they
 * have served, or in all if they may read all rooms.
 */
DB_CHECKED enum db_error closed_rooms_write(struct chat *chat, struct json_out *out,
    const struct user *user, struct room_result *rooms, int64_t *count);

#endif
