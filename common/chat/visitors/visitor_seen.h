/* SPDX-License-Identifier: MIT */
/*
 * visitor_seen.h: whether visitors are there. A browser that is closed says nothing, so a visitor is
 * offline when none of their requests has come for some time; db/sql/presence.h says for how long.
 *
 * The time is in the database and not in the memory that processes share (chat/rooms/typing.h): a visitor
 * may be served on another host than the agent, and nobody is to look offline because that memory is full or
 * new. The statement that finds a visitor also says whether the time is old, and only then it is written.
 */
#ifndef CHAT_VISITORS_VISITOR_SEEN_H
#define CHAT_VISITORS_VISITOR_SEEN_H

#include "chat/core/chat.h"
#include "db/people/seen.h"

/* The visitor with this token has sent the request, and was seen so long ago before. */
void visitor_asks(struct chat *chat, const char *token, enum seen seen);

/*
 * Stores after the reply that they were seen, if that is due. Errors are no more than logged: it is
 * tried again with a later request.
 */
void visitor_seen(struct chat *chat);

#endif
