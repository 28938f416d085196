/* SPDX-License-Identifier: MIT */
#include "chat/analytics/overview.h"

#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "base/zone/zone.h"
#include "chat/analytics/duration.h"
#include "db/manage/analytics.h"

#define HOUR_MS INT64_C(3600000)
#define HOURS_OF_DAY 24

static struct analytics_range
range_of(const struct period *days, const char *department_id)
{
	return (struct analytics_range){ days->from_ms, days->to_ms, department_id };
}

/* --- Conversations and productivity ----------------------------------------------------------- */

/* The day whose hours are being read. */
struct busiest_search {
	struct busiest *found;
	int64_t from_ms;
	int64_t most; /* messages of the day that was found */
	int64_t day, messages;
	int64_t hour_most;
	int hour;
};

/* All hours of the day have been read. Of days that are equal the first one counts, and so with hours. */
static void
day_end(struct busiest_search *search)
{
	if (search->day >= 0 && search->messages > search->most) {
		search->most = search->messages;
		search->found->day = search->day;
		search->found->hour = search->hour;
	}
}

static enum db_error
busiest_hour(const struct analytics_hour *hour, void *arg)
{
	struct busiest_search *search = arg;
	struct local_hour local = period_hour(search->from_ms + hour->number * HOUR_MS);

	search->found->rooms += hour->rooms;
	search->found->open += hour->open;
	search->found->messages += hour->messages;
	if (local.day != search->day) {
		day_end(search);
		search->day = local.day;
		search->messages = search->hour_most = 0;
		search->hour = -1;
	}
	search->messages += hour->messages;
	if (hour->messages > search->hour_most) {
		search->hour_most = hour->messages;
		search->hour = local.hour;
	}
	return DB_OK;
}

enum chat_error
busiest_find(struct chat *chat, const struct period *days, const char *department_id,
    struct busiest *busiest)
{
	struct analytics_range range = range_of(days, department_id);
	struct busiest_search search = {
		.found = busiest, .from_ms = days->from_ms, .most = -1, .day = -1
	};
	enum db_error error;

	*busiest = (struct busiest){ .day = -1, .hour = -1 };
	zone_begin(days->zone);
	error = db_analytics_hours(chat->db, &range, busiest_hour, &search);
	zone_end();
	day_end(&search);
	return chat_error_from_db(error);
}

const char *
busiest_time(struct chat *chat, const struct busiest *busiest)
{
	char from[HOUR_NAME_SIZE], to[HOUR_NAME_SIZE];

	if (busiest->hour < 0)
		return "-";
	period_hour_name(from, busiest->hour);
	period_hour_name(to, (busiest->hour + 1) % HOURS_OF_DAY);
	return arena_printf(chat->mem, "%s - %s", from, to);
}

static enum chat_error
overview_conversations(struct chat *chat, const struct period *days, const char *department_id,
    struct figures *figures)
{
	static const char *const weekdays[] = { "Thursday", "Friday", "Saturday", "Sunday",
		"Monday", "Tuesday", "Wednesday" }; /* 1970 began with the first */
	struct busiest busiest;
	enum chat_error error = busiest_find(chat, days, department_id, &busiest);
	double per_day = days->days > 0 ? (double)busiest.rooms / (double)days->days : 0;

	figures_add_pair(figures, "Total_conversations", cell_number((double)busiest.rooms));
	figures_add_pair(figures, "Open_conversations", cell_number((double)busiest.open));
	figures_add_pair(figures, "On_Hold_conversations", cell_number(0));
	figures_add_pair(figures, "Total_messages", cell_number((double)busiest.messages));
	figures_add_pair(figures, "Busiest_day",
	    cell_text(
		busiest.day < 0 ? "-" : weekdays[busiest.day % (int64_t)ARRAY_LEN(weekdays)]));
	figures_add_pair(
	    figures, "Conversations_per_day", cell_text(decimals_text(chat->mem, per_day, "")));
	figures_add_pair(figures, "Busiest_time", cell_text(busiest_time(chat, &busiest)));
	return error;
}

static void
average_add(
    struct chat *chat, struct figures *figures, const char *title, double sum_s, int64_t rooms)
{
	double average_s = rooms > 0 ? decimals_two(sum_s / (double)rooms) : 0;

	figures_add_pair(figures, title, cell_text(duration_text(chat->mem, average_s)));
}

