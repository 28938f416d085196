/* SPDX-License-Identifier: MIT */
#include "direct_jobs.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <mysql.h>

#define KEYS_MAX 100000
#define COLUMNS_MAX 32
#define CELL_LEN 4096
#define ROWS_LEN (256 * 1024)
#define PARAMS_MAX 44
#define ID_LEN 48
#define BATCH 10

#define MESSAGE \
	"m.id, m.ts, m.type, m.by_visitor, m.updated_at, m.edited_at, m.shown_json, " \
	"m.file_upload_json"
#define OWN_ROOM "WHERE r.id = ? AND r.visitor_token = ?"

/*
 * Sends messages in a single statement: one transaction advances last_ts of the room by one for each
 * message and inserts the messages.
 */
#define SENDING(count, messages) \
	"BEGIN NOT ATOMIC START TRANSACTION; " \
	"UPDATE rooms SET last_ts = LAST_INSERT_ID(GREATEST(last_ts + 1, ?) + " count " - 1), " \
	"version = version + 1, msgs = msgs + " count ", listed = listed + " count ", " \
	"lm = last_ts, last_message_id = ?, visitor_ts = last_ts, waiting = 1, " \
	"updated_at = last_ts WHERE id = ? AND is_open = 1; " \
	"INSERT INTO messages (rid, ts, id, by_visitor, u_id, u_username, u_name, msg, " \
	"updated_at, " \
	"shown_json) VALUES " messages "; COMMIT; END"
#define SENT(before) \
	"(?, LAST_INSERT_ID() - " before ", ?, 1, 'visitorWithAnIdOf', 'guest-1000', " \
	"'Visitor 1000', ?, LAST_INSERT_ID() - " before ", ?)"

enum statement {
	READ,
	ROOM,
	VERSION,
	HISTORY,
	SINCE,
	AGENT,
	PAGE,
	OPEN_ROOM,
	SEND,
	SEND_BATCH,
	STATEMENTS
};

static const char *const texts[STATEMENTS] = {
	[READ] = "SELECT r.read_ts, " MESSAGE
		 " FROM rooms r JOIN messages m ON m.id = ? AND m.rid = r.id " OWN_ROOM,
	[ROOM] = "SELECT v.id, v.username, v.name, r.is_open FROM visitors v "
		 "JOIN rooms r ON r.id = ? AND r.visitor_id = v.id WHERE v.token = ?",
	[VERSION] = "SELECT r.version FROM rooms r " OWN_ROOM,
	[HISTORY] =
	    "SELECT r.version, " MESSAGE " FROM rooms r JOIN messages m ON m.rid = r.id " OWN_ROOM
	    " ORDER BY m.ts DESC LIMIT 50",
	[SINCE] = "SELECT r.version, " MESSAGE
		  " FROM rooms r JOIN messages m ON m.rid = r.id AND m.ts >= ? " OWN_ROOM
		  " ORDER BY m.ts DESC LIMIT 50",
	[AGENT] =
	    "SELECT u.id, u.username, u.roles, u.active, t.expires_at, r.version, r.listed, "
	    "r.served_by_id, r.visitor_token FROM auth_tokens t JOIN users u ON u.id = t.user_id "
	    "JOIN rooms r ON r.id = ? WHERE t.hash = ?",
	[PAGE] = "SELECT " MESSAGE " FROM messages m WHERE m.rid = ? "
		 "AND (m.type IS NULL OR m.type = 'livechat-close') ORDER BY m.ts DESC LIMIT 50",
	[OPEN_ROOM] = "SELECT u.id, u.active, v.id, v.username, v.name, r.id FROM auth_tokens t "
		      "JOIN users u ON u.id = t.user_id JOIN visitors v ON v.token = ? "
		      "JOIN rooms r ON r.visitor_id = v.id AND r.is_open = 1 WHERE t.hash = ? "
		      "ORDER BY r.ts LIMIT 1",
	[SEND] = SENDING("1", SENT("0")),
	[SEND_BATCH] = SENDING(
	    "10", SENT("9") ", " SENT("8") ", " SENT("7") ", " SENT("6") ", " SENT("5") ", " SENT(
		      "4") ", " SENT("3") ", " SENT("2") ", " SENT("1") ", " SENT("0")),
};

struct session {
	MYSQL *mysql;
	MYSQL_STMT *stmts[STATEMENTS];
	const char *hash;
	unsigned int number;
	unsigned int turn; /* the position in the job "mix" */
	long long origin;  /* makes the ids of this run unique */
	unsigned int sent;
	MYSQL_BIND columns[COLUMNS_MAX];
	unsigned long lengths[COLUMNS_MAX];
	my_bool nulls[COLUMNS_MAX];
	char cells[COLUMNS_MAX][CELL_LEN];
	char rows[ROWS_LEN]; /* all cells of the rows of the job */
	size_t rows_len;
};

