/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/livechat/business-hours.save   changes the default business hour, or makes or changes
 *                                             a custom one
 *
 * Without _id and with type "custom" a new one is made, which is then that of the departments whose
 * ids are sent. A day can have several work hours; one of the evening ends at 24:00 and goes on at
 * 00:00 of the next day. `daysOff` lists dates such as 2026-12-25 on which it is closed; without
 * it they stay as they are.
 */
#include "base/zone/zone.h"
#include "chat/hours/business_hours.h"
#include "http/endpoint.h"

static const struct field time_fields[] = {
	{ .name = "time", .flags = FIELD_REQUIRED },
	{ .name = NULL },
};

/* Rocket.Chat's clients send the same hours in this form, too. */
static const struct field day_time_fields[] = {
	{ .name = "day", .flags = FIELD_REQUIRED },
	{ .name = "start", .type = FIELD_OBJECT, .flags = FIELD_REQUIRED, .fields = time_fields },
	{ .name = "finish", .type = FIELD_OBJECT, .flags = FIELD_REQUIRED, .fields = time_fields },
	{ .name = "open", .type = FIELD_BOOLEAN, .flags = FIELD_REQUIRED },
	{ .name = NULL },
};

static const struct field work_hour_fields[] = {
	{ .name = "day", .flags = FIELD_REQUIRED },
	{ .name = "start", .flags = FIELD_REQUIRED },
	{ .name = "finish", .flags = FIELD_REQUIRED },
	{ .name = "open", .type = FIELD_BOOLEAN, .flags = FIELD_REQUIRED },
	{ .name = NULL },
};

static const struct field post_fields[] = {
	{ .name = "_id", .flags = FIELD_NULLABLE },
	{ .name = "name", .flags = FIELD_REQUIRED, .max = 191 },
	{ .name = "timezoneName", .flags = FIELD_REQUIRED },
	{ .name = "daysOpen",
	    .type = FIELD_ARRAY,
	    .flags = FIELD_REQUIRED | FIELD_NO_SCALAR | FIELD_IGNORED },
	{ .name = "departmentsToApplyBusinessHour", .flags = FIELD_REQUIRED },
	{ .name = "active", .type = FIELD_BOOLEAN, .flags = FIELD_REQUIRED },
	{ .name = "type", .flags = FIELD_REQUIRED },
	{ .name = "timezone", .flags = FIELD_IGNORED },
	{ .name = "workHours",
	    .type = FIELD_ARRAY,
	    .flags = FIELD_REQUIRED | FIELD_NOT_EMPTY | FIELD_NO_SCALAR,
	    .fields = work_hour_fields },
	{ .name = "daysTime",
	    .type = FIELD_ARRAY,
	    .flags = FIELD_NOT_EMPTY | FIELD_NO_SCALAR | FIELD_IGNORED,
	    .fields = day_time_fields },
	{ .name = "daysOff", .type = FIELD_ARRAY, .flags = FIELD_NO_SCALAR },
	{ .name = NULL },
};

/* Returns what is wrong with a work hour; NULL: nothing. Days that are closed are not compared. */
static const char *
work_hour_read(const struct value *sent, struct work_hour *item)
{
	item->open = value_boolean(value_member(sent, "open"));
	if (!week_day_read(value_member_text(sent, "day"), &item->day))
		return "error-business-hour-invalid-day";
	if (!day_time_read(value_member_text(sent, "start"), &item->start) ||
	    !day_time_read(value_member_text(sent, "finish"), &item->finish) ||
	    item->start == DAY_MINUTES)
		return "error-business-hour-invalid-time";
	if (item->open && item->finish < item->start)
		return "error-business-hour-finish-time-before-start-time";
	if (item->open && item->finish == item->start)
		return "error-business-hour-finish-time-equals-start-time";
	return NULL;
}

static const char *
work_hours_sent(struct request *rq, struct work_hours *hours)
{
	const struct value *sent = param(rq, "workHours");
	struct work_hour *items;
	const char *wrong = NULL;

	if (value_count(sent) > WORK_HOURS_MAX)
		return "error-business-hour-too-many-work-hours";
	items = arena_zalloc(request_chat(rq)->mem, WORK_HOURS_MAX * sizeof(*items));
	hours->items = items;
	for (hours->len = 0; hours->len < value_count(sent) && !wrong; hours->len++)
		wrong = work_hour_read(value_item(sent, hours->len), &items[hours->len]);
	return wrong;
}

static const char *
days_off_sent(struct request *rq, struct work_hours *hours)
{
	const struct value *sent = param(rq, "daysOff");
	int64_t *days;

	if (!sent)
		return NULL;
	if (value_count(sent) > DAYS_OFF_MAX)
		return "error-business-hour-too-many-days-off";
	days = arena_zalloc(request_chat(rq)->mem, DAYS_OFF_MAX * sizeof(*days));
	hours->days_off = days;
	for (size_t i = 0; i < value_count(sent); i++)
		if (!day_off_read(value_text(value_item(sent, i)), &days[hours->days_off_len++]))
			return "error-business-hour-invalid-day-off";
	return NULL;
}

static void
save_post(struct request *rq)
{
	const char *type = param_string(rq, "type"), *zone = param_string(rq, "timezoneName");
	struct business_hour_save save = {
		.id = param_nonempty(rq, "_id"),
		.custom = strcmp(type, "custom") == 0,
		.name = param_string(rq, "name"),
		.hours = { .zone = zone },
		.departments = param_string(rq, "departmentsToApplyBusinessHour"),
	};
	const char *wrong = NULL;

	param_bool(rq, "active", &save.active);
	if (!save.custom && strcmp(type, "default") != 0)
		wrong = "error-invalid-business-hour-type";
	else if (!*zone || !zone_exists(zone))
		wrong = "error-business-hour-invalid-timezone";
	if (!wrong)
		wrong = work_hours_sent(rq, &save.hours);
	if (!wrong)
		wrong = days_off_sent(rq, &save.hours);
	if (wrong)
		reply_failed(rq, "%s", wrong);
	else
		reply_done(rq, business_hour_save(request_chat(rq), &save));
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/livechat/business-hours.save",
	    .permission = PERMISSION_VIEW_LIVECHAT_BUSINESS_HOURS,
	    .fields = post_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_EXISTS, WIRE_BUSINESS_HOUR_NAME_IN_USE },
		{ CHAT_NO_DEPARTMENT, WIRE_DEPARTMENT_NOT_FOUND } },
	    .handler = save_post },
	{ .method = NULL },
};

ENDPOINT("business-hours.save", routes);