enum chat_error
overview_productivity(struct chat *chat, const struct period *days, const char *department_id,
    struct figures *figures)
{
	struct analytics_range range = range_of(days, department_id);
	struct analytics_productivity sums;
	enum db_error error = db_analytics_productivity(chat->db, &range, &sums);

	average_add(chat, figures, "Avg_response_time", (double)sums.response_us / 1e6, sums.rooms);
	average_add(chat, figures, "Avg_first_response_time", (double)sums.first_response_ms / 1e3,
	    sums.rooms);
	average_add(chat, figures, "Avg_reaction_time", (double)sums.reaction_ms / 1e3, sums.rooms);
	return chat_error_from_db(error);
}

enum chat_error
overview_fill(struct chat *chat, const char *name, const struct period *days,
    const char *department_id, struct figures *figures)
{
	static const char *const heads[] = { "title", "value", NULL };

	figures_begin(figures, chat->mem, SHAPE_TITLES, heads);
	if (days && strcmp(name, "Conversations") == 0)
		return overview_conversations(chat, days, department_id, figures);
	if (days && strcmp(name, "Productivity") == 0)
		return overview_productivity(chat, days, department_id, figures);
	figures_begin(figures, chat->mem, SHAPE_EMPTY, &heads[2]);
	return CHAT_OK;
}

/* --- By agent, and by time -------------------------------------------------------------------- */

/* How the figure of several rooms is made of those of each. */
enum statistic {
	COUNT,
	SUM,
	AVERAGE, /* in seconds, as the next one */
	LEAST,
};

struct named_figure {
	const char *name;
	enum analytics_figure figure;
	enum analytics_figure of_agent; /* the figure of the table of agents */
	enum statistic statistic;
};

/* NULL: there is none of that name. */
static const struct named_figure *
figure_find(const char *name)
{
	static const struct named_figure figures[] = {
		{ "Total_conversations", FIGURE_ROOM, FIGURE_ROOM, COUNT },
		{ "Avg_chat_duration", FIGURE_DURATION, FIGURE_DURATION, AVERAGE },
		{ "Total_messages", FIGURE_MESSAGES, FIGURE_SOME_MESSAGES, SUM },
		{ "Avg_first_response_time", FIGURE_FIRST_RESPONSE, FIGURE_FIRST_RESPONSE,
		    AVERAGE },
		{ "Best_first_response_time", FIGURE_FIRST_RESPONSE, FIGURE_FIRST_RESPONSE, LEAST },
		{ "Avg_response_time", FIGURE_RESPONSE, FIGURE_RESPONSE, AVERAGE },
		{ "Avg_reaction_time", FIGURE_REACTION, FIGURE_REACTION, AVERAGE },
	};

	for (size_t i = 0; i < ARRAY_LEN(figures); i++)
		if (strcmp(figures[i].name, name) == 0)
			return &figures[i];
	return NULL;
}

static double
figure_value(const struct analytics_sum *sum, enum statistic statistic)
{
	if (sum->count == 0)
		return 0;
	switch (statistic) {
	case COUNT:
		return (double)sum->count;
	case SUM:
		return (double)sum->sum;
	case AVERAGE:
		return decimals_two((double)sum->sum / 1e6 / (double)sum->count);
	case LEAST:
		break;
	}
	return decimals_two((double)sum->least / 1e6);
}

/* An agent of whom the figure is known. */
struct agent_value {
	const char *name;
	double value;
	struct agent_value *next;
};

struct agent_values {
	struct chat *chat;
	const struct named_figure *figure;
	struct agent_value *first; /* in the order of the table */
	double total;
};

/* Times come with the shortest first, all others with the largest. Agents who are equal stay by username. */
static bool
comes_before(const struct agent_values *values, double one, double other)
{
	bool upwards =
	    values->figure->statistic == LEAST ||
	    (values->figure->statistic == AVERAGE && values->figure->figure != FIGURE_DURATION);

	return upwards ? one <= other : one >= other;
}

static enum db_error
agent_add(const struct analytics_sum *sum, void *arg)
{
	struct agent_values *values = arg;
	struct agent_value *added = arena_zalloc(values->chat->mem, sizeof(*added));
	struct agent_value **place = &values->first;

	added->name = arena_strdup(values->chat->mem, sum->name);
	added->value = figure_value(sum, values->figure->statistic);
	values->total += added->value;
	while (*place && comes_before(values, (*place)->value, added->value))
		place = &(*place)->next;
	added->next = *place;
	*place = added;
	return DB_OK;
}

