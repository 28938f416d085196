/*
 * paging.h: lists that are read page by page. Every list is written by one function of chat, named
 * ..._write(), as an array: it takes the page that the client asks for, and says how long the list is.
 */
#ifndef CHAT_CORE_PAGING_H
#define CHAT_CORE_PAGING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "db/page.h"

#define SORT_KEYS_MAX 8 /* any more of them would decide nothing */

struct sort_key {
	const char *name; /* any: a list ignores what it does not know */
	bool descending;
};

/* The page of a list that a client asks for. */
struct paging {
	int64_t offset;
	int64_t count; /* as asked for; 0 is "all" and limit then says how many that is at most */
	int64_t limit;
	struct sort_key sort[SORT_KEYS_MAX]; /* in the order sent */
	size_t sort_len;
};

/* How many entries a list has: in this answer, and in all. */
struct list_size {
	int64_t count;
	int64_t total;
};

/*
 * What db reads for it, sorted by those keys that are among `names`, such as room_sort_names; NULL:
 * the list cannot be sorted.
 */
struct page paging_page(const struct paging *paging, const char *const *names);

#endif
