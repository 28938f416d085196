/* SPDX-License-Identifier: MIT */
/*
 * canned.h: canned responses: texts that agents send again and again. They belong to a user, to a
 * department or to all (their scope). Everybody sees those that are for all, their own, and those of
 * their departments, or of all departments with the permission view-all-canned-responses.
 */
#ifndef CHAT_MESSAGES_CANNED_H
#define CHAT_MESSAGES_CANNED_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "chat/core/paging.h"
#include "chat/people/user.h"
#include "db/manage/canned.h"

/* Writes those that match the filter and that the user sees as an array, by shortcut. */
CHAT_CHECKED enum chat_error canned_list_write(struct chat *chat, struct json_out *out,
    const struct user *user, const struct canned_filter *filter, const struct paging *paging,
    struct list_size *size);

/*
 * Writes one as an object. With rid not NULL, *preview becomes what would be sent to that room.
 * CHAT_NO_ENTRY: there is none with this id that the user sees. CHAT_NO_ROOM, CHAT_NOT_YOURS: the
 * user may not read the room. After an error nothing was written.
 */
CHAT_CHECKED enum chat_error canned_show(struct chat *chat, struct json_out *out,
    const struct user *user, const char *id, const char *rid, const char **preview);

/*
 * Stores it under canned->id, or under a new one if that is NULL or "". Sets the id, the owner, who
 * created it and the times. CHAT_NAME_MISSING: shortcut or text is blank. CHAT_INVALID_VALUE: there
 * is no such scope. CHAT_FORBIDDEN: the user may not write into *refused_scope. CHAT_EXISTS: another
 * one has the shortcut. CHAT_NO_DEPARTMENT. CHAT_NO_ENTRY: there is none with the id that the user
 * sees.
 */
CHAT_CHECKED enum chat_error canned_save(struct chat *chat, const struct user *user,
    struct canned_row *canned, const char **refused_scope);

/* CHAT_FORBIDDEN and CHAT_NO_ENTRY as above. */
CHAT_CHECKED enum chat_error canned_remove(
    struct chat *chat, const struct user *user, const char *id, const char **refused_scope);

#endif