static struct figures_cell
agent_cell(const struct agent_values *values, double value)
{
	struct arena *mem = values->chat->mem;

	switch (values->figure->statistic) {
	case COUNT:
		return cell_text(decimals_text(mem, value / values->total * 100, "%"));
	case SUM:
		return cell_number(value);
	case AVERAGE:
	case LEAST:
		break;
	}
	return cell_text(duration_text(mem, value));
}

enum chat_error
overview_of_agents(struct chat *chat, const char *name, const struct period *days,
    const char *department_id, struct figures *figures)
{
	struct agent_values values = { .chat = chat, .figure = figure_find(name) };
	const char *heads[] = { "Agent", name, NULL };
	struct analytics_range range;
	enum db_error error;

	if (!days || !values.figure) {
		figures_begin(figures, chat->mem, SHAPE_EMPTY, &heads[2]);
		return CHAT_OK;
	}
	if (values.figure->statistic == COUNT)
		heads[1] = "%_of_conversations";
	figures_begin(figures, chat->mem, SHAPE_WITH_HEADS, heads);
	range = range_of(days, department_id);
	error = db_analytics_figure_agents(
	    chat->db, &range, values.figure->of_agent, agent_add, &values);
	for (const struct agent_value *each = values.first; each; each = each->next)
		figures_add_pair(figures, each->name, agent_cell(&values, each->value));
	return chat_error_from_db(error);
}

/* The parts of a chart: days, or the hours of one. */
struct chart {
	struct analytics_sum *parts;
	int64_t len;
	const struct period *days;
};

static enum db_error
chart_add(const struct analytics_sum *sum, void *arg)
{
	struct chart *chart = arg;
	struct analytics_sum *part;
	int64_t place = sum->hour;

	if (chart->days->days > 1)
		place = period_hour(chart->days->from_ms + sum->hour * HOUR_MS).day -
			chart->days->first_day;
	/* A day on which clocks are set back has an hour more than the chart. */
	if (sum->count == 0 || place < 0 || place >= chart->len)
		return DB_OK;
	part = &chart->parts[place];
	if (part->count == 0 || sum->least < part->least)
		part->least = sum->least;
	part->count += sum->count;
	part->sum += sum->sum;
	return DB_OK;
}

/* Returns "11/28" for a day, and for an hour "7AM-7AM". */
static const char *
part_label(struct chat *chat, const struct chart *chart, int64_t place)
{
	char hour[HOUR_NAME_SIZE], date[CLOCK_ISO_SIZE];

	if (chart->days->days > 1) {
		clock_iso(date, (chart->days->first_day + place) * HOURS_OF_DAY * HOUR_MS);
		return arena_printf(chat->mem, "%d/%d", (date[5] - '0') * 10 + date[6] - '0',
		    (date[8] - '0') * 10 + date[9] - '0');
	}
	period_hour_name(hour, period_hour(chart->days->from_ms + place * HOUR_MS).hour);
	return arena_printf(chat->mem, "%s-%s", hour, hour);
}

enum chat_error
overview_chart(struct chat *chat, const char *name, const struct period *days,
    const char *department_id, struct figures *figures)
{
	const struct named_figure *figure = figure_find(name);
	const char *const heads[] = { "label", name, NULL };
	struct chart chart = { .days = days };
	struct analytics_range range;
	enum db_error error;

	figures_begin(figures, chat->mem, SHAPE_CHART, heads);
	figures->label = name;
	if (!days || days->days < 1 || !figure)
		return CHAT_OK;
	chart.len = days->days > 1 ? days->days : HOURS_OF_DAY;
	chart.parts = arena_zalloc(chat->mem, (size_t)chart.len * sizeof(*chart.parts));
	range = range_of(days, department_id);
	zone_begin(days->zone);
	error = db_analytics_figure_hours(chat->db, &range, figure->figure, chart_add, &chart);
	for (int64_t i = 0; i < chart.len; i++)
		figures_add_pair(figures, part_label(chat, &chart, i),
		    cell_number(figure_value(&chart.parts[i], figure->statistic)));
	zone_end();
	return chat_error_from_db(error);
}
