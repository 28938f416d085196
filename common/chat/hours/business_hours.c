/* SPDX-License-Identifier: MIT */
#include "chat/hours/business_hours.h"

#include <string.h>

#include "base/clock.h"
#include "base/crypto/ids.h"
#include "base/log.h"
#include "base/str.h"
#include "chat/hours/hour_list.h"
#include "chat/hours/site_zone.h"
#include "db/manage/business_hour.h"

#define MINUTE_MS INT64_C(60000)
#define DAY_MS INT64_C(86400000)
#define REFRESH_MS 1000

/* --- Openings ---------------------------------------------------------------------------- */

/*
 * Computes the opening of a row. It is computed again when it is over; once a day, because the
 * rules of a time zone may have changed; and where the zone is that of the site, which may become
 * another, after a minute.
 */
static void
opening_compute(struct chat *chat, struct business_hour_row *row)
{
	struct work_hours hours = { .zone = zone_or_site(chat, row->timezone) };
	struct opening opening = { 0 };
	int64_t check = chat->now_ms + (*row->timezone ? DAY_MS : MINUTE_MS);

	work_hours_read(chat->mem, row->work_hours, row->days_off, &hours);
	if (row->active)
		work_hours_opening(&hours, chat->now_ms, &opening);
	row->opens_at = opening.opens_at;
	row->closes_at = opening.closes_at;
	row->next_check_at =
	    opening.closes_at && opening.closes_at < check ? opening.closes_at : check;
}

/* Whether the stored opening does not hold: it is over, or the clock was set back before it. */
static bool
opening_is_old(struct chat *chat, const struct business_hour_row *row)
{
	return row->next_check_at <= chat->now_ms || row->next_check_at > chat->now_ms + DAY_MS;
}

static bool
hours_are_on(struct chat *chat)
{
	return setting_bool(chat->settings, SETTING_ENABLE_BUSINESS_HOURS);
}

enum chat_error
business_hours_now(struct chat *chat, const char *department_id, struct hours_now *now)
{
	const char *type = setting_text(chat->settings, SETTING_BUSINESS_HOUR_TYPE);
	struct business_hour_row row;
	enum db_error error;

	*now = (struct hours_now){ .open = true };
	if (!hours_are_on(chat))
		return CHAT_OK;
	error = db_business_hour_of_department(
	    chat->db, chat->mem, department_id, strcmp(type, "Multiple") == 0, &row);
	/* Without the default one it never opens. */
	if (error) {
		now->open = false;
		return error == DB_NO_ROW ? CHAT_OK : chat_error_from_db(error);
	}
	if (opening_is_old(chat, &row))
		opening_compute(chat, &row);
	now->open = row.opens_at <= chat->now_ms && chat->now_ms < row.closes_at;
	if (!now->open) {
		now->opens_at = row.opens_at;
		now->zone = zone_or_site(chat, row.timezone);
	}
	return CHAT_OK;
}

void
business_hours_refresh(struct chat *chat)
{
	static int64_t next_ms; /* by the monotonic clock */
	struct hour_list list;
	enum db_error error;
	int64_t now_ms;

	if (!hours_are_on(chat))
		return;
	now_ms = clock_monotonic_ms();
	if (now_ms < next_ms)
		return;
	next_ms = now_ms + REFRESH_MS;
	hour_list_begin(&list, chat->mem);
	error = db_business_hour_due(chat->db, chat->now_ms, hour_list_add, &list);
	for (struct hour_item *item = list.first; item && !error; item = item->next) {
		opening_compute(chat, &item->row);
		error = db_business_hour_computed(chat->db, &item->row);
	}
	if (error)
		log_error("the openings of business hours could not be stored");
}

/* --- Changes ----------------------------------------------------------------------------- */

/* Reads the ids of a list. */
static const char **
ids_read(struct arena *mem, const char *list, size_t *count)
{
	const char **ids = arena_alloc(mem, (strlen(list) / 2 + 1) * sizeof(*ids)), *id;
	size_t len;

	*count = 0;
	while ((id = str_next(&list, ", ", &len)))
		ids[(*count)++] = arena_strndup(mem, id, len);
	return ids;
}

/* Finds what is changed. row->id NULL: a new one is made. */
static enum chat_error
row_find(struct chat *chat, const struct business_hour_save *save, struct business_hour_row *row)
{
	const char *type = save->custom ? "custom" : "default";
	const char *id = save->id || save->custom ? save->id : DEFAULT_HOUR;
	enum db_error error = DB_NO_ROW;

	*row = (struct business_hour_row){ .days_off = "" };
	if (id)
		error = db_business_hour_by_id(chat->db, chat->mem, id, row);
	if (error && error != DB_NO_ROW)
		return chat_error_from_db(error);
	if (!error && strcmp(row->type, type) != 0)
		return CHAT_NO_BUSINESS_HOUR;
	if (error && save->id)
		return CHAT_NO_BUSINESS_HOUR;
	if (error)
		*row = (struct business_hour_row){ .id = id, .days_off = "" };
	row->type = type;
	return CHAT_OK;
}

enum chat_error
business_hour_save(struct chat *chat, const struct business_hour_save *save)
{
	struct business_hour_row row;
	enum chat_error error = row_find(chat, save, &row);
	const char **departments;
	enum db_error db_error;
	size_t count;

	if (error)
		return error;
	if (!row.id)
		row.id = id_new_in(chat->mem);
	row.name = save->name;
	row.active = save->active;
	row.timezone = save->hours.zone;
	row.work_hours = work_hours_text(chat->mem, &save->hours);
	if (save->hours.days_off)
		row.days_off = days_off_text(chat->mem, &save->hours);
	row.ts = row.updated_at = chat->now_ms;
	opening_compute(chat, &row);
	departments = ids_read(chat->mem, save->departments, &count);
	db_error = db_business_hour_put(chat->db, &row, departments, count);
	if (db_error == DB_EXISTS)
		return CHAT_EXISTS;
	return db_error == DB_NO_ROW ? CHAT_NO_DEPARTMENT : chat_error_from_db(db_error);
}

enum chat_error
business_hour_remove(struct chat *chat, const char *id)
{
	return chat_error_from_db(db_business_hour_remove(chat->db, id));
}
