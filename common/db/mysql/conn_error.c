/* SPDX-License-Identifier: MIT */
#include "db/mysql/conn_error.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/crypto/fnv.h"
#include "base/log.h"
#include "base/str.h"
#include "db/mysql/error_numbers.h"

#define LOG_AGAIN_AFTER_MS 60000
#define LOGGED_MAX 32

#define TOO_LARGE_ADVICE \
	"a value was refused because it is larger than the database takes: raise " \
	"max_allowed_packet of the server, or lower the setting Message_MaxAllowedSize"

static const struct diagnosis {
	unsigned number;
	enum conn_error reason;
	const char *advice; /* cause and remedy for the admin; NULL: it is no failure */
} diagnoses[] = {
	/* expected, or over soon */
	{ ER_DUP_ENTRY, CONN_ERROR_DUPLICATE, NULL },
	{ ER_LOCK_WAIT_TIMEOUT, CONN_ERROR_LOCKED, "a row stayed locked by another connection" },
	{ ER_LOCK_DEADLOCK, CONN_ERROR_LOCKED, "a deadlock kept coming back" },
	{ ER_CHECKREAD, CONN_ERROR_LOCKED,
	    "a row kept changing while it was used: switch innodb_snapshot_isolation off" },
	{ ER_UNKNOWN_STMT_HANDLER, CONN_ERROR_STALE,
	    "the server forgot a prepared statement twice" },
	{ ER_NEED_REPREPARE, CONN_ERROR_STALE, "a table keeps changing while it is used" },
	{ CR_NEW_STMT_METADATA, CONN_ERROR_STALE, "a table keeps changing while it is used" },

	/* the connection is gone */
	{ ER_SERVER_SHUTDOWN, CONN_ERROR_LOST, "the server shuts down" },
	{ ER_ABORTING_CONNECTION, CONN_ERROR_LOST, "the connection was aborted" },
	{ ER_NET_READ_ERROR, CONN_ERROR_LOST, "the connection was aborted" },
	{ ER_NET_READ_INTERRUPTED, CONN_ERROR_LOST, "the connection was aborted" },
	{ ER_NET_ERROR_ON_WRITE, CONN_ERROR_LOST, "the connection was aborted" },
	{ ER_NET_WRITE_INTERRUPTED, CONN_ERROR_LOST, "the connection was aborted" },
	{ MARIADB_ER_CONNECTION_KILLED, CONN_ERROR_LOST, "the connection was killed" },
	{ CR_SERVER_GONE_ERROR, CONN_ERROR_LOST, "the connection was lost" },
	{ CR_SERVER_LOST, CONN_ERROR_LOST,
	    "the connection was lost, or the server took too long to answer" },
	{ CR_SERVER_LOST_EXTENDED, CONN_ERROR_LOST, "the connection was lost" },

	/* not a server that takes writes */
	{ ER_UNKNOWN_COM_ERROR, CONN_ERROR_NOT_WRITABLE,
	    "this node of the cluster is not ready: look at the cluster's state" },
	{ ER_OPTION_PREVENTS_STATEMENT, CONN_ERROR_NOT_WRITABLE,
	    "the server is read-only: is it a replica? Name the server that takes writes in "
	    "host=" },
	{ ER_READ_ONLY_MODE, CONN_ERROR_NOT_WRITABLE,
	    "the server is read-only: is it a replica? Name the server that takes writes in "
	    "host=" },

	/* not an account that may write; a new GRANT counts for new connections only */
	{ ER_TABLEACCESS_DENIED_ERROR, CONN_ERROR_NOT_WRITABLE,
	    "the account may not do this: GRANT it; hosts also take INSERT away when a quota is "
	    "full" },
	{ ER_COLUMNACCESS_DENIED_ERROR, CONN_ERROR_NOT_WRITABLE,
	    "the account may not do this: GRANT it" },
	{ ER_SPECIFIC_ACCESS_DENIED_ERROR, CONN_ERROR_NOT_WRITABLE,
	    "the account lacks a privilege" },

	/* cannot connect */
	{ CR_CONNECTION_ERROR, CONN_ERROR_UNAVAILABLE,
	    "no server listens there: is it running, is socket= or host= right?" },
	{ CR_CONN_HOST_ERROR, CONN_ERROR_UNAVAILABLE,
	    "no server listens there: is it running, are host= and port= right?" },
	{ CR_UNKNOWN_HOST, CONN_ERROR_UNAVAILABLE,
	    "the name of the server is unknown: check host=" },
	{ CR_SERVER_HANDSHAKE_ERR, CONN_ERROR_UNAVAILABLE,
	    "the server hung up while connecting: look at its log" },
	{ CR_SSL_CONNECTION_ERROR, CONN_ERROR_UNAVAILABLE,
	    "no encrypted connection: check the ssl-... lines" },
	{ CR_NOT_IMPLEMENTED, CONN_ERROR_UNAVAILABLE, "the server is too old" },
	{ CR_AUTH_PLUGIN_CANNOT_LOAD, CONN_ERROR_UNAVAILABLE,
	    "the client library lacks the plug-in this account logs in with" },
	{ ER_CON_COUNT_ERROR, CONN_ERROR_UNAVAILABLE,
	    "the server has no connection left: raise max_connections or run fewer processes" },
	{ ER_TOO_MANY_USER_CONNECTIONS, CONN_ERROR_UNAVAILABLE,
	    "the account has no connection left: raise max_user_connections or run fewer "
	    "processes" },
	{ ER_USER_LIMIT_REACHED, CONN_ERROR_UNAVAILABLE,
	    "the account has used up what it is allowed: run fewer processes (livechat.fcgi "
	    "serves every endpoint from one pool) or ask the host for more" },
	{ ER_DBACCESS_DENIED_ERROR, CONN_ERROR_UNAVAILABLE,
	    "there is no such database, or the account may not use it: correct database=, create "
	    "it or GRANT it" },
	{ ER_ACCESS_DENIED_ERROR, CONN_ERROR_UNAVAILABLE,
	    "user name or password are wrong: check user= and password=" },
	{ ER_NO_DB_ERROR, CONN_ERROR_UNAVAILABLE, "no database is chosen: add database=" },
	{ ER_BAD_DB_ERROR, CONN_ERROR_UNAVAILABLE,
	    "there is no such database: create it or correct database=" },
	{ ER_HOST_IS_BLOCKED, CONN_ERROR_UNAVAILABLE,
	    "the server blocks this host after many errors: FLUSH HOSTS there" },
	{ ER_HOST_NOT_PRIVILEGED, CONN_ERROR_UNAVAILABLE,
	    "the server does not let this host in: GRANT it to the account" },
	{ ER_NOT_SUPPORTED_AUTH_MODE, CONN_ERROR_UNAVAILABLE,
	    "the client library cannot log in as this account demands" },
	{ ER_SERVER_IS_IN_SECURE_AUTH_MODE, CONN_ERROR_UNAVAILABLE,
	    "the client library cannot log in as this account demands" },
	{ ER_ACCESS_DENIED_NO_PASSWORD_ERROR, CONN_ERROR_UNAVAILABLE,
	    "user name or password are wrong, or the account logs in without a password, as its "
	    "own system user: check user= and password=" },
	{ ER_MUST_CHANGE_PASSWORD, CONN_ERROR_UNAVAILABLE,
	    "the account's password has to be changed first" },
	{ ER_MUST_CHANGE_PASSWORD_LOGIN, CONN_ERROR_UNAVAILABLE,
	    "the account's password has expired" },
	{ MYSQL_ER_ACCOUNT_HAS_BEEN_LOCKED, CONN_ERROR_UNAVAILABLE, "the account is locked" },
	{ MYSQL_ER_SECURE_TRANSPORT_REQUIRED, CONN_ERROR_UNAVAILABLE,
	    "the server demands encryption: add ssl-... lines" },
	{ MARIADB_ER_ACCOUNT_HAS_BEEN_LOCKED, CONN_ERROR_UNAVAILABLE, "the account is locked" },

	/* a value that is too large */
	{ ER_NET_PACKET_TOO_LARGE, CONN_ERROR_TOO_LARGE, TOO_LARGE_ADVICE },
	{ ER_WARN_ALLOWED_PACKET_OVERFLOWED, CONN_ERROR_TOO_LARGE, TOO_LARGE_ADVICE },
	{ ER_TOO_LONG_STRING, CONN_ERROR_TOO_LARGE, TOO_LARGE_ADVICE },
	{ CR_NET_PACKET_TOO_LARGE, CONN_ERROR_TOO_LARGE,
	    "a value was refused because it is larger than the client library sends: raise "
	    "max-allowed-packet in the option file" },

	/* connected, but not now */
	{ ER_DISK_FULL, CONN_ERROR_UNAVAILABLE, "the server's disk is full: make room there" },
	{ ER_ERROR_ON_WRITE, CONN_ERROR_UNAVAILABLE,
	    "the server cannot write a file: is its disk full?" },
	{ ER_GET_ERRNO, CONN_ERROR_UNAVAILABLE,
	    "the storage engine failed: is the server's disk full?" },
	{ ER_OPEN_AS_READONLY, CONN_ERROR_UNAVAILABLE, "a table is read-only" },
	{ ER_OUTOFMEMORY, CONN_ERROR_UNAVAILABLE, "the server is out of memory" },
	{ ER_OUT_OF_SORTMEMORY, CONN_ERROR_UNAVAILABLE, "the server is out of sort memory" },
	{ ER_OUT_OF_RESOURCES, CONN_ERROR_UNAVAILABLE, "the server is out of memory" },
	{ ER_RECORD_FILE_FULL, CONN_ERROR_UNAVAILABLE,
	    "a table is full: is the server's disk or the account's quota full?" },
	{ ER_NO_SUCH_TABLE, CONN_ERROR_UNAVAILABLE,
	    "a table is missing: run livechat-admin migrate or restore it" },
	{ ER_LOCK_TABLE_FULL, CONN_ERROR_UNAVAILABLE,
	    "the server has no room for locks: raise innodb_buffer_pool_size" },
	{ ER_QUERY_INTERRUPTED, CONN_ERROR_STOPPED, "the statement was killed" },
	{ ER_MAX_PREPARED_STMT_COUNT_REACHED, CONN_ERROR_UNAVAILABLE,
	    "the server holds no more prepared statements: raise max_prepared_stmt_count" },
	{ ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION, CONN_ERROR_UNAVAILABLE,
	    "the session is read-only" },
	{ MARIADB_ER_STATEMENT_TIMEOUT, CONN_ERROR_STOPPED,
	    "the statement took longer than max_statement_time" },
	{ MYSQL_ER_QUERY_TIMEOUT, CONN_ERROR_STOPPED,
	    "the statement took longer than max_execution_time" },
	{ MYSQL_ER_SESSION_WAS_KILLED, CONN_ERROR_LOST, "the connection was killed" },
};

