/* SPDX-License-Identifier: MIT */
/*
 * trigger.h: triggers, which managers write and the clients of visitors run: when something happens
 * on the page (a condition), the client does something, such as to show a greeting (an action).
 */
#ifndef CHAT_WIDGET_TRIGGER_H
#define CHAT_WIDGET_TRIGGER_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "chat/core/paging.h"
#include "db/manage/trigger.h"

/* More than this each configuration that a visitor reads cannot carry. */
#define TRIGGERS_MAX 100

/* Writes a page of the triggers as an array, by name. */
CHAT_CHECKED enum chat_error trigger_list_write(
    struct chat *chat, struct json_out *out, const struct paging *paging, struct list_size *size);

/* Writes a trigger, or null if there is none with this id. */
CHAT_CHECKED enum chat_error trigger_show(struct chat *chat, struct json_out *out, const char *id);

/*
 * Writes, as an array, what the clients of visitors need to know of the enabled triggers, in the
 * order in which they were made. Those which would only ask another service are left out.
 */
CHAT_CHECKED enum chat_error trigger_armed_write(struct chat *chat, struct json_out *out);

/* Sets *any to whether there are such triggers. */
CHAT_CHECKED enum chat_error trigger_any_armed(struct chat *chat, bool *any);

/*
 * Replaces the trigger trigger->id, or creates one if that is NULL or "", and sets the id and the
 * time of the change. The id is NULL afterwards if there was none with it, and nothing was written.
 * CHAT_TOO_MANY: there are TRIGGERS_MAX already.
 */
CHAT_CHECKED enum chat_error trigger_save(struct chat *chat, struct trigger_row *trigger);

/* CHAT_OK also when there was none with this id. */
CHAT_CHECKED enum chat_error trigger_remove(struct chat *chat, const char *id);

#endif
