/* SPDX-License-Identifier: MIT */
/* The documents of business hours. */
#include <string.h>

#include "base/zone/zone.h"
#include "chat/hours/business_hours.h"
#include "chat/hours/hour_list.h"
#include "chat/hours/site_zone.h"

#define WEEK_MINUTES (7 * DAY_MINUTES)
#define DAY_MS INT64_C(86400000)

/* How far the local time of a zone is ahead of UTC, in seconds. */
static int
zone_ahead(const char *zone, int64_t ms)
{
	int seconds;

	zone_begin(zone);
	seconds = zone_offset_s(ms);
	zone_end();
	return seconds;
}

/* The zones of a document, now. */
struct zones {
	const char *name; /* of the business hour */
	int ahead;        /* seconds */
	int site_ahead;
};

static struct zones
zones_of(struct chat *chat, const struct business_hour_row *row)
{
	const char *name = zone_or_site(chat, row->timezone);

	return (struct zones){ name, zone_ahead(name, chat->now_ms),
		zone_ahead(zone_or_site(chat, ""), chat->now_ms) };
}

/* --- A work hour ------------------------------------------------------------------------- */

/* Writes a time of the week that may lie before its beginning or after its end. */
static void
week_time_json(struct json_out *out, const char *name, int minutes)
{
	int week = (minutes % WEEK_MINUTES + WEEK_MINUTES) % WEEK_MINUTES;
	char text[DAY_TIME_SIZE];

	day_time_text(text, week % DAY_MINUTES);
	json_key(out, name);
	json_object(out);
	json_put_string(out, "dayOfWeek", week_day_name(week / DAY_MINUTES));
	json_put_string(out, "time", text);
	json_object_end(out);
}

static void
moment_json(struct json_out *out, const char *name, int day, int minutes, const struct zones *zones)
{
	int utc = day * DAY_MINUTES + minutes - zones->ahead / 60;
	char text[DAY_TIME_SIZE];

	day_time_text(text, minutes);
	json_key(out, name);
	json_object(out);
	json_put_string(out, "time", text);
	week_time_json(out, "utc", utc);
	week_time_json(out, "cron", utc + zones->site_ahead / 60);
	json_object_end(out);
}

static void
work_hours_json(struct json_out *out, const struct work_hours *hours, const struct zones *zones)
{
	json_key(out, "workHours");
	json_array(out);
	for (size_t i = 0; i < hours->len; i++) {
		const struct work_hour *item = &hours->items[i];

		json_object(out);
		json_put_string(out, "day", week_day_name(item->day));
		moment_json(out, "start", item->day, item->start, zones);
		moment_json(out, "finish", item->day, item->finish, zones);
		json_put_bool(out, "open", item->open);
		json_object_end(out);
	}
	json_array_end(out);
}

static void
days_off_json(struct json_out *out, const struct work_hours *hours)
{
	char text[DAY_OFF_SIZE];

	json_key(out, "daysOff");
	json_array(out);
	for (size_t i = 0; i < hours->days_off_len; i++) {
		day_off_text(text, hours->days_off[i]);
		json_string(out, text);
	}
	json_array_end(out);
}

/* --- A business hour --------------------------------------------------------------------- */

/* A department that has a business hour of its own. */
struct hour_department {
	const char *hour_id;
	const char *id;
	const char *name;
	struct hour_department *next;
};

struct department_list {
	struct arena *mem;
	struct hour_department *first;
	struct hour_department **end;
};

static enum db_error
department_keep(const char *hour_id, const char *id, const char *name, void *arg)
{
	struct department_list *list = arg;
	struct hour_department *department = arena_zalloc(list->mem, sizeof(*department));

	department->hour_id = arena_strdup(list->mem, hour_id);
	department->id = arena_strdup(list->mem, id);
	department->name = arena_strdup(list->mem, name);
	*list->end = department;
	list->end = &department->next;
	return DB_OK;
}

/* Reads the departments of this business hour (NULL: of all). */
static enum chat_error
departments_read(struct chat *chat, const char *hour_id, struct department_list *list)
{
	*list = (struct department_list){ .mem = chat->mem, .end = &list->first };
	return chat_error_from_db(
	    db_business_hour_departments(chat->db, hour_id, department_keep, list));
}

