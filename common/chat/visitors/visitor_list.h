/* SPDX-License-Identifier: MIT */
/*
 * visitor_list.h: the visitors that agents and managers look up. What is written here contains
 * neither the token nor the IP address of a visitor.
 */
#ifndef CHAT_VISITORS_VISITOR_LIST_H
#define CHAT_VISITORS_VISITOR_LIST_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "chat/core/paging.h"
#include "db/people/visitor_search.h"

/* Writes the visitor with this id as an object. CHAT_NO_VISITOR: there is none. */
CHAT_CHECKED enum chat_error visitor_info_write(
    struct chat *chat, struct json_out *out, const char *id);

/* What a visitor is sought by: the first of these that is not NULL, or fields. */
struct visitor_sought {
	const char *id;
	const char *email;
	const char *phone;
	const struct visitor_field *fields; /* all must have these values */
	size_t fields_len;                  /* VISITOR_FIELDS_SOUGHT_MAX at most */
};

/*
 * Writes the visitor as an object, or null if there is none. Custom fields that are not defined as searchable ones of
 * visitors do not count, and nobody is found if none is left.
 */
CHAT_CHECKED enum chat_error visitor_sought_write(
    struct chat *chat, struct json_out *out, const struct visitor_sought *sought);

/*
 * Writes, as an array, the visitors whose name or username contains the term, in upper or lower
 * case, or whose phone number or e-mail address it is. The caller must have checked that the user
 * may see visitors.
 */
CHAT_CHECKED enum chat_error visitor_list_write(struct chat *chat, struct json_out *out,
    const char *term, const struct paging *paging, struct list_size *size);

#endif
