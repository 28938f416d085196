/* SPDX-License-Identifier: MIT */
/*
 * contact.h: contacts: the people whom agents know. A visitor is a browser, or another client with a token; a
 * contact is who sits there, and may have several visitors. Visitors learn nothing of what is known of their
 * contact, and nobody becomes another visitor by an address that they give.
 */
#ifndef CHAT_CONTACTS_CONTACT_H
#define CHAT_CONTACTS_CONTACT_H

#include <stddef.h>

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "db/contacts/contact.h"
#include "db/contacts/contact_change.h"

#define CONTACT_ADDRESSES_MAX 20 /* e-mail addresses, and as many phone numbers */
#define CONTACT_FIELDS_MAX 100

/*
 * Stores a contact; *id is the id they get. manager_id of `contact` is that of an agent, or NULL.
 * CHAT_NO_USER: it is not. CHAT_INVALID_FIELD: a custom field is not allowed, or missing.
 */
CHAT_CHECKED enum chat_error contact_create(
    struct chat *chat, struct contact_change *contact, const char **id);

/* Writes a contact. CHAT_NO_ENTRY: there is none with this id. */
CHAT_CHECKED enum chat_error contact_show(struct chat *chat, struct json_out *out, const char *id);

/*
 * Changes a contact, and writes them; an empty name changes nothing. CHAT_NO_ENTRY: there is none with this id.
 * The other errors are those of contact_create().
 */
CHAT_CHECKED enum chat_error contact_update(
    struct chat *chat, struct json_out *out, struct contact_change *change);

/* Does the same for one with conflicts, of which those go that are about what is changed. CHAT_MISMATCH: they have none. */
CHAT_CHECKED enum chat_error contact_settle(
    struct chat *chat, struct json_out *out, struct contact_change *change);

/* Whether there is one with this id or else (NULL) this e-mail address or else this phone number. */
CHAT_CHECKED enum chat_error contact_exists(
    struct chat *chat, const char *id, const char *email, const char *phone, bool *exists);

/* Writes a contact as an object. `expanded`: their manager is an object, too. */
void contact_write(struct json_out *out, const struct contact_row *contact, bool expanded);

/* Writes a channel as an object. */
void contact_channel_write(struct json_out *out, const struct contact_channel *channel);

#endif
