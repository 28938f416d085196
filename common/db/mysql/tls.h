/*
 * tls.h: connections that are not encrypted do without most of the TLS library. For the files
 * of this folder only.
 */
#ifndef DB_MYSQL_TLS_H
#define DB_MYSQL_TLS_H

/*
 * To be called before the client library is used the first time; later it does nothing: the first
 * option file of a process decides for all.
 */
void tls_prepare(const char *option_file);

#endif
