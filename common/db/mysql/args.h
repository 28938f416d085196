/* SPDX-License-Identifier: MIT */
/*
 * args.h: the arguments of a statement with many placeholders, added one after the other. For the
 * files of folder db only.
 */
#ifndef DB_MYSQL_ARGS_H
#define DB_MYSQL_ARGS_H

#include "db/mysql/stmt.h"
#include "db/page.h"

struct args {
	struct db_arg items[DB_ARGS_MAX];
	size_t len;
};

/* To be called first. An initialiser would write to all of the items, of which most stay unused. */
void args_begin(struct args *args);

void args_add(struct args *args, struct db_arg arg);
void args_add_twice(struct args *args, struct db_arg arg);

/* For SORTED_BY() in sql.c: each column's number, where it sorts upwards and where downwards. */
void args_add_sort(struct args *args, const struct sort_column *sort);

/* The columns that sort, then LIMIT and OFFSET. */
void args_add_page(struct args *args, const struct page *page);

#endif
