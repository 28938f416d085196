/* SPDX-License-Identifier: MIT */
/* settings_list.h: settings that are lists; only settings_rules.c uses it. */
#ifndef CHAT_CORE_SETTINGS_LIST_H
#define CHAT_CORE_SETTINGS_LIST_H

#include "base/arena.h"

/*
 * Reads one item. Returns it as it is stored, in the arena; or NULL, and then *complaint, a
 * constant, says what is wrong with it.
 */
typedef const char *setting_item_fn(struct arena *arena, const char *item, const char **complaint);

/* Reads an e-mail address: see mail_address_read(). */
setting_item_fn setting_item_email;

/*
 * Reads an origin as browsers send it: http or https, the host, and the port if it is not the usual
 * one. "*." before a domain stands for all domains below it. "*" alone stands for all origins.
 */
setting_item_fn setting_item_origin;

/*
 * Reads a list in which commas and blanks separate the items. Returns it with ", " between them; or
 * NULL, and then *bad is the item that is wrong.
 */
const char *setting_list(struct arena *arena, const char *list, setting_item_fn *read_item,
    const char **bad, const char **complaint);

#endif
