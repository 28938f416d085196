/* SPDX-License-Identifier: MIT */
#include "db/mysql/args.h"

#include <assert.h>

void
args_begin(struct args *args)
{
	args->len = 0;
}

void
args_add(struct args *args, struct db_arg arg)
{
	assert(args->len < DB_ARGS_MAX);
	args->items[args->len++] = arg;
}

void
args_add_twice(struct args *args, struct db_arg arg)
{
	args_add(args, arg);
	args_add(args, arg);
}

void
args_add_sort(struct args *args, const struct sort_column *sort)
{
	for (size_t i = 0; i < SORT_COLUMNS_MAX; i++) {
		args_add(args, db_int(sort[i].descending ? 0 : sort[i].number));
		args_add(args, db_int(sort[i].descending ? sort[i].number : 0));
	}
}

void
args_add_page(struct args *args, const struct page *page)
{
	args_add_sort(args, page->sort);
	args_add(args, db_int(page->limit));
	args_add(args, db_int(page->offset));
}
