/* SPDX-License-Identifier: MIT */
/*
 * sort_column.h: by what a list is sorted, in the names that clients use.
 */
#ifndef DB_SORT_COLUMN_H
#define DB_SORT_COLUMN_H

#include <stdbool.h>

/* More columns than this decide nothing. */
#define SORT_COLUMNS_MAX 3

struct sort_column {
	int number; /* its place in the list of names, from 1 on; 0 ends an array of columns */
	bool descending;
};

/* What each list can be sorted by; NULL ends the names. */
extern const char *const message_sort_names[];
extern const char *const room_sort_names[];
extern const char *const visitor_sort_names[];
extern const char *const past_room_sort_names[];
extern const char *const contact_sort_names[];
extern const char *const department_sort_names[];
extern const char *const business_hour_sort_names[];
extern const char *const member_sort_names[];
extern const char *const team_sort_names[];
extern const char *const served_sort_names[];
extern const char *const outbox_sort_names[];
extern const char *const canned_sort_names[];
extern const char *const field_definition_sort_names[];
extern const char *const block_sort_names[];
extern const char *const trigger_sort_names[];
extern const char *const user_sort_names[];

/*
 * Sorts by that column too, after those that are in `sort`, an array of SORT_COLUMNS_MAX. Nothing
 * happens when it is not among `names`, or when the array is full.
 */
void sort_column_add(
    struct sort_column *sort, const char *const *names, const char *name, bool descending);

#endif
