/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/livechat/analytics/dashboards/conversation-totalizers   returns how many chats, messages and visitors there were
 * GET /api/v1/livechat/analytics/dashboards/agents-productivity-totalizers   returns the busiest hour, and how long agents served a chat
 * GET /api/v1/livechat/analytics/dashboards/chats-totalizers   returns how many chats visitors left without a word, and how long chats lasted
 * GET /api/v1/livechat/analytics/dashboards/productivity-totalizers   returns how long visitors waited
 * GET /api/v1/livechat/analytics/dashboards/charts/chats   returns how many chats are open, closed and in the queue
 * GET /api/v1/livechat/analytics/dashboards/charts/chats-per-agent   returns how many chats of each agent are open and closed
 * GET /api/v1/livechat/analytics/dashboards/charts/chats-per-department   returns how many chats of each department are open and closed
 * GET /api/v1/livechat/analytics/dashboards/charts/agents-status   returns how many agents take chats now, whatever other parameters are sent
 * GET /api/v1/livechat/analytics/dashboards/charts/timings   returns average and longest times, in seconds
 * GET /api/v1/livechat/analytics/dashboards/charts-data   returns a figure of each day, or of each hour of a single one
 * GET /api/v1/livechat/analytics/agent-overview   returns a figure of each agent
 * GET /api/v1/livechat/analytics/overview   returns the figures of whole days that are called Conversations, or Productivity
 *
 * docs/integrator.md says what the figures are. Those of agent-overview and charts-data are Total_conversations,
 * Avg_chat_duration, Total_messages, Avg_first_response_time, Best_first_response_time, Avg_response_time and
 * Avg_reaction_time. `departmentId` selects the chats of a department.
 */
#include "chat/analytics/dashboard.h"
#include "chat/analytics/overview.h"
#include "http/endpoint.h"
#include "http/shared/figures.h"

/* A chart has a point for each day, so this bounds the reply. */
#define CHART_DAYS_MAX 36600

static const struct field dashboard_fields[] = {
	{ .name = "start", .flags = FIELD_REQUIRED },
	{ .name = "end", .flags = FIELD_REQUIRED },
	{ .name = "departmentId" },
	{ .name = NULL },
};

static const struct field status_fields[] = {
	{ .name = "departmentId" },
	{ .name = NULL,
	    .flags = FIELD_OPEN }, /* clients send the period of the other figures, too */
};

static const struct field chart_fields[] = {
	{ .name = "chartName", .flags = FIELD_REQUIRED },
	{ .name = "start", .flags = FIELD_REQUIRED },
	{ .name = "end", .flags = FIELD_REQUIRED },
	{ .name = "departmentId" },
	{ .name = NULL },
};

static const struct field overview_fields[] = {
	{ .name = "name", .flags = FIELD_REQUIRED },
	{ .name = "from", .flags = FIELD_REQUIRED },
	{ .name = "to", .flags = FIELD_REQUIRED },
	{ .name = "departmentId" },
	{ .name = NULL },
};

/* Scripts without a department send "" or JavaScript's undefined. */
static const char *
department_of(struct request *rq)
{
	const char *id = param_nonempty(rq, "departmentId");

	return id && strcmp(id, "undefined") != 0 ? id : NULL;
}

typedef enum chat_error dashboard_fn(
    struct chat *chat, const struct dashboard *dashboard, struct figures *figures);

static bool
is_date(struct request *rq, const char *name)
{
	struct period period;
	const char *text = param_string(rq, name);

	if (period_instants(text, text, &period))
		return true;
	reply_failed(rq, "The \"%s\" query parameter must be a valid date.", name);
	return false;
}

static void
dashboard_reply(struct request *rq, dashboard_fn *fill)
{
	struct dashboard dashboard = { .department_id = department_of(rq) };
	const char *start = param_string(rq, "start"), *end = param_string(rq, "end");
	struct chat *chat = request_chat(rq);
	struct figures figures;
	enum chat_error error;

	if (!is_date(rq, "start") || !is_date(rq, "end"))
		return;
	period_instants(start, end, &dashboard.instants);
	dashboard.days = dashboard.instants;
	period_widen(chat, start, end, &dashboard.days);
	error = fill(chat, &dashboard, &figures);
	reply_figures(rq, error, &figures, false);
}

