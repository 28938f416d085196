/* SPDX-License-Identifier: MIT */
/*
 * contact_history.h: what agents had to do with a contact before.
 */
#ifndef CHAT_CONTACTS_CONTACT_HISTORY_H
#define CHAT_CONTACTS_CONTACT_HISTORY_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "chat/core/paging.h"
#include "chat/people/user.h"

/*
 * Writes the closed rooms of a contact, from the source (NULL: any), as an array, the one that was closed last first.
 * What was said in them is there for users who may read all rooms, or have served that one. CHAT_NO_ENTRY: there is
 * no such contact.
 */
CHAT_CHECKED enum chat_error contact_history_write(struct chat *chat, struct json_out *out,
    const struct user *user, const char *id, const char *source, const struct paging *paging,
    struct list_size *size);

#endif