/* --- one statement ---------------------------------------------------------------------------- */

/* The values of the placeholders of a statement, as text. */
#define PARAMS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* Appends the row that was fetched; returns false if the buffer is full. */
static bool
keep_row(struct session *session, unsigned int columns)
{
	for (unsigned int i = 0; i < columns; i++) {
		size_t len = session->nulls[i] ? 0 : session->lengths[i];

		if (len > CELL_LEN || len > ROWS_LEN - session->rows_len)
			return false;
		memcpy(session->rows + session->rows_len, session->cells[i], len);
		session->rows_len += len;
	}
	return true;
}

/* Runs a statement; returns the number of rows, which is 0 for a statement without a result set. */
static int
ask(struct session *session, enum statement which, const char *const *values)
{
	MYSQL_STMT *stmt = session->stmts[which];
	MYSQL_BIND params[PARAMS_MAX] = { 0 };
	unsigned long lengths[PARAMS_MAX];
	int rows = 0, fetched;

	for (size_t i = 0; values[i]; i++) {
		char *bytes;

		memcpy(&bytes, &values[i], sizeof(bytes)); /* casts const away */
		lengths[i] = strlen(values[i]);
		params[i].buffer_type = MYSQL_TYPE_STRING;
		params[i].buffer = bytes;
		params[i].buffer_length = lengths[i];
		params[i].length = &lengths[i];
	}
	if (mysql_stmt_bind_param(stmt, params) || mysql_stmt_execute(stmt))
		return -1;
	if (mysql_stmt_field_count(stmt) == 0)
		return 0;
	if (mysql_stmt_bind_result(stmt, session->columns))
		return -1;
	while ((fetched = mysql_stmt_fetch(stmt)) == 0 &&
	       keep_row(session, mysql_stmt_field_count(stmt)))
		rows++;
	mysql_stmt_free_result(stmt);
	return fetched == MYSQL_NO_DATA ? rows : -1;
}

static long long
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The text of all messages, and their document. */
static const char text[] = "I ordered two weeks ago and it still has not arrived.";
static const char shown[] =
    "\"msg\":\"I ordered two weeks ago and it still has not arrived.\"\n"
    "\"alias\":\"Visitor 1000\"\n"
    "\"u\":{\"_id\":\"visitorWithAnIdOf\",\"username\":\"guest-1000\","
    "\"name\":\"Visitor 1000\"}\n"
    "\"urls\":[],\"mentions\":[],\"channels\":[],"
    "\"md\":[{\"type\":\"PARAGRAPH\",\"value\":[{\"type\":\"PLAIN_TEXT\",\"value\":"
    "\"I ordered two weeks ago and it still has not arrived.\"}]}]\n\n";

/* Stores `count` messages in the room. */
static int
store(struct session *session, const char *rid, int count)
{
	const char *values[PARAMS_MAX] = { NULL };
	char ids[BATCH][ID_LEN], now[24];
	int len = 3;

	for (int i = 0; i < count; i++) {
		snprintf(ids[i], sizeof(ids[i]), "d%llx.%x.%x", session->origin, session->number,
		    session->sent++);
		values[len++] = rid;
		values[len++] = ids[i];
		values[len++] = text;
		values[len++] = shown;
	}
	snprintf(now, sizeof(now), "%lld", now_ms());
	values[0] = now;
	values[1] = ids[count - 1];
	values[2] = rid;
	return ask(session, count == 1 ? SEND : SEND_BATCH, values);
}

/* Returns the last error of the connection. */
static const char *
session_error(struct session *session)
{
	for (int i = 0; i < STATEMENTS; i++)
		if (*mysql_stmt_error(session->stmts[i]))
			return mysql_stmt_error(session->stmts[i]);
	if (*mysql_error(session->mysql))
		return mysql_error(session->mysql);
	return "not the rows that were expected";
}

/* --- the jobs --------------------------------------------------------------------------------- */

static int
run_read(struct session *session, const struct key *key)
{
	return ask(session, READ, PARAMS(key->id, key->rid, key->token));
}

static int
run_send(struct session *session, const struct key *key)
{
	if (ask(session, ROOM, PARAMS(key->written_rid, key->written_token)) != 1)
		return -1;
	return store(session, key->written_rid, 1);
}

static int
run_history(struct session *session, const struct key *key)
{
	return ask(session, HISTORY, PARAMS(key->rid, key->token));
}

