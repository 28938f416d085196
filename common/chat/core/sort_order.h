/*
 * sort_order.h: the names by which clients sort a list.
 */
#ifndef CHAT_CORE_SORT_ORDER_H
#define CHAT_CORE_SORT_ORDER_H

#include <stddef.h>

#include "db/search_order.h"

struct order_name {
	const char *name;
	int by; /* never 0 */
};

/*
 * Sorts by that column too, after those that `order`, of SEARCH_ORDERS_MAX, has already. A name
 * that is not among `names` sorts by nothing, as does one too many.
 */
void sort_order_add(struct search_order *order, const struct order_name *names, size_t names_len,
    const char *name, bool descending);

#endif
