/* SPDX-License-Identifier: MIT */
#include "chat/hours/site_zone.h"

#include "base/zone/zone.h"

const char *
zone_or_site(struct chat *chat, const char *zone)
{
	char machine[ZONE_NAME_SIZE];

	if (!*zone)
		zone = setting_text(chat->settings, SETTING_SITE_TIME_ZONE);
	if (*zone)
		return zone;
	zone_of_machine(machine);
	return arena_strdup(chat->mem, machine);
}
