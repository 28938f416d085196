/* SPDX-License-Identifier: MIT */
/*
 * tls.h: prepares OpenSSL and the client library for what the option file says about TLS. For the files of
 * this folder only.
 */
#ifndef DB_MYSQL_TLS_H
#define DB_MYSQL_TLS_H

#include <stdbool.h>

#include "base/buf.h"
#include "db/mysql/client.h"
#include "db/mysql/tls_file.h"

/*
 * Keeps OpenSSL from preparing for TLS where connections are not encrypted. To be called before the client
 * library is used for the first time; later calls do nothing. The first option file of a process decides.
 */
void tls_prepare(enum tls_mode mode);

/*
 * Tells the library what it does not read, or reads otherwise. `lines` gets what it has to read after the option
 * file, in the group [livechat]; it stays empty where the file says nothing.
 */
void tls_use(MYSQL *mysql, const struct tls_wish *wish, struct buf *lines);

/* Whether a connection that was made is not encrypted although it has to be. */
bool tls_missed(MYSQL *mysql, enum tls_mode mode);

#endif
