#include "db/mysql/conn_error.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"

#define SAY_AGAIN_AFTER_MS 60000
#define SAID_MAX 32

/* Numbers are written out: the headers of the two client libraries name different subsets. */
static const struct diagnosis {
	unsigned number;
	enum trouble trouble;
	const char *advice; /* cause and remedy for the admin; NULL: not worth a line */
} diagnoses[] = {
	/* answers and things that pass */
	{ 1062, TROUBLE_DUPLICATE, NULL },
	{ 1205, TROUBLE_BLOCKED, "a row stayed locked by another connection" },
	{ 1213, TROUBLE_BLOCKED, "a deadlock kept coming back" },
	{ 1243, TROUBLE_STALE, "the server forgot a prepared statement twice" },
	{ 1615, TROUBLE_STALE, "a table keeps changing while it is used" },
	{ 2057, TROUBLE_STALE, "a table keeps changing while it is used" },

	/* the connection is gone */
	{ 1053, TROUBLE_LOST, "the server shuts down" },
	{ 1152, TROUBLE_LOST, "the connection was aborted" },
	{ 1158, TROUBLE_LOST, "the connection was aborted" },
	{ 1159, TROUBLE_LOST, "the connection was aborted" },
	{ 1160, TROUBLE_LOST, "the connection was aborted" },
	{ 1161, TROUBLE_LOST, "the connection was aborted" },
	{ 1927, TROUBLE_LOST, "the connection was killed" },
	{ 2006, TROUBLE_LOST, "the connection was lost" },
	{ 2013, TROUBLE_LOST, "the connection was lost, or the server took too long to answer" },
	{ 2055, TROUBLE_LOST, "the connection was lost" },

	/* not a server to write to */
	{ 1047, TROUBLE_MOVED,
	    "this node of the cluster is not ready: look at the cluster's state" },
	{ 1290, TROUBLE_MOVED,
	    "the server is read-only: is it a replica? Name the server that takes writes in "
	    "host=" },
	{ 1836, TROUBLE_MOVED,
	    "the server is read-only: is it a replica? Name the server that takes writes in "
	    "host=" },

	/* not an account that may write; what is granted again counts for new connections only */
	{ 1142, TROUBLE_MOVED,
	    "the account may not do this: GRANT it; hosts also take INSERT away when a quota is "
	    "full" },
	{ 1143, TROUBLE_MOVED, "the account may not do this: GRANT it" },
	{ 1227, TROUBLE_MOVED, "the account lacks a privilege" },

	/* cannot connect */
	{ 2002, TROUBLE_REFUSED,
	    "no server listens there: is it running, is socket= or host= right?" },
	{ 2003, TROUBLE_REFUSED,
	    "no server listens there: is it running, are host= and port= right?" },
	{ 2005, TROUBLE_REFUSED, "the name of the server is unknown: check host=" },
	{ 2012, TROUBLE_REFUSED, "the server hung up while connecting: look at its log" },
	{ 2026, TROUBLE_REFUSED, "no encrypted connection: check the ssl-... lines" },
	{ 2054, TROUBLE_REFUSED, "the server is too old" },
	{ 2058, TROUBLE_REFUSED, "the client library lacks the plug-in this account logs in with" },
	{ 2059, TROUBLE_REFUSED, "the client library lacks the plug-in this account logs in with" },
	{ 1040, TROUBLE_REFUSED,
	    "the server has no connection left: raise max_connections or run fewer processes" },
	{ 1203, TROUBLE_REFUSED,
	    "the account has no connection left: raise max_user_connections or run fewer "
	    "processes" },
	{ 1226, TROUBLE_REFUSED,
	    "the account has used up what it is allowed: run fewer processes (livechat.fcgi "
	    "serves every endpoint from one pool) or ask the host for more" },
	{ 1044, TROUBLE_REFUSED,
	    "there is no such database, or the account may not use it: correct database=, create "
	    "it or GRANT it" },
	{ 1045, TROUBLE_REFUSED, "user name or password are wrong: check user= and password=" },
	{ 1046, TROUBLE_REFUSED, "no database is chosen: add database=" },
	{ 1049, TROUBLE_REFUSED, "there is no such database: create it or correct database=" },
	{ 1129, TROUBLE_REFUSED,
	    "the server blocks this host after many errors: FLUSH HOSTS there" },
	{ 1130, TROUBLE_REFUSED, "the server does not let this host in: GRANT it to the account" },
	{ 1251, TROUBLE_REFUSED, "the client library cannot log in as this account demands" },
	{ 1275, TROUBLE_REFUSED, "the client library cannot log in as this account demands" },
	{ 1698, TROUBLE_REFUSED,
	    "user name or password are wrong, or the account logs in without a password, as its "
	    "own system user: check user= and password=" },
	{ 1820, TROUBLE_REFUSED, "the account's password has to be changed first" },
	{ 1862, TROUBLE_REFUSED, "the account's password has expired" },
	{ 3118, TROUBLE_REFUSED, "the account is locked" },
	{ 3159, TROUBLE_REFUSED, "the server demands encryption: add ssl-... lines" },
	{ 4151, TROUBLE_REFUSED, "the account is locked" },

	/* connected, but not now */
	{ 1021, TROUBLE_REFUSED, "the server's disk is full: make room there" },
	{ 1026, TROUBLE_REFUSED, "the server cannot write a file: is its disk full?" },
	{ 1030, TROUBLE_REFUSED, "the storage engine failed: is the server's disk full?" },
	{ 1036, TROUBLE_REFUSED, "a table is read-only" },
	{ 1037, TROUBLE_REFUSED, "the server is out of memory" },
	{ 1038, TROUBLE_REFUSED, "the server is out of sort memory" },
	{ 1041, TROUBLE_REFUSED, "the server is out of memory" },
	{ 1114, TROUBLE_REFUSED,
	    "a table is full: is the server's disk or the account's quota full?" },
	{ 1146, TROUBLE_REFUSED, "a table is missing: run livechat-admin migrate or restore it" },
	{ 1206, TROUBLE_REFUSED,
	    "the server has no room for locks: raise innodb_buffer_pool_size" },
	{ 1317, TROUBLE_REFUSED, "the statement was killed" },
	{ 1461, TROUBLE_REFUSED,
	    "the server holds no more prepared statements: raise max_prepared_stmt_count" },
	{ 1792, TROUBLE_REFUSED, "the session is read-only" },
	{ 1969, TROUBLE_REFUSED, "the statement took longer than max_statement_time" },
	{ 3024, TROUBLE_REFUSED, "the statement took longer than max_execution_time" },
	{ 3169, TROUBLE_LOST, "the connection was killed" },
};

