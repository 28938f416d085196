/* SPDX-License-Identifier: MIT */
/*
 * dashboard.h: the figures of a manager's dashboard, as Rocket.Chat computes them. Each function fills a table. The
 * rooms are those that were opened in the period, of a department unless that is NULL.
 *
 * `days` are whole days, `instants` the exact times: some figures are of the one, some of the other.
 */
#ifndef CHAT_ANALYTICS_DASHBOARD_H
#define CHAT_ANALYTICS_DASHBOARD_H

#include "chat/analytics/period.h"
#include "chat/analytics/figures.h"

struct dashboard {
	struct period days, instants;
	const char *department_id;
};

/* How many conversations, messages and visitors there were. */
CHAT_CHECKED enum chat_error dashboard_conversations(
    struct chat *chat, const struct dashboard *dashboard, struct figures *figures);

/* When there was most to do, and how long agents were available and served a room. */
CHAT_CHECKED enum chat_error dashboard_agents(
    struct chat *chat, const struct dashboard *dashboard, struct figures *figures);

/* Which rooms visitors left without a word, and how long rooms lasted. */
CHAT_CHECKED enum chat_error dashboard_chats(
    struct chat *chat, const struct dashboard *dashboard, struct figures *figures);

/* How long visitors waited. */
CHAT_CHECKED enum chat_error dashboard_productivity(
    struct chat *chat, const struct dashboard *dashboard, struct figures *figures);

/* How many rooms are open, closed and in the queue. */
CHAT_CHECKED enum chat_error dashboard_rooms(
    struct chat *chat, const struct dashboard *dashboard, struct figures *figures);

/* The same of each agent, and of each department. */
CHAT_CHECKED enum chat_error dashboard_rooms_by_agent(
    struct chat *chat, const struct dashboard *dashboard, struct figures *figures);
CHAT_CHECKED enum chat_error dashboard_rooms_by_department(
    struct chat *chat, const struct dashboard *dashboard, struct figures *figures);

/* What the agents are now; nothing if there are none. */
CHAT_CHECKED enum chat_error dashboard_agent_states(
    struct chat *chat, const struct dashboard *dashboard, struct figures *figures);

/* The average and the longest times, in seconds. */
CHAT_CHECKED enum chat_error dashboard_timings(
    struct chat *chat, const struct dashboard *dashboard, struct figures *figures);

#endif
