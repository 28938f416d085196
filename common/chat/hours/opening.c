/* SPDX-License-Identifier: MIT */
#include "base/zone/zone.h"
#include "chat/hours/work_hours.h"

#define MINUTE_MS INT64_C(60000)
#define DAY_MS INT64_C(86400000)
#define WEEK_DAYS 7

/* A part of one local day, in local milliseconds since 1970. */
struct stretch {
	int64_t from;
	int64_t until;
};

static int64_t
day_of(int64_t local_ms)
{
	return local_ms / DAY_MS - (local_ms % DAY_MS < 0);
}

/* Whether the work hour is one of that day. 1970-01-01 was a Thursday. */
static bool
is_of_day(const struct work_hour *item, int64_t day)
{
	return item->open && item->day == (int)(((day + 4) % WEEK_DAYS + WEEK_DAYS) % WEEK_DAYS);
}

static bool
is_off(const struct work_hours *hours, int64_t day)
{
	for (size_t i = 0; i < hours->days_off_len; i++)
		if (hours->days_off[i] == day)
			return true;
	return false;
}

/* Sets *at to the first time of the stretch at which it is open. False: it is closed throughout. */
static bool
first_open(const struct work_hours *hours, const struct stretch *stretch, int64_t *at)
{
	int64_t day = day_of(stretch->from);
	bool found = false;

	if (is_off(hours, day))
		return false;
	for (size_t i = 0; i < hours->len; i++) {
		const struct work_hour *item = &hours->items[i];
		int64_t start = day * DAY_MS + item->start * MINUTE_MS;
		int64_t finish = day * DAY_MS + item->finish * MINUTE_MS;

		if (start < stretch->from)
			start = stretch->from;
		if (finish > stretch->until)
			finish = stretch->until;
		if (is_of_day(item, day) && start < finish && (!found || start < *at)) {
			*at = start;
			found = true;
		}
	}
	return found;
}

/* Sets *at to the first time of the stretch at which it is closed. False: it is open throughout. */
static bool
first_closed(const struct work_hours *hours, const struct stretch *stretch, int64_t *at)
{
	int64_t day = day_of(stretch->from);
	bool moved = !is_off(hours, day);

	*at = stretch->from;
	while (moved) {
		moved = false;
		for (size_t i = 0; i < hours->len; i++) {
			const struct work_hour *item = &hours->items[i];

			if (is_of_day(item, day) && day * DAY_MS + item->start * MINUTE_MS <= *at &&
			    *at < day * DAY_MS + item->finish * MINUTE_MS) {
				*at = day * DAY_MS + item->finish * MINUTE_MS;
				moved = true;
			}
		}
	}
	return *at < stretch->until;
}

/* Returns the end of the time from `from` on in which the offset is the same: a day at most. */
static int64_t
same_offset_until(int64_t from)
{
	int offset = zone_offset_s(from);
	int64_t same = from, other = from + DAY_MS;

	if (zone_offset_s(other) == offset)
		return other;
	while (other - same > 1000) {
		int64_t middle = same + (other - same) / 2;

		if (zone_offset_s(middle) == offset)
			same = middle;
		else
			other = middle;
	}
	return other / 1000 * 1000; /* the clocks are changed at a whole second */
}

typedef bool first_fn(const struct work_hours *hours, const struct stretch *stretch, int64_t *at);

/* Sets *at to the first time from `from` on that `first` finds. False: none within `days`. */
static bool
search(const struct work_hours *hours, first_fn *first, int64_t from, int64_t days, int64_t *at)
{
	int64_t end = from + days * DAY_MS;

	while (from < end) {
		int64_t until = same_offset_until(from);
		int64_t ahead = (int64_t)zone_offset_s(from) * 1000;

		while (from < until) {
			struct stretch stretch = { from + ahead, until + ahead };
			int64_t midnight = (day_of(stretch.from) + 1) * DAY_MS;

			if (stretch.until > midnight)
				stretch.until = midnight;
			if (first(hours, &stretch, at)) {
				*at -= ahead;
				return true;
			}
			from = stretch.until - ahead;
		}
	}
	return false;
}

bool
work_hours_opening(const struct work_hours *hours, int64_t now_ms, struct opening *opening)
{
	/* Each day off may be the only open day of a week, and the clocks may skip another. */
	int64_t days = WEEK_DAYS * ((int64_t)hours->days_off_len + 3);
	bool opens;

	zone_begin(hours->zone);
	*opening = (struct opening){ 0 };
	opens = search(hours, first_open, now_ms, days, &opening->opens_at);
	if (opens &&
	    !search(hours, first_closed, opening->opens_at, WEEK_DAYS, &opening->closes_at))
		opening->closes_at = opening->opens_at + WEEK_DAYS * DAY_MS;
	zone_end();
	return opens;
}
