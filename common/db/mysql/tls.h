/* SPDX-License-Identifier: MIT */
/*
 * tls.h: keeps OpenSSL from preparing for TLS where connections are not encrypted. For the files of
 * this folder only.
 */
#ifndef DB_MYSQL_TLS_H
#define DB_MYSQL_TLS_H

/*
 * To be called before the client library is used for the first time; later calls do nothing. The
 * first option file of a process decides.
 */
void tls_prepare(const char *option_file);

#endif
