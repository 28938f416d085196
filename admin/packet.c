/* SPDX-License-Identifier: MIT */
/*
 * Whether the database takes the longest message that the settings allow.
 */
#include "admin.h"
#include "chat/core/settings.h"
#include "chat/health/health.h"

enum status
packet_check(struct admin *admin)
{
	int64_t units, needed, max;

	if (settings_refresh(&admin->chat))
		return fail_database(DB_DOWN);
	units = setting_int(admin->chat.settings, SETTING_MESSAGE_MAX_ALLOWED_SIZE);
	needed = health_packet_needed(admin->chat.settings);
	max = db_packet_max(admin->chat.db);
	if (max > 0 && max < needed)
		fail("warning: max_allowed_packet of the database is %lld bytes, and a message of "
		     "%lld characters (Message_MaxAllowedSize) may need %lld: what does not fit is "
		     "answered with 413; raise the one or lower the other",
		    (long long)max, (long long)units, (long long)needed);
	return STATUS_OK;
}
