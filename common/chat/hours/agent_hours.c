/* SPDX-License-Identifier: MIT */
#include "chat/hours/agent_hours.h"

#include <string.h>

#include "db/manage/business_hour.h"

struct agent_hour {
	const char *agent_id;
	const char *hour_id;
	struct agent_hour *next;
};

static enum db_error
agent_hour_keep(const char *agent_id, const char *hour_id, void *arg)
{
	struct agent_hours *hours = arg;
	struct agent_hour *one = arena_zalloc(hours->mem, sizeof(*one));

	one->agent_id = arena_strdup(hours->mem, agent_id);
	one->hour_id = arena_strdup(hours->mem, hour_id);
	*hours->end = one;
	hours->end = &one->next;
	return DB_OK;
}

enum chat_error
agent_hours_read(struct chat *chat, const char *agent_id, struct agent_hours *hours)
{
	*hours =
	    (struct agent_hours){ .on = setting_bool(chat->settings, SETTING_ENABLE_BUSINESS_HOURS),
		    .end = &hours->first,
		    .mem = chat->mem };
	if (!hours->on)
		return CHAT_OK;
	return chat_error_from_db(
	    db_business_hours_of_agents(chat->db, agent_id, agent_hour_keep, hours));
}

void
agent_hours_json(struct json_out *out, const struct agent_hours *hours, const char *agent_id)
{
	if (!hours->on)
		return;
	json_key(out, "openBusinessHours");
	json_array(out);
	for (const struct agent_hour *one = hours->first; one; one = one->next)
		if (strcmp(one->agent_id, agent_id) == 0)
			json_string(out, one->hour_id);
	json_array_end(out);
}

enum chat_error
agent_in_hours(struct chat *chat, const char *agent_id, bool *in_hours)
{
	*in_hours = true;
	if (!setting_bool(chat->settings, SETTING_ENABLE_BUSINESS_HOURS))
		return CHAT_OK;
	return chat_error_from_db(db_agent_in_hours(chat->db, agent_id, in_hours));
}
