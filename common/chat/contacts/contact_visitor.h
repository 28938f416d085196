/* SPDX-License-Identifier: MIT */
/*
 * contact_visitor.h: visitors whom agents register, and who looks after them.
 */
#ifndef CHAT_CONTACTS_CONTACT_VISITOR_H
#define CHAT_CONTACTS_CONTACT_VISITOR_H

#include "chat/core/chat.h"
#include "chat/visitors/visitor.h"

/*
 * Registers the visitor with that token, or updates them; `manager` is the username of the agent who looks after their
 * contact, or NULL. *id is the id of the visitor. CHAT_NO_USER: nobody has the username. CHAT_INVALID_ROLE: they are
 * no agent. CHAT_EMPTY_TOKEN: the token is not one. The others are those of visitor_register().
 */
CHAT_CHECKED enum chat_error contact_visitor_put(
    struct chat *chat, struct visitor_facts *facts, const char *manager, const char **id);

#endif
