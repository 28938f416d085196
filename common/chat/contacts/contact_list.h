/* SPDX-License-Identifier: MIT */
/*
 * contact_list.h: contacts as agents look for them, and on what ways they have come.
 */
#ifndef CHAT_CONTACTS_CONTACT_LIST_H
#define CHAT_CONTACTS_CONTACT_LIST_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "chat/core/paging.h"

/*
 * Writes, as an array, the contacts that have the text (NULL: all) in their name, an e-mail address or a phone number;
 * by name. `unknown`: those that nobody has edited, instead of the others.
 */
CHAT_CHECKED enum chat_error contact_list_write(struct chat *chat, struct json_out *out,
    const char *text, bool unknown, const struct paging *paging, struct list_size *size);

/* Writes the newest channel of each kind as an array, empty for an unknown contact. */
CHAT_CHECKED enum chat_error contact_channels_write(
    struct chat *chat, struct json_out *out, const char *id);

#endif
