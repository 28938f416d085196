/* SPDX-License-Identifier: MIT */
/*
 * hour_list.h: business hours that were read, kept until they are used: while rows are read,
 * nothing else can be asked of the database.
 */
#ifndef CHAT_HOURS_HOUR_LIST_H
#define CHAT_HOURS_HOUR_LIST_H

#include "base/arena.h"
#include "db/manage/business_hour.h"

struct hour_item {
	struct business_hour_row row; /* its strings live in the arena, too */
	struct hour_item *next;
};

struct hour_list {
	struct arena *mem;
	struct hour_item *first;
	struct hour_item **end;
};

void hour_list_begin(struct hour_list *list, struct arena *mem);

/* Appends a copy. `arg` is the list. */
enum db_error hour_list_add(const struct business_hour_row *row, void *arg);

#endif
