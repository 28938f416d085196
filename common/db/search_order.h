/*
 * search_order.h: what a list is sorted by. Each list numbers its columns in an enum of its own.
 */
#ifndef DB_SEARCH_ORDER_H
#define DB_SEARCH_ORDER_H

#include <stdbool.h>

/* More keys than this decide nothing. */
#define SEARCH_ORDERS_MAX 3

struct search_order {
	int by; /* 0 ends the list */
	bool descending;
};

#endif
