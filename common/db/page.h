/* SPDX-License-Identifier: MIT */
/*
 * page.h: which part of a list is read, and in which order.
 */
#ifndef DB_PAGE_H
#define DB_PAGE_H

#include <stdint.h>

#include "db/sort_column.h"

struct page {
	struct sort_column sort[SORT_COLUMNS_MAX]; /* none: each list has an order of its own */
	int64_t limit;                             /* rows that are read at most */
	int64_t offset;                            /* rows that are passed over before */
};

#endif
