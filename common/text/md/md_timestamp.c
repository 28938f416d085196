/* SPDX-License-Identifier: MIT */
/* md_timestamp.c: timestamps such as <t:1630360800> and <t:2025-07-22T10:00:00+01:00:R>. */
#include "text/md/md_parser.h"

#include "base/clock.h"

#define DAY_MS INT64_C(86400000)

/* The fields of a timestamp in the text. */
struct moment {
	struct md_text unix_time; /* seconds since 1970; if not NULL, the other fields are unused */
	int year, month, day, hour, minute, second, millisecond;
	int zone_min; /* the offset from UTC in minutes */
	bool has_date, has_zone;
	bool bad_zone;
};

/* Reads exactly `count` digits. */
static size_t
digits_read(const struct md_parser *p, size_t at, size_t count, int *number)
{
	size_t end = at + count;

	for (*number = 0; at < end; at++) {
		if (!md_is((unsigned char)p->text[at], CH_DIGIT))
			return NO_MATCH;
		*number = *number * 10 + (p->text[at] - '0');
	}
	return end;
}

/* Reads the separator and exactly `count` digits. */
static size_t
part_read(const struct md_parser *p, size_t at, char separator, size_t count, int *number)
{
	return p->text[at] == separator ? digits_read(p, at + 1, count, number) : NO_MATCH;
}

/* Reads an optional offset from UTC: +hh:mm or -hh:mm. */
static size_t
zone_read(const struct md_parser *p, size_t at, struct moment *moment)
{
	char sign = p->text[at];
	int hours, minutes;
	size_t end;

	if ((sign != '+' && sign != '-') || !(end = digits_read(p, at + 1, 2, &hours)) ||
	    !(end = part_read(p, end, ':', 2, &minutes)))
		return at;
	moment->has_zone = true;
	moment->bad_zone = hours > 23 || minutes > 59;
	moment->zone_min = (hours * 60 + minutes) * (sign == '-' ? -1 : 1);
	return end;
}

/* Reads hh:mm:ss with an optional fraction; without a date, hh:mm suffices. */
static size_t
time_read(const struct md_parser *p, size_t at, struct moment *moment)
{
	size_t end, more;

	if (!(end = digits_read(p, at, 2, &moment->hour)) ||
	    !(end = part_read(p, end, ':', 2, &moment->minute)))
		return NO_MATCH;
	if (!(more = part_read(p, end, ':', 2, &moment->second))) {
		moment->second = 0;
		return moment->has_date ? NO_MATCH : zone_read(p, end, moment);
	}
	end = more;
	if (moment->has_date && (more = part_read(p, end, '.', 3, &moment->millisecond)))
		end = more;
	else
		moment->millisecond = 0;
	return zone_read(p, end, moment);
}

/* Reads ten digits of Unix time, a date with a time of day, or a time of day. */
static size_t
moment_read(const struct md_parser *p, size_t at, struct moment *moment)
{
	size_t end;

	*moment = (struct moment){ 0 };
	end = md_skip(p, at, CH_DIGIT);
	if (end >= at + 10) {
		moment->unix_time = (struct md_text){ p->text + at, 10 };
		return at + 10;
	}
	if ((end = digits_read(p, at, 4, &moment->year)) &&
	    (end = part_read(p, end, '-', 2, &moment->month)) &&
	    (end = part_read(p, end, '-', 2, &moment->day)) && p->text[end] == 'T') {
		moment->has_date = true;
		return time_read(p, end + 1, moment);
	}
	return time_read(p, at, moment);
}

/*
 * Returns seconds since 1970 in 32 bits, as the original parser does, and 0 for an invalid time. A
 * time of day without a date is one of today; it is valid only with an offset from UTC.
 */
static int32_t
moment_seconds(const struct moment *moment)
{
	int64_t ms;

	if (moment->hour > 24 || moment->minute > 59 || moment->second > 59 || moment->bad_zone)
		return 0;
	if (moment->hour == 24 && (moment->minute || moment->second || moment->millisecond))
		return 0;
	if (!moment->has_date && !moment->has_zone)
		return 0;
	if (moment->has_date) {
		if (moment->month < 1 || moment->month > 12 || moment->day < 1 || moment->day > 31)
			return 0;
		ms = clock_days(moment->year, moment->month, moment->day) * DAY_MS;
	} else {
		ms = clock_now_ms() / DAY_MS * DAY_MS;
	}
	ms += ((moment->hour * 60 + moment->minute - moment->zone_min) * INT64_C(60) +
		  moment->second) *
		  1000 +
	      moment->millisecond;
	return (int32_t)(uint32_t)(ms / 1000);
}

/* <t:moment> or <t:moment:format> */
static size_t
timestamp_read(const struct md_parser *p, size_t at, struct moment *moment, char *format)
{
	size_t end;

	if (!md_starts_with(p, at, "<t:") || !(end = moment_read(p, at + 3, moment)))
		return NO_MATCH;
	*format = 't';
	if (p->text[end] == ':' && p->text[end + 1] != '\0' &&
	    strchr("tTdDfFR", p->text[end + 1])) {
		*format = p->text[end + 1];
		end += 2;
	}
	return p->text[end] == '>' ? end + 1 : NO_MATCH;
}

size_t
md_timestamp(struct md_parser *p, size_t at, struct md_list *out)
{
	struct moment moment;
	struct md_node *node;
	char format;
	size_t end;

	if (p->text[at] != '<' || !(end = timestamp_read(p, at, &moment, &format)))
		return NO_MATCH;
	if (!out)
		return end;
	node = md_node_new(p, MD_TIMESTAMP, at, end);
	node->detail = format;
	node->start = md_utf16_offset(p, at);
	node->end = md_utf16_offset(p, end);
	node->text = moment.unix_time;
	if (!node->text.at) {
		node->text.at = arena_printf(p->arena, "%ld", (long)moment_seconds(&moment));
		node->text.len = strlen(node->text.at);
	}
	md_list_node(out, node);
	return end;
}

size_t
md_escaped_timestamp(struct md_parser *p, size_t at, struct md_list *out)
{
	struct moment moment;
	char format;
	size_t end;

	if (p->text[at] != '\\' || !(end = timestamp_read(p, at + 1, &moment, &format)))
		return NO_MATCH;
	if (out)
		md_list_plain(out, p->text + at + 1, end - at - 1);
	return end;
}