static const struct diagnosis *
diagnosis_find(unsigned number)
{
	for (size_t i = 0; i < ARRAY_LEN(diagnoses); i++)
		if (diagnoses[i].number == number)
			return &diagnoses[i];
	return NULL;
}

enum trouble
trouble_of(unsigned number, const char *server_info)
{
	const struct diagnosis *diagnosis = diagnosis_find(number);

	if (number == 0)
		return TROUBLE_NONE;
	/* MySQL's word for an idle connection it closed; MariaDB has another use for the number. */
	if (number == 4031 && (!server_info || !strstr(server_info, "MariaDB")))
		return TROUBLE_LOST;
	return diagnosis ? diagnosis->trouble : TROUBLE_BUG;
}

static uint32_t
text_hash(const char *text)
{
	uint32_t hash = 2166136261u;

	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * 16777619u;
	return hash;
}

bool
trouble_is_news(unsigned number, const char *key)
{
	static struct {
		uint32_t hash;
		unsigned number;
		int64_t until_ms;
	} said[SAID_MAX];
	int64_t now_ms = clock_monotonic_ms();
	uint32_t hash = text_hash(key);
	size_t oldest = 0;

	for (size_t i = 0; i < SAID_MAX; i++) {
		if (said[i].hash == hash && said[i].number == number && now_ms < said[i].until_ms)
			return false;
		if (said[i].until_ms < said[oldest].until_ms)
			oldest = i;
	}
	said[oldest].hash = hash;
	said[oldest].number = number;
	said[oldest].until_ms = now_ms + SAY_AGAIN_AFTER_MS;
	return true;
}

/* These quote what was to be stored, and texts of people do not belong into a log. */
static bool
text_quotes_data(unsigned number)
{
	return number == 1062 || number == 1292 || number == 1366;
}

void
trouble_log(unsigned number, const char *server_text, const char *about)
{
	const struct diagnosis *diagnosis = diagnosis_find(number);

	if (!trouble_is_news(number, about))
		return;
	log_error("database: %s (error %u%s%s; %s)",
	    diagnosis && diagnosis->advice ? diagnosis->advice : "an unexpected error", number,
	    text_quotes_data(number) ? "" : ": ", text_quotes_data(number) ? "" : server_text,
	    about);
}
