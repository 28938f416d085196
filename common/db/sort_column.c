/* SPDX-License-Identifier: MIT */
#include "db/sort_column.h"

#include <string.h>

#include "db/sql/sort_columns.h"

#define SORT_NAME(name, expression) name,

const char *const message_sort_names[] = { MESSAGE_SORT_COLUMNS(SORT_NAME) NULL };
const char *const room_sort_names[] = { ROOM_SORT_COLUMNS(SORT_NAME) NULL };
const char *const visitor_sort_names[] = { VISITOR_SORT_COLUMNS(SORT_NAME) NULL };
const char *const past_room_sort_names[] = { PAST_ROOM_SORT_COLUMNS(SORT_NAME) NULL };
const char *const contact_sort_names[] = { CONTACT_SORT_COLUMNS(SORT_NAME) NULL };
const char *const department_sort_names[] = { DEPARTMENT_SORT_COLUMNS(SORT_NAME) NULL };
const char *const business_hour_sort_names[] = { BUSINESS_HOUR_SORT_COLUMNS(SORT_NAME) NULL };
const char *const member_sort_names[] = { MEMBER_SORT_COLUMNS(SORT_NAME) NULL };
const char *const team_sort_names[] = { TEAM_SORT_COLUMNS(SORT_NAME) NULL };
const char *const served_sort_names[] = { SERVED_SORT_COLUMNS(SORT_NAME) NULL };
const char *const outbox_sort_names[] = { OUTBOX_SORT_COLUMNS(SORT_NAME) NULL };
const char *const canned_sort_names[] = { CANNED_SORT_COLUMNS(SORT_NAME) NULL };
const char *const field_definition_sort_names[] = { FIELD_DEFINITION_SORT_COLUMNS(SORT_NAME) NULL };
const char *const block_sort_names[] = { BLOCK_SORT_COLUMNS(SORT_NAME) NULL };
const char *const trigger_sort_names[] = { TRIGGER_SORT_COLUMNS(SORT_NAME) NULL };
const char *const user_sort_names[] = { USER_SORT_COLUMNS(SORT_NAME) NULL };

void
sort_column_add(
    struct sort_column *sort, const char *const *names, const char *name, bool descending)
{
	size_t used = 0;

	while (used < SORT_COLUMNS_MAX && sort[used].number != 0)
		used++;
	if (used == SORT_COLUMNS_MAX)
		return;
	for (int i = 0; names[i]; i++)
		if (strcmp(names[i], name) == 0)
			sort[used] = (struct sort_column){ i + 1, descending };
}
