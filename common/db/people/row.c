/* SPDX-License-Identifier: MIT */
#include "db/people/row.h"

const struct db_cell *
row_visitor(const struct db_cell *cell, struct visitor *to)
{
	*to = (struct visitor){ 0 };
	VISITOR_COLUMNS(COLUMN_READ)
	return cell;
}

const struct db_cell *
row_visitor_self(const struct db_cell *cell, struct visitor *to)
{
	VISITOR_SELF_COLUMNS(COLUMN_READ)
	return cell;
}

const struct db_cell *
row_user(const struct db_cell *cell, struct user_row *to)
{
	to->seen = SEEN_NOW;
	USER_COLUMNS(COLUMN_READ)
	return cell;
}

const struct db_cell *
row_bearer(const struct db_cell *cell, struct user_row *to)
{
	*to = (struct user_row){ 0 };
	BEARER_COLUMNS(COLUMN_READ)
	return cell;
}

const struct db_cell *
row_department(const struct db_cell *cell, struct department_row *to)
{
	DEPARTMENT_COLUMNS(COLUMN_READ)
	return cell;
}

const struct db_cell *
row_token(const struct db_cell *cell, const char *user_id, struct token_row *to)
{
	*to = (struct token_row){ .user_id = user_id };
	TOKEN_COLUMNS(COLUMN_READ)
	return cell;
}
