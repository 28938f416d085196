/*
 * config.h: what a visitor's client has to know before it can show anything.
 */
#ifndef CHAT_WIDGET_CONFIG_H
#define CHAT_WIDGET_CONFIG_H

#include "base/json_out.h"
#include "chat/core/chat.h"

/*
 * Writes how the admin wants the client, and for the visitor with this token (NULL or of
 * nobody: none) who he is, his open room and who serves it. What has no value is left out:
 * clients stumble over null.
 */
CHAT_CHECKED enum chat_error config_json(
    struct chat *chat, struct json_out *out, const char *token);

#endif