static void
conversations_get(struct request *rq)
{
	dashboard_reply(rq, dashboard_conversations);
}

static void
agents_get(struct request *rq)
{
	dashboard_reply(rq, dashboard_agents);
}

static void
chats_get(struct request *rq)
{
	dashboard_reply(rq, dashboard_chats);
}

static void
productivity_get(struct request *rq)
{
	dashboard_reply(rq, dashboard_productivity);
}

static void
rooms_get(struct request *rq)
{
	dashboard_reply(rq, dashboard_rooms);
}

static void
rooms_by_agent_get(struct request *rq)
{
	dashboard_reply(rq, dashboard_rooms_by_agent);
}

static void
rooms_by_department_get(struct request *rq)
{
	dashboard_reply(rq, dashboard_rooms_by_department);
}

static void
timings_get(struct request *rq)
{
	dashboard_reply(rq, dashboard_timings);
}

static void
agent_states_get(struct request *rq)
{
	const struct dashboard dashboard = { .department_id = department_of(rq) };
	struct figures figures;
	enum chat_error error = dashboard_agent_states(request_chat(rq), &dashboard, &figures);

	reply_figures(rq, error, &figures, false);
}

typedef enum chat_error overview_fn(struct chat *chat, const char *name, const struct period *days,
    const char *department_id, struct figures *figures);

static void
chart_get(struct request *rq)
{
	struct chat *chat = request_chat(rq);
	struct period days;
	struct figures figures;
	enum chat_error error;
	bool valid = period_days(chat, param_string(rq, "start"), param_string(rq, "end"), &days);

	if (valid && days.days > CHART_DAYS_MAX) {
		reply_invalid(
		    rq, "start and end must not be more than %d days apart", CHART_DAYS_MAX);
		return;
	}
	error = overview_chart(
	    chat, param_string(rq, "chartName"), valid ? &days : NULL, department_of(rq), &figures);
	reply_figures(rq, error, &figures, false);
}

static void
overview_reply(struct request *rq, overview_fn *fill)
{
	const char *name = param_nonempty(rq, "name");
	struct chat *chat = request_chat(rq);
	struct period days;
	struct figures figures;
	enum chat_error error;

	if (!name) {
		reply_failed(rq, "invalid-chart-name");
		return;
	}
	if (period_days(chat, param_string(rq, "from"), param_string(rq, "to"), &days))
		error = fill(chat, name, &days, department_of(rq), &figures);
	else
		error = fill(chat, name, NULL, NULL, &figures);
	reply_figures(rq, error, &figures, true);
}

static void
overview_of_agents_get(struct request *rq)
{
	overview_reply(rq, overview_of_agents);
}

static void
overview_get(struct request *rq)
{
	overview_reply(rq, overview_fill);
}

#define ANALYTICS(tail, taken, run) \
	{ \
		.method = "GET", .path = "/api/v1/livechat/analytics/" tail, \
		.permission = PERMISSION_VIEW_LIVECHAT_MANAGER, .fields = (taken), \
		.access = { .who = ACCESS_ANYONE }, .handler = (run) \
	}

static const struct route routes[] = {
	ANALYTICS("dashboards/conversation-totalizers", dashboard_fields, conversations_get),
	ANALYTICS("dashboards/agents-productivity-totalizers", dashboard_fields, agents_get),
	ANALYTICS("dashboards/chats-totalizers", dashboard_fields, chats_get),
	ANALYTICS("dashboards/productivity-totalizers", dashboard_fields, productivity_get),
	ANALYTICS("dashboards/charts/chats", dashboard_fields, rooms_get),
	ANALYTICS("dashboards/charts/chats-per-agent", dashboard_fields, rooms_by_agent_get),
	ANALYTICS(
	    "dashboards/charts/chats-per-department", dashboard_fields, rooms_by_department_get),
	ANALYTICS("dashboards/charts/agents-status", status_fields, agent_states_get),
	ANALYTICS("dashboards/charts/timings", dashboard_fields, timings_get),
	ANALYTICS("dashboards/charts-data", chart_fields, chart_get),
	ANALYTICS("agent-overview", overview_fields, overview_of_agents_get),
	ANALYTICS("overview", overview_fields, overview_get),
	{ .method = NULL },
};

ENDPOINT("analytics", routes);
