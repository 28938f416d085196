/* SPDX-License-Identifier: MIT */
/*
 * author.h: a person as messages name them.
 */
#ifndef DB_PEOPLE_AUTHOR_H
#define DB_PEOPLE_AUTHOR_H

struct author {
	const char *id;
	const char *username;
	const char *name; /* NULL: none */
};

#endif
