/* SPDX-License-Identifier: MIT */
/*
 * site_zone.h: the time zone in which the site lives.
 */
#ifndef CHAT_HOURS_SITE_ZONE_H
#define CHAT_HOURS_SITE_ZONE_H

#include "chat/core/chat.h"

/* Returns the name of a time zone: `zone` itself, or if that is "" the site's. */
const char *zone_or_site(struct chat *chat, const char *zone);

/* Returns the day, since 1970, at that time (milliseconds) in the site's time zone. */
int64_t site_day(struct chat *chat, int64_t ms);

#endif
