/* SPDX-License-Identifier: MIT */
/*
 * config.h: the configuration that a widget reads before it shows anything (GET livechat/config).
 */
#ifndef CHAT_WIDGET_CONFIG_H
#define CHAT_WIDGET_CONFIG_H

#include "base/json_out.h"
#include "chat/core/chat.h"

/*
 * Writes the configuration as an object. For the visitor with this token (NULL or unknown: none) it
 * has the visitor, their open room and its agent. `online` is that of the department (id or name;
 * NULL or "": the visitor's, or any). Members without a value are left out, because clients do not
 * expect null.
 */
CHAT_CHECKED enum chat_error config_json(
    struct chat *chat, struct json_out *out, const char *token, const char *department);

/*
 * Sets *json, in the request's arena, to what the button that opens a widget has to know: whether there is
 * one, its side, colours, text and language, and whether the page has to look for triggers.
 */
CHAT_CHECKED enum chat_error config_launcher(struct chat *chat, const char **json);

#endif
