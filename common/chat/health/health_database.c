/* SPDX-License-Identifier: MIT */
#include "chat/health/finding.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "db/health.h"

/*
 * How often the text of a message goes into a statement (alone, and in the JSON that is shown,
 * where characters are escaped), the most bytes that a UTF-16 unit has in UTF-8, and room for what
 * is derived from the text: blocks, links and mentions.
 */
#define TEXTS 3
#define UNIT_BYTES 3
#define DERIVED_BYTES (128 * 1024)

#define CLOCK_APART_MS 2000
#define FEW_CONNECTIONS 5
#define OVERDUE_MS INT64_C(600000)

int64_t
health_packet_needed(const struct settings *settings)
{
	return TEXTS * UNIT_BYTES * setting_int(settings, SETTING_MESSAGE_MAX_ALLOWED_SIZE) +
	       DERIVED_BYTES;
}

/* --- What the log would say ---------------------------------------------------------------- */

/* The last line that was meant for the log, which has the cause and the remedy of a failure. */
struct cause {
	struct arena *mem;
	const char *text;
};

static void
cause_note(const char *text, void *arg)
{
	struct cause *cause = arg;

	cause->text = arena_strdup(cause->mem, text);
}

/* Says why a question to the database had no answer. */
static void
report_cause(const struct report *to, const struct cause *cause)
{
	report(to, HEALTH_FAILURE, "database",
	    cause->text ? cause->text : "it does not answer; the log says why", NULL);
}

/* --- The server and the account -------------------------------------------------------------- */

static void
check_session(const struct report *to, const struct db_health *health)
{
	if (!health->session_holds)
		report(to, HEALTH_FAILURE, "database session",
		    "what a connection sets at its beginning does not hold afterwards",
		    "if a proxy shares connections between clients, let it keep their session "
		    "variables, or name the database server itself in host=");
}

/* Privileges that are missing, as words; NULL: none is, or the server does not tell. */
static const char *
missing(struct arena *mem, const struct db_health *health, const char *const *privileges)
{
	const char *list = NULL;

	if (!*health->privileges)
		return NULL;
	for (; *privileges; privileges++)
		if (!strstr(health->privileges, arena_printf(mem, ",%s,", *privileges)))
			list = list ? arena_printf(mem, "%s, %s", list, *privileges) : *privileges;
	return list;
}

static void
check_rights(const struct report *to, const struct db_health *health)
{
	static const char *const serving[] = { "SELECT", "INSERT", "UPDATE", "DELETE", NULL };
	static const char *const migrating[] = { "CREATE", "ALTER", "INDEX", "DROP", NULL };
	struct arena *mem = to->chat->mem;
	const char *no = missing(mem, health, serving);

	if (no) {
		report(to, HEALTH_FAILURE, "database rights",
		    arena_printf(mem, "the account %s may not %s", health->account, no),
		    arena_printf(mem,
			"GRANT %s on the database to it; hosts also take INSERT away when a quota "
			"is full",
			no));
		return;
	}
	no = missing(mem, health, migrating);
	if (no)
		report(to, HEALTH_OK, "database rights",
		    arena_printf(mem,
			"the account %s may serve requests; \"livechat-admin migrate\" needs %s, "
			"too",
			health->account, no),
		    NULL);
	else
		report(to, HEALTH_OK, "database rights",
		    arena_printf(mem, "%s",
			*health->privileges ? "the account may serve requests and change tables"
					    : "the server does not tell what the account may do"),
		    NULL);
}

static void
check_packet(const struct report *to, const struct db_health *health)
{
	struct arena *mem = to->chat->mem;
	int64_t needed = health_packet_needed(to->chat->settings);

	if (health->packet_max >= needed)
		report(to, HEALTH_OK, "max_allowed_packet",
		    arena_printf(mem, "%lld bytes, and the longest message needs %lld",
			(long long)health->packet_max, (long long)needed),
		    NULL);
	else
		report(to, HEALTH_WARNING, "max_allowed_packet",
		    arena_printf(mem,
			"%lld bytes, and the longest message may need %lld: what does not fit is "
			"answered with 413",
			(long long)health->packet_max, (long long)needed),
		    "raise it in the server's configuration, or lower the setting "
		    "Message_MaxAllowedSize");
}

/* The account's own limit, else that of the server, and what is in use. */
static void
check_connections(const struct report *to, const struct db_health *health)
{
	static const char remedy[] =
	    "run fewer processes than that, which have one connection each (FcgidMaxProcesses, "
	    "max-procs or LIVECHAT_PROCESSES), or ask the host for more";
	struct arena *mem = to->chat->mem;
	int64_t most = health->account_connections_max > 0 ? health->account_connections_max
							   : health->connections_max;
	const char *text = arena_printf(mem, "%lld of at most %lld are open%s",
	    (long long)health->account_connections, (long long)most,
	    health->account_connections_max > 0 ? " for this account" : "");

	if (health->account_connections >= most || most < FEW_CONNECTIONS)
		report(to, HEALTH_WARNING, "database connections", text, remedy);
	else
		report(to, HEALTH_OK, "database connections", text, NULL);
}

