/* SPDX-License-Identifier: MIT */
/*
 * business_hours.h: when departments are open, as an admin has set it. There is a default business
 * hour; with the setting Livechat_business_hour_type a department can have one of its own.
 *
 * Whether it is open is computed when it is asked for. The opening of now, or the next one, is
 * stored beside the hours as well, where statements about agents find it (db/sql/presence.h).
 */
#ifndef CHAT_HOURS_BUSINESS_HOURS_H
#define CHAT_HOURS_BUSINESS_HOURS_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "chat/core/paging.h"
#include "chat/hours/work_hours.h"

struct hours_now {
	bool open;        /* also when business hours are switched off */
	int64_t opens_at; /* while closed: the next opening, in ms since 1970; 0: there is none */
	const char *zone; /* while closed: the time zone of the hours */
};

/*
 * Returns whether the department (NULL: the site) is open now. This costs a small query, and
 * nothing while business hours are switched off.
 */
CHAT_CHECKED enum chat_error business_hours_now(
    struct chat *chat, const char *department_id, struct hours_now *now);

/*
 * Stores the openings that are out of date, at most once a second in each process. To be called
 * before anything asks who is there. Errors are no more than logged.
 */
void business_hours_refresh(struct chat *chat);

/* Writes "opensAt" and "opensAtSite", unless it is open or never opens. */
void hours_now_json(struct json_out *out, const struct hours_now *now);

/* Writes the default one, or for type "custom" that with this id; null: there is none. */
CHAT_CHECKED enum chat_error business_hour_write(
    struct chat *chat, struct json_out *out, const char *type, const char *id);

/* Writes an array of those whose name has this part (NULL: all), each with its departments. */
CHAT_CHECKED enum chat_error business_hour_list_write(struct chat *chat, struct json_out *out,
    const char *name, const struct paging *paging, struct list_size *size);

struct business_hour_save {
	const char *id; /* NULL: the default one, or a new custom one */
	bool custom;
	const char *name;
	bool active;
	struct work_hours hours; /* days_off NULL: they stay as they are */
	const char *departments; /* ids, separated by commas, that this custom one is for */
};

/*
 * Changes the default business hour, or makes or changes a custom one. CHAT_NO_BUSINESS_HOUR: there
 * is none of this type and id. CHAT_EXISTS: another one has the name. CHAT_NO_DEPARTMENT: there is
 * no such department.
 */
CHAT_CHECKED enum chat_error business_hour_save(
    struct chat *chat, const struct business_hour_save *save);

/* Removes a custom business hour. CHAT_OK also when there is none with this id. */
CHAT_CHECKED enum chat_error business_hour_remove(struct chat *chat, const char *id);

#endif