static void
departments_json(struct json_out *out, const struct department_list *list, const char *hour_id)
{
	json_key(out, "departments");
	json_array(out);
	for (const struct hour_department *one = list->first; one; one = one->next) {
		if (strcmp(one->hour_id, hour_id) != 0)
			continue;
		json_object(out);
		json_put_string(out, "_id", one->id);
		json_put_string(out, "name", one->name);
		json_object_end(out);
	}
	json_array_end(out);
}

static void
business_hour_json(struct chat *chat, struct json_out *out, const struct business_hour_row *row,
    const struct department_list *departments)
{
	struct zones zones = zones_of(chat, row);
	struct work_hours hours = { 0 };
	char offset[ZONE_OFFSET_SIZE];

	work_hours_read(chat->mem, row->work_hours, row->days_off, &hours);
	zone_offset_text(offset, zones.ahead);
	json_object(out);
	json_put_string(out, "_id", row->id);
	json_put_string(out, "name", row->name);
	json_put_bool(out, "active", row->active);
	json_put_string(out, "type", row->type);
	json_put_time(out, "ts", row->ts);
	json_put_time(out, "_updatedAt", row->updated_at);
	json_key(out, "timezone");
	json_object(out);
	json_put_string(out, "name", zones.name);
	json_put_string(out, "utc", offset);
	json_object_end(out);
	work_hours_json(out, &hours, &zones);
	days_off_json(out, &hours);
	if (strcmp(row->type, "custom") == 0)
		departments_json(out, departments, row->id);
	json_object_end(out);
}

enum chat_error
business_hour_write(struct chat *chat, struct json_out *out, const char *type, const char *id)
{
	bool is_default = strcmp(type, "default") == 0;
	struct department_list departments = { 0 };
	struct business_hour_row row;
	enum db_error error = DB_NO_ROW;
	enum chat_error chat_error;

	if (is_default)
		id = DEFAULT_HOUR;
	if (id && (is_default || strcmp(type, "custom") == 0))
		error = db_business_hour_by_id(chat->db, chat->mem, id, &row);
	if (error && error != DB_NO_ROW)
		return chat_error_from_db(error);
	if (error || strcmp(row.type, type) != 0) {
		json_null(out);
		return CHAT_OK;
	}
	chat_error = is_default ? CHAT_OK : departments_read(chat, id, &departments);
	business_hour_json(chat, out, &row, &departments);
	return chat_error;
}

enum chat_error
business_hour_list_write(struct chat *chat, struct json_out *out, const char *name,
    const struct paging *paging, struct list_size *size)
{
	struct page page = paging_page(paging, business_hour_sort_names);
	struct department_list departments;
	struct hour_list list;
	enum chat_error error;

	hour_list_begin(&list, chat->mem);
	error = chat_error_from_db(db_business_hour_list(
	    chat->db, chat->mem, name, &page, hour_list_add, &list, &size->total));
	if (!error)
		error = departments_read(chat, NULL, &departments);
	if (error)
		return error;
	json_array(out);
	for (struct hour_item *item = list.first; item; item = item->next, size->count++)
		business_hour_json(chat, out, &item->row, &departments);
	json_array_end(out);
	return CHAT_OK;
}

/* --- When it opens ----------------------------------------------------------------------- */

/* Writes a time as the clocks and calendars of a zone show it. */
static void
site_time_json(struct json_out *out, const char *zone, int64_t ms)
{
	int ahead = zone_ahead(zone, ms);
	int64_t local = ms + (int64_t)ahead * 1000, day = local / DAY_MS;
	char date[DAY_OFF_SIZE], time[DAY_TIME_SIZE], offset[ZONE_OFFSET_SIZE];

	day_off_text(date, day);
	day_time_text(time, (int)(local % DAY_MS / 60000));
	zone_offset_text(offset, ahead);
	json_object(out);
	json_put_string(out, "day", week_day_name((int)((day + 4) % 7)));
	json_put_string(out, "date", date);
	json_put_string(out, "time", time);
	json_put_string(out, "timezone", zone);
	json_put_string(out, "utc", offset);
	json_object_end(out);
}

void
hours_now_json(struct json_out *out, const struct hours_now *now)
{
	if (now->open || !now->opens_at)
		return;
	json_put_time(out, "opensAt", now->opens_at);
	json_key(out, "opensAtSite");
	site_time_json(out, now->zone, now->opens_at);
}
