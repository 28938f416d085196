/*
 * room_list.h: the rooms and visitors that agents and managers look up. Nothing that is
 * written here has a visitor's token or IP address in it.
 */
#ifndef CHAT_ROOMS_ROOM_LIST_H
#define CHAT_ROOMS_ROOM_LIST_H

#include <stdbool.h>

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "chat/core/paging.h"
#include "chat/people/user.h"
#include "db/rooms/room_search.h"

/* Every room; what is wanted of them is set from here. */
struct room_search room_search_all(void);

/* One more to look for; false when there are SEARCH_LIST_MAX already. */
bool search_list_add(struct search_list *list, const char *item);

/* A tag as room_search.tags wants it. */
const char *room_tag_json(struct chat *chat, const char *tag);

/*
 * Looks for rooms with that name: whole when it is written in double quotes, else a part of it.
 */
void room_search_name(struct chat *chat, struct room_search *search, const char *name);

/*
 * Whether the user may have this list: with permission view-l-room that of the rooms which they
 * serve, and any with the permission that the route declares. CHAT_NOT_YOURS.
 */
CHAT_CHECKED enum chat_error room_list_permitted(
    struct chat *chat, const struct user *user, const struct room_search *search);

/* Writes the rooms as an array. */
CHAT_CHECKED enum chat_error room_list_write(struct chat *chat, struct json_out *out,
    const struct room_search *asked, const struct paging *paging, struct list_size *size);

/*
 * Writes the conversations of a visitor to an agent who can read one of them, `rid`; with what
 * was said when each was closed. The search says which; its visitor_id need not be set.
 * CHAT_NO_ROOM, CHAT_NOT_YOURS, CHAT_MISMATCH.
 */
CHAT_CHECKED enum chat_error chat_history_write(struct chat *chat, struct json_out *out,
    const struct user *user, const char *rid, const char *visitor_id, struct room_search *search,
    const struct paging *paging, struct list_size *size);

#endif
