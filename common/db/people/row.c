/* SPDX-License-Identifier: MIT */
#include "db/people/row.h"

const struct db_cell *
row_visitor(const struct db_cell *cell, struct visitor *to)
{
	VISITOR_COLUMNS(COLUMN_READ)
	return cell;
}

const struct db_cell *
row_user(const struct db_cell *cell, struct user_row *to)
{
	USER_COLUMNS(COLUMN_READ)
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
