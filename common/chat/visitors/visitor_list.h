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

/* Writes the visitor with this id as an object. CHAT_NO_VISITOR: there is none. */
CHAT_CHECKED enum chat_error visitor_info_write(
    struct chat *chat, struct json_out *out, const char *id);

/*
 * Writes, as an array, the visitors whose name or username contains the term, in upper or lower
 * case, or whose phone number or e-mail address it is. The caller must have checked that the user
 * may see visitors.
 */
CHAT_CHECKED enum chat_error visitor_list_write(struct chat *chat, struct json_out *out,
    const char *term, const struct paging *paging, struct list_size *size);

#endif
