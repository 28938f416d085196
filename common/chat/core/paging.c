/* SPDX-License-Identifier: MIT */
#include "chat/core/paging.h"

struct page
paging_page(const struct paging *paging, const char *const *names)
{
	struct page page = { .limit = paging->limit, .offset = paging->offset };

	for (size_t i = 0; names && i < paging->sort_len; i++)
		sort_column_add(page.sort, names, paging->sort[i].name, paging->sort[i].descending);
	return page;
}
