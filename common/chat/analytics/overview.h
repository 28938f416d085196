/* SPDX-License-Identifier: MIT */
/*
 * overview.h: figures about the conversations of whole days, as Rocket.Chat computes them, by the names that clients
 * give them. A name that there is not makes an empty figures, and so do dates that are none (`days` NULL).
 */
#ifndef CHAT_ANALYTICS_OVERVIEW_H
#define CHAT_ANALYTICS_OVERVIEW_H

#include "chat/analytics/period.h"
#include "chat/analytics/figures.h"

/* What was the busiest time of some days. */
struct busiest {
	int64_t rooms, open, messages; /* in all */
	int64_t day; /* of which most messages are, since 1970; -1: there are no rooms */
	int hour;    /* of that day; -1: there are no messages */
};

CHAT_CHECKED enum chat_error busiest_find(struct chat *chat, const struct period *days,
    const char *department_id, struct busiest *busiest);

/* Returns the busiest hour such as "7AM - 8AM", or "-". */
const char *busiest_time(struct chat *chat, const struct busiest *busiest);

/* Adds the average times until an answer. */
CHAT_CHECKED enum chat_error overview_productivity(struct chat *chat, const struct period *days,
    const char *department_id, struct figures *figures);

/* Fills the table with the figures of that name: Conversations or Productivity. */
CHAT_CHECKED enum chat_error overview_fill(struct chat *chat, const char *name,
    const struct period *days, const char *department_id, struct figures *figures);

/* Fills it with the figure of that name of each agent who has one. */
CHAT_CHECKED enum chat_error overview_of_agents(struct chat *chat, const char *name,
    const struct period *days, const char *department_id, struct figures *figures);

/* Fills it with that figure of each day, or of the hours of a single one. */
CHAT_CHECKED enum chat_error overview_chart(struct chat *chat, const char *name,
    const struct period *days, const char *department_id, struct figures *figures);

#endif
