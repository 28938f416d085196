#include "chat/core/sort_order.h"

#include <string.h>

void
sort_order_add(struct search_order *order, const struct order_name *names, size_t names_len,
    const char *name, bool descending)
{
	size_t used = 0;

	while (used < SEARCH_ORDERS_MAX && order[used].by)
		used++;
	for (size_t i = 0; i < names_len && used < SEARCH_ORDERS_MAX; i++)
		if (strcmp(names[i].name, name) == 0)
			order[used++] = (struct search_order){ names[i].by, descending };
}
