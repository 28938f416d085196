/* SPDX-License-Identifier: MIT */
#include "chat/hours/site_zone.h"

#include "base/zone/zone.h"

#define DAY_S 86400

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

int64_t
site_day(struct chat *chat, int64_t ms)
{
	int64_t local_s;

	zone_begin(setting_text(chat->settings, SETTING_SITE_TIME_ZONE));
	local_s = ms / 1000 + zone_offset_s(ms);
	zone_end();
	return local_s / DAY_S;
}
