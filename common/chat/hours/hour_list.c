/* SPDX-License-Identifier: MIT */
#include "chat/hours/hour_list.h"

void
hour_list_begin(struct hour_list *list, struct arena *mem)
{
	*list = (struct hour_list){ .mem = mem, .end = &list->first };
}

enum db_error
hour_list_add(const struct business_hour_row *row, void *arg)
{
	struct hour_list *list = arg;
	struct hour_item *item = arena_zalloc(list->mem, sizeof(*item));

	item->row = *row;
	item->row.id = arena_strdup(list->mem, row->id);
	item->row.type = arena_strdup(list->mem, row->type);
	item->row.name = arena_strdup(list->mem, row->name);
	item->row.timezone = arena_strdup(list->mem, row->timezone);
	item->row.work_hours = arena_strdup(list->mem, row->work_hours);
	item->row.days_off = arena_strdup(list->mem, row->days_off);
	*list->end = item;
	list->end = &item->next;
	return DB_OK;
}