static int
run_list(struct session *session, const struct key *key)
{
	if (ask(session, AGENT, PARAMS(key->rid, session->hash)) != 1)
		return -1;
	return ask(session, PAGE, PARAMS(key->rid));
}

static int
run_poll(struct session *session, const struct key *key)
{
	return ask(session, VERSION, PARAMS(key->rid, key->token));
}

static int
run_poll_new(struct session *session, const struct key *key)
{
	return ask(session, SINCE, PARAMS(key->from_ms, key->rid, key->token));
}

static int
run_batch(struct session *session, const struct key *key)
{
	if (ask(session, OPEN_ROOM, PARAMS(key->written_token, session->hash)) != 1)
		return -1;
	return store(session, key->written_rid, BATCH);
}

/* Of ten requests, two send a message and eight poll; two of these find new messages. */
static int
run_mix(struct session *session, const struct key *key)
{
	switch (session->turn++ % 10) {
	case 0:
	case 5:
		return run_send(session, key);
	case 3:
	case 8:
		return run_poll_new(session, key);
	default:
		return run_poll(session, key);
	}
}

struct job {
	const char *name;
	int (*run)(struct session *session, const struct key *key);
};

static const struct job jobs[] = {
	{ "read", run_read },
	{ "send", run_send },
	{ "history", run_history },
	{ "list", run_list },
	{ "poll", run_poll },
	{ "poll5", run_poll_new },
	{ "batch", run_batch },
	{ "mix", run_mix },
	{ NULL, NULL },
};

const struct job *
job_find(const char *name)
{
	for (const struct job *each = jobs; each->name; each++)
		if (strcmp(each->name, name) == 0)
			return each;
	fprintf(stderr, "no such job: %s\n", name);
	return NULL;
}

int
job_run(const struct job *job, struct session *session, const struct key *key)
{
	int rows;

	session->rows_len = 0;
	rows = job->run(session, key);
	if (rows < 0)
		fprintf(stderr, "%s: %s\n", job->name, session_error(session));
	return rows;
}

struct key *
keys_read(const char *path, size_t *len)
{
	FILE *file = fopen(path, "r");
	struct key *keys = calloc(KEYS_MAX, sizeof(*keys));

	*len = 0;
	if (!file)
		perror(path);
	while (file && keys && *len < KEYS_MAX) {
		struct key *key = &keys[*len];

		if (fscanf(file, "%63s %31s %31s %15s %63s %31s", key->token, key->rid, key->id,
			key->from_ms, key->written_token, key->written_rid) != 6)
			break;
		(*len)++;
	}
	if (file)
		fclose(file);
	if (*len == 0) {
		free(keys);
		return NULL;
	}
	return keys;
}

/* --- connections ------------------------------------------------------------------------------ */

static void
bind_columns(struct session *session)
{
	for (size_t i = 0; i < COLUMNS_MAX; i++) {
		session->columns[i].buffer_type = MYSQL_TYPE_STRING;
		session->columns[i].buffer = session->cells[i];
		session->columns[i].buffer_length = CELL_LEN;
		session->columns[i].length = &session->lengths[i];
		session->columns[i].is_null = &session->nulls[i];
	}
}

struct session *
session_new(const char *option_file, const char *hash, unsigned int number)
{
	struct session *session = calloc(1, sizeof(*session));

	if (!session || !(session->mysql = mysql_init(NULL)))
		abort();
	session->hash = hash;
	session->number = number;
	session->turn = number;
	session->origin = now_ms();
	bind_columns(session);
	mysql_options(session->mysql, MYSQL_READ_DEFAULT_FILE, option_file);
	mysql_options(session->mysql, MYSQL_READ_DEFAULT_GROUP, "livechat");
	mysql_options(session->mysql, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	if (!mysql_real_connect(session->mysql, NULL, NULL, NULL, NULL, 0, NULL, 0))
		goto failed;
	for (int i = 0; i < STATEMENTS; i++) {
		session->stmts[i] = mysql_stmt_init(session->mysql);
		if (mysql_stmt_prepare(session->stmts[i], texts[i], strlen(texts[i]))) {
			fprintf(stderr, "%s\n", mysql_stmt_error(session->stmts[i]));
			goto failed;
		}
	}
	return session;
failed:
	fprintf(stderr, "%s\n", mysql_error(session->mysql));
	session_free(session);
	return NULL;
}

void
session_free(struct session *session)
{
	for (int i = 0; i < STATEMENTS; i++)
		if (session->stmts[i])
			mysql_stmt_close(session->stmts[i]);
	mysql_close(session->mysql);
	free(session);
}

const char *
session_rows(const struct session *session, size_t *len)
{
	*len = session->rows_len;
	return session->rows;
}
