/* SPDX-License-Identifier: MIT */
/*
 * avatar.h: the picture of a user, which shows the initials of their name on a coloured square.
 */
#ifndef CHAT_PEOPLE_AVATAR_H
#define CHAT_PEOPLE_AVATAR_H

#include "base/arena.h"
#include "base/json_out.h"

#define AVATAR_MEDIA_TYPE "image/svg+xml"
#define AVATAR_MAX_AGE_S 86400 /* how long a client may keep the picture (Cache-Control) */

/* Returns the picture as SVG. The name may be any valid UTF-8; no such user needs to exist. */
const char *avatar_svg(struct arena *mem, const char *username);

/* Writes the member "avatarUrl", which is a path from the root of the server. */
void avatar_url_json(struct json_out *out, const char *username);

#endif
