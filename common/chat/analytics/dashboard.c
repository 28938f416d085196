/* SPDX-License-Identifier: MIT */
#include "chat/analytics/dashboard.h"

#include "base/number.h"
#include "chat/analytics/duration.h"
#include "chat/analytics/overview.h"
#include "db/manage/analytics.h"

static const char *const title_heads[] = { "title", "value", NULL };

static struct analytics_range
range_of(const struct dashboard *dashboard, const struct period *period)
{
	return (struct analytics_range){ period->from_ms, period->to_ms, dashboard->department_id };
}

static void
titles_begin(struct chat *chat, struct figures *figures)
{
	figures_begin(figures, chat->mem, SHAPE_TITLES, title_heads);
}

/* --- Totals ---------------------------------------------------------------------------------- */

enum chat_error
dashboard_conversations(
    struct chat *chat, const struct dashboard *dashboard, struct figures *figures)
{
	struct analytics_range days = range_of(dashboard, &dashboard->days);
	struct analytics_range instants = range_of(dashboard, &dashboard->instants);
	struct analytics_counts counts;
	int64_t visitors = 0;
	enum db_error error = db_analytics_counts(chat->db, &days, &counts);

	if (!error)
		error = db_analytics_visitors(chat->db, &instants, &visitors);
	titles_begin(chat, figures);
	figures_add_pair(figures, "Total_conversations", cell_number((double)counts.rooms));
	figures_add_pair(figures, "Open_conversations", cell_number((double)counts.open));
	figures_add_pair(figures, "On_Hold_conversations", cell_number(0));
	figures_add_pair(figures, "Total_messages", cell_number((double)counts.messages));
	figures_add_pair(figures, "Total_visitors", cell_number((double)visitors));
	return chat_error_from_db(error);
}

/* The mean of departments, each of which counts alike however many rooms it has. */
struct mean {
	double sum;
	int64_t count;
};

static double
mean_of(const struct mean *mean)
{
	return mean->count > 0 ? mean->sum / (double)mean->count : 0;
}

/* Adds the average time of a department in seconds, of which a part counts as one. */
static enum db_error
time_add(int64_t rooms, int64_t sum_ms, void *arg)
{
	struct mean *mean = arg;
	int64_t second_of_all = 1000 * rooms;

	mean->sum += (double)((sum_ms + second_of_all - 1) / second_of_all);
	mean->count++;
	return DB_OK;
}

enum chat_error
dashboard_agents(struct chat *chat, const struct dashboard *dashboard, struct figures *figures)
{
	struct analytics_range instants = range_of(dashboard, &dashboard->instants);
	int64_t agents = 0, available_ms = 0;
	struct mean service = { 0 };
	struct busiest busiest;
	enum chat_error error =
	    busiest_find(chat, &dashboard->days, dashboard->department_id, &busiest);

	if (!error)
		error = chat_error_from_db(
		    db_analytics_service(chat->db, &instants, time_add, &service));
	if (!error)
		error = chat_error_from_db(db_analytics_available(chat->db,
		    dashboard->days.first_day, dashboard->department_id, &agents, &available_ms));
	titles_begin(chat, figures);
	figures_add_pair(figures, "Busiest_time", cell_text(busiest_time(chat, &busiest)));
	figures_add_pair(figures, "Avg_of_available_service_time",
	    cell_text(
		duration_text(chat->mem, agents > 0 ? (double)(available_ms / 1000 / agents) : 0)));
	figures_add_pair(
	    figures, "Avg_of_service_time", cell_text(duration_text(chat->mem, mean_of(&service))));
	return error;
}

struct chats_total {
	int64_t abandoned;
	struct mean percent, duration_s;
};

static enum db_error
chats_add(const struct analytics_chats *chats, void *arg)
{
	struct chats_total *total = arg;

	total->abandoned += chats->abandoned_closed;
	total->percent.sum += (double)(chats->abandoned * 100 / chats->rooms);
	total->percent.count++;
	return chats->closed > 0 ? time_add(chats->closed, chats->closed_ms, &total->duration_s)
				 : DB_OK;
}

enum chat_error
dashboard_chats(struct chat *chat, const struct dashboard *dashboard, struct figures *figures)
{
	struct analytics_range instants = range_of(dashboard, &dashboard->instants);
	int64_t inactive_s = setting_int(chat->settings, SETTING_VISITOR_INACTIVITY_TIMEOUT);
	struct chats_total total = { 0 };
	char percent[NUMBER_TEXT_SIZE];
	enum db_error error =
	    db_analytics_chats(chat->db, &instants, inactive_s * 1000, chats_add, &total);

	number_text(percent, mean_of(&total.percent));
	titles_begin(chat, figures);
	figures_add_pair(figures, "Total_abandoned_chats", cell_number((double)total.abandoned));
	figures_add_pair(
	    figures, "Avg_of_abandoned_chats", cell_text(arena_printf(chat->mem, "%s%%", percent)));
	figures_add_pair(figures, "Avg_of_chat_duration_time",
	    cell_text(duration_text(chat->mem, mean_of(&total.duration_s))));
	return chat_error_from_db(error);
}

