/* SPDX-License-Identifier: MIT */
/*
 * typing.h: who types in a room. It is said and told without the database and gone after a few seconds
 * (chat/rooms/typing_table.h).
 */
#ifndef CHAT_ROOMS_TYPING_H
#define CHAT_ROOMS_TYPING_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "chat/people/user.h"

/*
 * The visitor with this token, or the user, begins or ends typing in the room. CHAT_NO_VISITOR,
 * CHAT_NO_ROOM. CHAT_NOT_YOURS: the user may not write into the room. CHAT_CLOSED.
 */
CHAT_CHECKED enum chat_error typing_say_as_visitor(
    struct chat *chat, const char *token, const char *rid, bool types);
CHAT_CHECKED enum chat_error typing_say_as_user(
    struct chat *chat, const struct user *user, const char *rid, bool types);

/* Whoever has sent a message types no more. user_id NULL: the visitor has. */
void typing_sent(struct chat *chat, const char *rid, const char *user_id);

/*
 * The names of the others who type, percent-encoded and joined by commas; NULL: nobody does. user NULL:
 * for the visitor, who is told agents alone.
 */
const char *typing_names(struct chat *chat, const char *rid, const struct user *user);

/* Writes these names, as they are, as the member "typing" of the current object, if anybody types. */
void typing_names_json(
    struct chat *chat, struct json_out *out, const char *rid, const struct user *user);

/* Those who type in the user's rooms, but the user. */
struct typing_list {
	struct typing *items; /* in the order of their rooms and names */
	size_t len;
};

/* Adds what the user is to be told to a hash of fnv.h, and keeps it in *list. */
uint64_t typing_hash(
    struct chat *chat, uint64_t hash, const struct user *user, struct typing_list *list);

/* Writes the list as an array. */
void typing_list_json(struct json_out *out, const struct typing_list *list);

#endif
