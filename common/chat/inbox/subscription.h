/* SPDX-License-Identifier: MIT */
/*
 * subscription.h: an agent's rooms for the clients of Rocket.Chat, which ask by date. A subscription
 * is what one user has in one room: it exists while they serve the room or have joined it, until it is
 * closed, forwarded or put back into the queue. Unlike the cursor of inbox.h a date is no guarantee: a
 * change that is being written while the client asks may have an earlier date than the answer.
 */
#ifndef CHAT_INBOX_SUBSCRIPTION_H
#define CHAT_INBOX_SUBSCRIPTION_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "chat/people/user.h"

/* All rooms, whatever their date. */
#define SINCE_EVER INT64_MIN

/*
 * Writes the user's subscriptions that have changed after that date as the member `update`, and what has
 * left them since as `remove`, which is empty for SINCE_EVER: both as of one moment. A date in the
 * future is taken for that of the beginning.
 */
CHAT_CHECKED enum chat_error subscriptions_write(
    struct chat *chat, struct json_out *out, const struct user *user, int64_t since_ms);

/* Writes the user's subscription of the room `rid` as an object, or null if they have none. */
CHAT_CHECKED enum chat_error subscription_write(
    struct chat *chat, struct json_out *out, const struct user *user, const char *rid);

/* Does the same as subscriptions_write() with the rooms themselves. */
CHAT_CHECKED enum chat_error subscribed_rooms_write(
    struct chat *chat, struct json_out *out, const struct user *user, int64_t since_ms);

/* Writes a room that the user may read as an object. CHAT_NO_ROOM, CHAT_NOT_YOURS. */
CHAT_CHECKED enum chat_error subscribed_room_write(
    struct chat *chat, struct json_out *out, const struct user *user, const char *rid);

/* The user has read all of the room. CHAT_NO_ROOM, CHAT_NOT_YOURS: they have no subscription of it. */
CHAT_CHECKED enum chat_error subscription_read(
    struct chat *chat, const struct user *user, const char *rid);

#endif
