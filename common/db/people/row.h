/* SPDX-License-Identifier: MIT */
/*
 * row.h: from the columns of a row to structs, for the files of folder db only. The strings point
 * into the cells. Each function returns the cell after those it has read.
 */
#ifndef DB_PEOPLE_ROW_H
#define DB_PEOPLE_ROW_H

#include "db/mysql/stmt.h"
#include "db/people/department.h"
#include "db/people/token.h"
#include "db/people/user.h"
#include "db/people/visitor.h"
#include "db/sql/columns.h"

const struct db_cell *row_visitor(const struct db_cell *cell, struct visitor *to);

/* One who has sent their token. */
const struct db_cell *row_visitor_self(const struct db_cell *cell, struct visitor *to);

const struct db_cell *row_user(const struct db_cell *cell, struct user_row *to);

/* The user of a token. */
const struct db_cell *row_bearer(const struct db_cell *cell, struct user_row *to);

const struct db_cell *row_department(const struct db_cell *cell, struct department_row *to);

/* A token of the user with this id. */
const struct db_cell *row_token(
    const struct db_cell *cell, const char *user_id, struct token_row *to);

#endif