enum chat_error
dashboard_productivity(
    struct chat *chat, const struct dashboard *dashboard, struct figures *figures)
{
	struct analytics_range instants = range_of(dashboard, &dashboard->instants);
	struct mean waiting = { 0 };
	enum chat_error error;

	titles_begin(chat, figures);
	error = overview_productivity(chat, &dashboard->days, dashboard->department_id, figures);
	if (!error)
		error = chat_error_from_db(
		    db_analytics_waiting(chat->db, &instants, time_add, &waiting));
	figures_add_pair(
	    figures, "Avg_of_waiting_time", cell_text(duration_text(chat->mem, mean_of(&waiting))));
	return error;
}

/* --- Charts ---------------------------------------------------------------------------------- */

enum chat_error
dashboard_rooms(struct chat *chat, const struct dashboard *dashboard, struct figures *figures)
{
	static const char *const heads[] = { "open", "closed", "queued", "onhold", NULL };
	struct analytics_range instants = range_of(dashboard, &dashboard->instants);
	struct analytics_counts counts;
	enum db_error error = db_analytics_counts(chat->db, &instants, &counts);

	figures_begin(figures, chat->mem, SHAPE_ONE, heads);
	figures_add(
	    figures, (const struct figures_cell[]){ cell_number((double)counts.served),
			 cell_number((double)(counts.rooms - counts.open)),
			 cell_number((double)(counts.open - counts.served)), cell_number(0) });
	return chat_error_from_db(error);
}

static enum db_error
rooms_add(const char *name, int64_t open, int64_t closed, void *arg)
{
	/* An agent whose rooms were all closed too late has none. */
	if (open > 0 || closed > 0)
		figures_add(arg, (const struct figures_cell[]){ cell_text(name),
				     cell_number((double)open), cell_number((double)closed) });
	return DB_OK;
}

enum chat_error
dashboard_rooms_by_agent(
    struct chat *chat, const struct dashboard *dashboard, struct figures *figures)
{
	static const char *const heads[] = { "agent", "open", "closed", NULL };
	struct analytics_range instants = range_of(dashboard, &dashboard->instants);

	figures_begin(figures, chat->mem, SHAPE_NAMED, heads);
	return chat_error_from_db(db_analytics_by_agent(chat->db, &instants, rooms_add, figures));
}

enum chat_error
dashboard_rooms_by_department(
    struct chat *chat, const struct dashboard *dashboard, struct figures *figures)
{
	static const char *const heads[] = { "department", "open", "closed", NULL };
	struct analytics_range instants = range_of(dashboard, &dashboard->instants);

	figures_begin(figures, chat->mem, SHAPE_NAMED, heads);
	return chat_error_from_db(
	    db_analytics_by_department(chat->db, &instants, rooms_add, figures));
}

enum chat_error
dashboard_agent_states(
    struct chat *chat, const struct dashboard *dashboard, struct figures *figures)
{
	static const char *const heads[] = { "_id", "offline", "away", "busy", "available", NULL };
	struct analytics_agent_states states;
	enum db_error error =
	    db_analytics_agent_states(chat->db, dashboard->department_id, &states);

	figures_begin(figures, chat->mem, SHAPE_ONE, heads);
	if (states.agents > 0)
		figures_add(figures,
		    (const struct figures_cell[]){ cell_nothing(),
			cell_number((double)states.offline), cell_number((double)states.away),
			cell_number((double)states.busy), cell_number((double)states.available) });
	return chat_error_from_db(error);
}

/* `rooms`: how many there are that might have the figure. */
static void
timing_add(
    struct figures *figures, const char *name, const struct analytics_timing *timing, int64_t rooms)
{
	double mean_s =
	    timing->count > 0 ? (double)timing->sum_us / 1e6 / (double)timing->count : 0;
	struct figures_cell longest = cell_nothing();

	if (timing->has_longest)
		longest = cell_number((double)timing->longest_ms / 1000);
	else if (rooms == 0)
		longest = cell_number(0);
	figures_add(figures, (const struct figures_cell[]){
				 cell_text(name), cell_number(whole_part(mean_s)), longest });
}

enum chat_error
dashboard_timings(struct chat *chat, const struct dashboard *dashboard, struct figures *figures)
{
	static const char *const heads[] = { "name", "avg", "longest", NULL };
	struct analytics_range instants = range_of(dashboard, &dashboard->instants);
	struct analytics_timings timings;
	enum db_error error = db_analytics_timings(chat->db, &instants, &timings);

	figures_begin(figures, chat->mem, SHAPE_NAMED, heads);
	timing_add(figures, "response", &timings.response, timings.rooms);
	timing_add(figures, "reaction", &timings.reaction, timings.rooms);
	timing_add(figures, "chatDuration", &timings.duration, timings.duration.count);
	return chat_error_from_db(error);
}