static void
check_clock(const struct report *to, const struct db_health *health)
{
	int64_t apart_ms = clock_now_ms() - health->clock_ms;

	if (llabs((long long)apart_ms) <= CLOCK_APART_MS)
		report(to, HEALTH_OK, "clock", "this machine and the database agree", NULL);
	else
		report(to, HEALTH_WARNING, "clock",
		    arena_printf(to->chat->mem,
			"the clock of this machine is %lld s %s that of the database",
			llabs((long long)apart_ms) / 1000, apart_ms > 0 ? "ahead of" : "behind"),
		    "set both by NTP: who is there and what is open now is told by these clocks");
}

/* --- The tables ------------------------------------------------------------------------------ */

struct table_faults {
	const struct report *to;
	size_t len;
};

static enum db_error
table_fault(const char *table, enum table_fault fault, void *arg)
{
	struct table_faults *faults = arg;
	struct arena *mem = faults->to->chat->mem;
	const char *text = NULL, *remedy = NULL;

	switch (fault) {
	case TABLE_MISSING:
		text = arena_printf(mem, "there is no table %s", table);
		remedy = "restore it from a backup";
		break;
	case TABLE_ENGINE:
		text = arena_printf(mem,
		    "the table %s is broken or not of InnoDB: a failure can leave half a change in "
		    "it",
		    table);
		remedy = arena_printf(mem, "ALTER TABLE %s ENGINE=InnoDB", table);
		break;
	case TABLE_CHARSET:
		text = arena_printf(
		    mem, "the table %s is not in utf8mb4: it cannot take all letters", table);
		remedy = arena_printf(mem,
		    "restore a backup that was made with --default-character-set=utf8mb4, or ALTER "
		    "TABLE %s DEFAULT CHARACTER SET utf8mb4 if only the default was changed",
		    table);
		break;
	}
	faults->len++;
	report(faults->to, HEALTH_FAILURE, "tables", text, remedy);
	return DB_OK;
}

static enum db_error
check_tables(const struct report *to)
{
	struct table_faults faults = { .to = to };
	enum db_error error = db_health_tables(to->chat->db, to->chat->mem, table_fault, &faults);

	if (!error && faults.len == 0)
		report(to, HEALTH_OK, "tables", "all are there, as this release needs them", NULL);
	return error;
}

/* --- What is stored -------------------------------------------------------------------------- */

static void
check_people(const struct report *to, const struct db_work *work)
{
	if (work->agents == 0)
		report(to, HEALTH_WARNING, "accounts", "there is no agent, so nobody can answer",
		    "livechat-admin user add NAME --role agent");
	else
		report(to, HEALTH_OK, "accounts",
		    arena_printf(to->chat->mem, "%lld agents and %lld admins may log in",
			(long long)work->agents, (long long)work->admins),
		    NULL);
}

static void
check_work(const struct report *to, const struct db_work *work)
{
	struct arena *mem = to->chat->mem;
	int64_t late_ms = clock_now_ms() - work->first_due_at;

	if (work->mails_failed > 0)
		report(to, HEALTH_WARNING, "mails",
		    arena_printf(mem, "%lld could not be sent and were given up",
			(long long)work->mails_failed),
		    "\"livechat-admin outbox list --state failed\" says why, and \"outbox retry\" "
		    "sends them again");
	if (work->first_due_at < INT64_MAX && late_ms > OVERDUE_MS)
		report(to, HEALTH_WARNING, "duties",
		    arena_printf(mem, "something has been due for %lld minutes",
			(long long)(late_ms / 60000)),
		    "it is done after the next request; where requests are rare, let cron run "
		    "\"livechat-admin jobs run\"");
}

/* --------------------------------------------------------------------------------------------- */

static enum db_error
check_all(const struct report *to)
{
	struct chat *chat = to->chat;
	struct db_health health;
	struct db_work work;
	enum db_error error = db_health(chat->db, chat->mem, &health);

	if (error)
		return error;
	report(
	    to, HEALTH_OK, "database", arena_printf(chat->mem, "%s answers", health.server), NULL);
	check_session(to, &health);
	check_rights(to, &health);
	check_connections(to, &health);
	check_clock(to, &health);
	error = check_tables(to);
	if (error || (settings_refresh(chat) && (error = DB_DOWN)))
		return error;
	check_packet(to, &health);
	error = db_health_work(chat->db, &work);
	if (error)
		return error;
	check_people(to, &work);
	check_work(to, &work);
	return DB_OK;
}

void
health_database(struct chat *chat, finding_fn *found, void *arg)
{
	const struct report to = { .chat = chat, .found = found, .arg = arg };
	struct cause cause = { .mem = chat->mem };

	log_divert(cause_note, &cause);
	if (check_all(&to) != DB_OK)
		report_cause(&to, &cause);
	log_divert(NULL, NULL);
}
