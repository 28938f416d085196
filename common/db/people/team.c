/* SPDX-License-Identifier: MIT */
#include "db/people/team.h"

#include "db/mysql/stmt.h"
#include "db/people/row.h"
#include "db/sql/sort_columns.h"

struct team_listing {
	team_row_fn *row;
	void *arg;
};

static enum db_error
team_list_row(const struct db_cell *row, void *arg)
{
	struct team_listing *listing = arg;
	struct user_row user;

	row = row_user(row, &user);
	return listing->row(&user, row->bytes, listing->arg);
}

enum db_error
db_team_list(
    struct db *db, struct arena *mem, const struct team_list *list, team_row_fn *row, void *arg)
{
	struct team_listing listing = { row, arg };
	const struct sort_column by_name = { TEAM_SORT_NAME, false };
	const struct sort_column *by = list->page.sort[0].number ? &list->page.sort[0] : &by_name;
	struct db_arg up = db_int(by->descending ? 0 : by->number);
	struct db_arg down = db_int(by->descending ? by->number : 0);

	return db_query(db, SQL_TEAM_LIST,
	    DB_ARGS(db_int(list->role), db_text(list->not_id), db_int(list->only_available),
		db_int(list->only_online), db_text(db_like(mem, list->text)), up, down,
		db_int(list->page.limit), db_int(list->page.offset), up, down),
	    team_list_row, &listing);
}

enum db_error
db_team_count(struct db *db, struct arena *mem, const struct team_list *list, int64_t *count)
{
	return db_number(db, SQL_TEAM_COUNT,
	    DB_ARGS(db_int(list->role), db_text(list->not_id), db_int(list->only_available),
		db_int(list->only_online), db_text(db_like(mem, list->text))),
	    count);
}

enum db_error
db_team_set_available(
    struct db *db, const char *id, bool available, enum team_word word, int64_t now_ms)
{
	bool arrives = available && word != TEAM_WORD_OF_OTHERS;

	return db_exec(db, SQL_TEAM_SET_AVAILABLE,
	    DB_ARGS(db_int(available), db_int(arrives), db_int(arrives),
		db_int(arrives && word == TEAM_WORD_OF_PROGRAM), db_int(now_ms), db_text(id),
		db_int(word != TEAM_WORD_OF_OTHERS)),
	    NULL);
}

enum db_error
db_role_grant(struct db *db, const char *id, unsigned role, int64_t now_ms)
{
	return db_exec(db, SQL_ROLE_GRANT,
	    DB_ARGS(db_int(role), db_int(role), db_int(now_ms), db_text(id)), NULL);
}
