/* SPDX-License-Identifier: MIT */
/*
 * client.h: includes the client library, and hides what differs between MariaDB's Connector/C and
 * MySQL's libmysqlclient. For the files of this folder only.
 */
#ifndef DB_MYSQL_CLIENT_H
#define DB_MYSQL_CLIENT_H

#include <mysql.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "db/mysql/tls_file.h"

#if defined(MARIADB_BASE_VERSION) || defined(MARIADB_PACKAGE_VERSION)
#define CLIENT_IS_MARIADB 1
#define CLIENT_NAME "MariaDB"
#else
#define CLIENT_IS_MARIADB 0
#define CLIENT_NAME "MySQL"
#endif

#if CLIENT_IS_MARIADB || MYSQL_VERSION_ID < 80001
typedef my_bool client_bool;
#else
typedef bool client_bool;
#endif

static inline bool
client_bind_params(MYSQL_STMT *stmt, MYSQL_BIND *binds, unsigned count)
{
#if CLIENT_IS_MARIADB || MYSQL_VERSION_ID < 80300
	(void)count;
	return !mysql_stmt_bind_param(stmt, binds);
#else
	return !mysql_stmt_bind_named_param(stmt, binds, count, NULL);
#endif
}

/*
 * Connector/C 3.4 checks the certificate only together with the host's name, which version 3.3 does with
 * another option.
 */
static inline bool
client_verifies_ca_alone(void)
{
#if CLIENT_IS_MARIADB
	const char *dot = strchr(mysql_get_client_info(), '.');

	return strtol(mysql_get_client_info(), NULL, 10) == 3 && dot &&
	       strtol(dot + 1, NULL, 10) < 4;
#else
	return true;
#endif
}

/*
 * Sets what the library does not read in an option file, or takes for otherwise unless it is told: Connector/C 3.4
 * insists on verified TLS, even with a server that has none. Before 3.4 it logs in without encryption where a server
 * has none, unless it looks for a fingerprint; the empty one is that of every certificate.
 */
static inline void
client_tls_mode(MYSQL *mysql, enum tls_mode mode)
{
#if CLIENT_IS_MARIADB
	const client_bool off = 0;

	mysql_options(mysql, MYSQL_OPT_SSL_ENFORCE, &off);
	mysql_options(mysql, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &off);
	if (mode >= TLS_REQUIRED && client_verifies_ca_alone())
		mysql_optionsv(mysql, MARIADB_OPT_SSL_FP, "");
#else
	static const unsigned modes[TLS__MAX] = {
		[TLS_UNSAID] = SSL_MODE_PREFERRED,
		[TLS_DISABLED] = SSL_MODE_DISABLED,
		[TLS_PREFERRED] = SSL_MODE_PREFERRED,
		[TLS_REQUIRED] = SSL_MODE_REQUIRED,
		[TLS_VERIFY_CA] = SSL_MODE_VERIFY_CA,
		[TLS_VERIFY_IDENTITY] = SSL_MODE_VERIFY_IDENTITY,
	};

	mysql_options(mysql, MYSQL_OPT_SSL_MODE, &modes[mode]);
#endif
}

/*
 * Where the server of this machine listens, unless the option file says it. The libraries have the path
 * of the distribution for which they were built; a program that is linked statically runs on any.
 */
static inline void
client_socket_of_host(MYSQL *mysql)
{
#ifdef LIVECHAT_STATIC
	static const char *const paths[] = {
		"/run/mysqld/mysqld.sock",   /* Debian, Alpine, Arch */
		"/var/lib/mysql/mysql.sock", /* Red Hat */
		"/run/mysql/mysql.sock",     /* SUSE */
		"/tmp/mysql.sock",
	};

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		if (access(paths[i], F_OK) == 0) {
			mysql_optionsv(mysql, MARIADB_OPT_UNIXSOCKET, paths[i]);
			return;
		}
	}
#else
	(void)mysql;
#endif
}

/* The descriptor of the connection's socket. */
static inline int
client_socket(MYSQL *mysql)
{
#if CLIENT_IS_MARIADB
	return (int)mysql_get_socket(mysql);
#else
	return (int)mysql->net.fd;
#endif
}

/* The hosts of "host=a,b,c" in the option file, once connected; NULL when it is not a list. */
static inline const char *
client_host_list(MYSQL *mysql)
{
#if CLIENT_IS_MARIADB
	const char *host = mysql->options.host;

	return host && strchr(host, ',') ? host : NULL;
#else
	(void)mysql;
	return NULL;
#endif
}

#endif
