/*
 * visitor.h: people who chat from a website. Whoever knows the token is the visitor.
 */
#ifndef CHAT_PEOPLE_VISITOR_H
#define CHAT_PEOPLE_VISITOR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "db/people/visitor.h"

/* Custom fields a visitor can have. */
#define VISITOR_FIELDS_MAX 100

/* Bytes in the name of one. */
#define VISITOR_FIELD_NAME_MAX 128

struct visitor_field {
	const char *key;
	const char *value;
	bool overwrite;
};

/* What is told about a visitor; NULL: nothing. */
struct visitor_facts {
	const char *token; /* never NULL */
	const char *username;
	const char *name;
	const char *email;
	const char *phone;
	const char *department; /* id or name */
	const struct visitor_field *fields;
	size_t fields_len;
};

/*
 * A mail address as it is stored and compared: without blanks around, in lower case. NULL for
 * NULL and for blanks alone.
 */
const char *visitor_email_normal(struct chat *chat, const char *email);

/* CHAT_NO_VISITOR when nobody has it; so does every token that cannot be one. */
CHAT_CHECKED enum chat_error visitor_find(
    struct chat *chat, const char *token, struct visitor *visitor);

/*
 * Makes the visitor; without a user name he becomes guest-N. When the token was registered
 * meanwhile he is updated.
 */
CHAT_CHECKED enum chat_error visitor_register(
    struct chat *chat, const struct visitor_facts *facts, struct visitor *visitor);

/* Adds what is told to what is known; *visitor, as found before, is read again. */
CHAT_CHECKED enum chat_error visitor_update(
    struct chat *chat, const struct visitor_facts *facts, struct visitor *visitor);

/*
 * Custom fields of a known visitor. CHAT_NO_VISITOR, CHAT_INVALID_NAME, CHAT_TOO_MANY.
 */
CHAT_CHECKED enum chat_error visitor_set_fields(
    struct chat *chat, const char *token, const struct visitor_field *fields, size_t fields_len);

/* CHAT_NO_VISITOR, CHAT_INVALID_VALUE. */
CHAT_CHECKED enum chat_error visitor_set_status(
    struct chat *chat, const char *token, const char *status);

/*
 * Erases the visitor with all that belongs to him (see db_visitor_erase); *id is what he had.
 * Offline messages stay: they name an e-mail address that anybody could have given.
 * CHAT_NO_VISITOR, CHAT_HAS_OPEN_ROOMS.
 */
CHAT_CHECKED enum chat_error visitor_erase(struct chat *chat, const char *token, const char **id);

/*
 * Writes what visitors and agents see of a visitor, without the custom fields, as members of the
 * current object. The token is the visitor's own if they read it themself, else NULL.
 */
void visitor_members_json(struct json_out *out, const struct visitor *visitor, const char *token);

/* Writes the visitor as the visitor sees is_self. */
CHAT_CHECKED enum chat_error visitor_json(
    struct chat *chat, struct json_out *out, const struct visitor *visitor);

#endif
