/* SPDX-License-Identifier: MIT */
/*
 * link.h: links to files that work without a login: a token in their query says which file it opens. It is a JSON Web
 * Token (RFC 7519) as Rocket.Chat makes them, signed with the setting
 * FileUpload_json_web_token_secret_for_files.
 */
#ifndef CHAT_FILES_LINK_H
#define CHAT_FILES_LINK_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "db/files/upload.h"

/* Makes the secret if there is none. To be called before a message with a file is made. */
CHAT_CHECKED enum chat_error link_secret_make(struct chat *chat);

/* The query, with its question mark, for links in messages; empty unless FileUpload_Link_Token is on. */
const char *link_query(struct chat *chat, const struct upload_row *file);

/* Whether the token opens this file now. */
bool link_opens(struct chat *chat, const struct upload_row *file, const char *token);

/*
 * What the links depend on beside the file and the settings, for the ETag of what contains them: they change every
 * hour, because a token lasts until the end of the next full hour.
 */
uint64_t link_period(struct chat *chat);

/*
 * Writes the member fileUpload of a message. `stored` is as file_upload_json() has made it, or of a message that was
 * imported.
 */
void link_json(struct chat *chat, struct json_out *out, const char *rid, const char *stored);

#endif
