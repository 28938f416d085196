/* SPDX-License-Identifier: MIT */
/*
 * paging.h: lists that clients read page by page. Each list is written as a JSON array by a function
 * named ..._write(), which receives the requested page and returns the size of the list.
 */
#ifndef CHAT_CORE_PAGING_H
#define CHAT_CORE_PAGING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "db/page.h"

#define SORT_KEYS_MAX 8 /* the keys of a request after these are ignored */

struct sort_key {
	const char *name; /* a list ignores names that it does not know */
	bool descending;
};

/* The page of a list that a client requests. */
struct paging {
	int64_t offset;
	int64_t count;                       /* as requested; 0: all, up to limit */
	int64_t limit;                       /* entries that the page may have at most */
	struct sort_key sort[SORT_KEYS_MAX]; /* the first key matters most */
	size_t sort_len;
};

struct list_size {
	int64_t count; /* entries on this page */
	int64_t total; /* entries on all pages */
};

/*
 * Returns the page as db reads it, sorted by those keys that are among `names`, such as
 * room_sort_names. names NULL: the list cannot be sorted.
 */
struct page paging_page(const struct paging *paging, const char *const *names);

#endif
