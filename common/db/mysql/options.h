/* SPDX-License-Identifier: MIT */
/*
 * options.h: has the client library read the option file. For the files of folder db only.
 */
#ifndef DB_MYSQL_OPTIONS_H
#define DB_MYSQL_OPTIONS_H

#include <stdbool.h>

#include "base/arena.h"
#include "db/mysql/client.h"
#include "db/mysql/tls_file.h"

/* Descriptors of files in memory that the library reads; -1: none. */
struct option_copies {
	int unmarked;
	int wrapper;
};

/*
 * Whether the file can be used, and what it says about TLS; the results are in `mem`. If not, the log says
 * why, at most once a minute.
 */
bool options_usable(struct arena *mem, const char *path, struct tls_wish *wish);

/*
 * Names the file to the library, which reads it when it connects, and then `lines` as if they were at its end, in
 * the group [livechat]. The copies are to be closed when it has connected. False: there is no memory for them.
 */
bool options_use(
    MYSQL *mysql, const char *option_file, struct buf *lines, struct option_copies *copies);
void options_close(struct option_copies *copies);

#endif