static const struct diagnosis *
diagnosis_find(unsigned number)
{
	for (size_t i = 0; i < ARRAY_LEN(diagnoses); i++)
		if (diagnoses[i].number == number)
			return &diagnoses[i];
	return NULL;
}

enum conn_error
conn_error_of(unsigned number, const char *server_info)
{
	const struct diagnosis *diagnosis = diagnosis_find(number);

	if (number == 0)
		return CONN_ERROR_NONE;
	/* MySQL has closed an idle connection; in MariaDB the number means another error. */
	if (number == MYSQL_ER_CLIENT_INTERACTION_TIMEOUT &&
	    (!server_info || !strstr(server_info, "MariaDB")))
		return CONN_ERROR_LOST;
	return diagnosis ? diagnosis->reason : CONN_ERROR_BUG;
}

bool
conn_error_is_new(unsigned number, const char *key)
{
	static struct {
		uint32_t hash;
		unsigned number;
		int64_t until_ms;
	} logged[LOGGED_MAX];
	int64_t now_ms = clock_monotonic_ms();
	uint32_t hash = fnv32(key);
	size_t oldest = 0;

	if (log_is_diverted())
		return true;
	for (size_t i = 0; i < LOGGED_MAX; i++) {
		if (logged[i].hash == hash && logged[i].number == number &&
		    now_ms < logged[i].until_ms)
			return false;
		if (logged[i].until_ms < logged[oldest].until_ms)
			oldest = i;
	}
	logged[oldest].hash = hash;
	logged[oldest].number = number;
	logged[oldest].until_ms = now_ms + LOG_AGAIN_AFTER_MS;
	return true;
}

/* These messages quote the value, and what people write does not belong in a log. */
static bool
text_quotes_data(unsigned number)
{
	return number == ER_DUP_ENTRY || number == ER_TRUNCATED_WRONG_VALUE ||
	       number == ER_TRUNCATED_WRONG_VALUE_FOR_FIELD;
}

void
conn_error_log(unsigned number, const char *server_text, const char *about)
{
	const struct diagnosis *diagnosis = diagnosis_find(number);

	if (!conn_error_is_new(number, about))
		return;
	log_error("database: %s (error %u%s%s; %s)",
	    diagnosis && diagnosis->advice ? diagnosis->advice : "an unexpected error", number,
	    text_quotes_data(number) ? "" : ": ", text_quotes_data(number) ? "" : server_text,
	    about);
}
