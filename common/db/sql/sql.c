/* SPDX-License-Identifier: MIT */
#include "db/sql/sql.h"

#include "db/sql/columns.h"
#include "db/sql/default_hour.h"
#include "db/sql/sort_columns.h"

/* What the statements of several files share, beginning with the select lists of columns.h. */
#define VISITOR VISITOR_COLUMNS(COLUMN_SELECTED)
#define VISITOR_SELF VISITOR_SELF_COLUMNS(COLUMN_SELECTED)
#define USER USER_COLUMNS(COLUMN_SELECTED)
#define BEARER BEARER_COLUMNS(COLUMN_SELECTED)
#define TOKEN TOKEN_COLUMNS(COLUMN_SELECTED)
#define DEPARTMENT DEPARTMENT_COLUMNS(COLUMN_SELECTED)
#define BUSINESS_HOUR BUSINESS_HOUR_COLUMNS(COLUMN_SELECTED)
#define ROOM ROOM_COLUMNS(COLUMN_SELECTED)
#define ROOM_STATE ROOM_STATE_COLUMNS(COLUMN_SELECTED)
#define ROOM_STATE_SEEN ROOM_STATE_SEEN_COLUMNS(COLUMN_SELECTED)
#define MESSAGE_FOUND MESSAGE_FOUND_COLUMNS(COLUMN_SELECTED, "m")
#define MESSAGE_SHOWN_OF(m) MESSAGE_SHOWN_COLUMNS(COLUMN_SELECTED, m)
#define MESSAGE_SHOWN MESSAGE_SHOWN_OF("m")
#define MESSAGE MESSAGE_COLUMNS(COLUMN_SELECTED)
#define SENDER SENDER_COLUMNS(COLUMN_SELECTED)
#define UPLOAD UPLOAD_COLUMNS(COLUMN_SELECTED)
#define INQUIRY INQUIRY_COLUMNS(COLUMN_SELECTED)
#define INQUIRY_SHOWN INQUIRY_SHOWN_COLUMNS(COLUMN_SELECTED)
#define INBOX_ROOM_SELECTED INBOX_ROOM_COLUMNS(COLUMN_SELECTED)

/* Messages that visitors see: not of the types that an admin hides. */
#define NOT_HIDDEN "(m.type IS NULL OR NOT FIND_IN_SET(m.type, ?))"

/* The time of the room's newest change, or note: the next one is above it. */
#define ROOM_CLOCK_READ "GREATEST(last_ts, notes_ts)"

/*
 * Moves the room's clock. The placeholders are the current time, and how far the clock must go
 * beyond its next point. Assignments after it see the new last_ts.
 */
#define ROOM_CLOCK \
	"last_ts = LAST_INSERT_ID(GREATEST(" ROOM_CLOCK_READ \
	" + 1, ?) + ?), version = version + 1, " \
	"updated_at = last_ts"

/*
 * What follows the change of rooms in each transaction: the agents who serve them learn of it. The
 * first statement gives an inbox its next version, the second one notes it with the rooms.
 */
#define INBOX_COUNTED(rooms) \
	"UPDATE rooms r JOIN inboxes i ON i.user_id = r.served_by_id " \
	"SET i.version = i.version + 1 WHERE " rooms
#define INBOX_NOTED(rooms) \
	"UPDATE rooms r JOIN inboxes i ON i.user_id = r.served_by_id " \
	"SET r.inbox_version = i.version WHERE " rooms

/*
 * Sorts by up to three columns of a list in sort_columns.h. The placeholders are their numbers, of
 * each column where it sorts upwards, then where downwards; 0 sorts by nothing. The items of one
 * ORDER BY must differ in their text: MariaDB compares them when the statement is executed and
 * drops what then looks the same for good, though a later execution may give other numbers.
 */
#define SORT_EXPRESSION(name, expression) ", " expression
#define SORT_ITEM(columns, item) "ELT(? + " #item " - " #item columns(SORT_EXPRESSION) ")"
#define SORTED_BY_ONE(columns, up, down) \
	SORT_ITEM(columns, up) " ASC, " SORT_ITEM(columns, down) " DESC, "
#define SORTED_BY(columns) \
	SORTED_BY_ONE(columns, 1, 2) SORTED_BY_ONE(columns, 3, 4) SORTED_BY_ONE(columns, 5, 6)

/* As many placeholders as a list of a search has items at most (SEARCH_LIST_MAX). */
#define PLACEHOLDERS_16 "?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?"

/* ISO C promises literals of 4,095 characters. gcc and clang take any, and searches of rooms need some more. */
#pragma GCC diagnostic ignored "-Woverlength-strings"

const char *const sql_text[SQL__MAX] = {
#define SQL(name, text) [SQL_##name] = (text),
#include "db/sql/all.def"
#undef SQL
};
