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
 * has the visitor, their open room and its agent. Members without a value are left out, because
 * clients do not expect null.
 */
CHAT_CHECKED enum chat_error config_json(
    struct chat *chat, struct json_out *out, const char *token);

#endif
