/* SPDX-License-Identifier: MIT */
/*
 * visitor.h: the visitors, who chat from a website. The token is a visitor's only credential: whoever
 * sends it is the visitor.
 */
#ifndef CHAT_VISITORS_VISITOR_H
#define CHAT_VISITORS_VISITOR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "db/people/visitor.h"

#define VISITOR_FIELDS_MAX 100 /* custom fields that a visitor can have */

/* What a client sends about a visitor. NULL: nothing is known, and a stored value stays. */
struct visitor_facts {
	const char *token; /* never NULL */
	const char *username;
	const char *name;
	const char *email;
	const char *phone;
	const char *department; /* id or name */
	const struct visitor_field *fields;
	size_t fields_len;
	/*
	 * A user says it, and not the visitor, who is not there and whose client is not known; and an empty email or
	 * phone removes the stored one.
	 */
	bool by_user;
};

/*
 * Reads an e-mail address into the form in which it is stored and compared: see
 * mail_address_read(), and in lower case. *email becomes NULL if the text is NULL or blank, or is
 * the address that is `stored` (NULL: none), whatever it looks like: there is nothing to change.
 * CHAT_INVALID_EMAIL.
 */
CHAT_CHECKED enum chat_error visitor_email_read(
    struct chat *chat, const char *text, const char *stored, const char **email);

/* CHAT_NO_VISITOR: no visitor has the token. */
CHAT_CHECKED enum chat_error visitor_find(
    struct chat *chat, const char *token, struct visitor *visitor);

/*
 * Registers a visitor, as guest-N if there is no username. If another request has registered the
 * token meanwhile, that visitor is updated. CHAT_NO_DEPARTMENT, CHAT_TOO_MANY and CHAT_INVALID_NAME
 * are about the department and the custom fields, as are CHAT_INVALID_FIELD and, when some fields are
 * sent, CHAT_FIELDS_MISSING. CHAT_INVALID_EMAIL.
 */
CHAT_CHECKED enum chat_error visitor_register(
    struct chat *chat, const struct visitor_facts *facts, struct visitor *visitor);

/*
 * Registers a visitor, or updates the one with the token, for a user: facts->by_user must be set. The errors are those
 * of visitor_register().
 */
CHAT_CHECKED enum chat_error visitor_put(
    struct chat *chat, const struct visitor_facts *facts, struct visitor *visitor);

/*
 * Updates the visitor that visitor_find() found, and reads it again. The errors are those of
 * visitor_register(), and CHAT_NO_VISITOR.
 */
CHAT_CHECKED enum chat_error visitor_update(
    struct chat *chat, const struct visitor_facts *facts, struct visitor *visitor);

/*
 * Stores custom fields; those that are defined for rooms in all open rooms of the visitor.
 * CHAT_NO_VISITOR. CHAT_INVALID_NAME and CHAT_INVALID_FIELD: see field_check(). CHAT_TOO_MANY: the
 * visitor would have more than VISITOR_FIELDS_MAX, or one of the rooms more than ROOM_FIELDS_MAX.
 */
CHAT_CHECKED enum chat_error visitor_set_fields(
    struct chat *chat, const char *token, struct visitor_field *items, size_t len);

/* CHAT_NO_VISITOR. CHAT_INVALID_VALUE: the status is none of online, away, busy and offline. */
CHAT_CHECKED enum chat_error visitor_set_status(
    struct chat *chat, const char *token, const char *status);

/*
 * Erases the visitor and all their data (see db_visitor_erase()); *id is the id they had. Offline
 * messages stay, because anybody could have entered the visitor's e-mail address there.
 * CHAT_NO_VISITOR, CHAT_HAS_OPEN_ROOMS.
 */
CHAT_CHECKED enum chat_error visitor_erase(struct chat *chat, const char *token, const char **id);

/*
 * Writes what visitors and agents see of a visitor, without the custom fields, as members of the
 * current object. The token is the visitor's own if they read it themself, else NULL.
 */
void visitor_members_json(struct json_out *out, const struct visitor *visitor, const char *token);

/* Writes the visitor as they see themself, with token and custom fields, as an object. */
CHAT_CHECKED enum chat_error visitor_json(
    struct chat *chat, struct json_out *out, const struct visitor *visitor);

#endif
