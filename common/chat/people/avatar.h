/*
 * avatar.h: a picture for everybody: the initials of a user name on a colour of its own.
 */
#ifndef CHAT_PEOPLE_AVATAR_H
#define CHAT_PEOPLE_AVATAR_H

#include "base/arena.h"
#include "base/json_out.h"

#define AVATAR_MEDIA_TYPE "image/svg+xml"
#define AVATAR_MAX_AGE_S 86400

/* The picture, as SVG, for any name that is valid UTF-8; lives in the arena. */
const char *avatar_svg(struct arena *mem, const char *username);

/* Writes member "avatarUrl": where a user's picture is, from the server's root on. */
void avatar_url_json(struct json_out *out, const char *username);

#endif
