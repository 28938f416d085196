/* SPDX-License-Identifier: MIT */
#include "http/route/serve.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/crypto/ids.h"
#include "base/log.h"
#include "base/str.h"
#include "chat/duties/duties.h"
#include "chat/files/place.h"
#include "chat/health/logged_errors.h"
#include "chat/hours/business_hours.h"
#include "chat/visitors/block.h"
#include "chat/visitors/visitor_seen.h"
#include "chat/mail/answered.h"
#include "chat/setup/trial.h"
#include "chat/setup/upload_program.h"
#include "http/request/config.h"
#include "http/limit/due.h"
#include "http/limit/limits.h"
#include "http/reply/reply.h"
#include "http/route/answer.h"

/*
 * How long a process waits for the database while all others are held up: long enough for what is
 * not held up as well, so that this is still answered.
 */
#define LAST_PATIENCE_MS 500

#define PREFIX_LEN 8 /* length of the random part of request ids, which each process chooses */

struct server {
	struct routes *routes;
	struct arena *mem;
	struct settings *settings;
	struct block_list *blocks;
	struct db *db;       /* NULL before the first request that needs it */
	char *option_file;   /* the option file that db uses */
	char *trial_note;    /* what says that an .htaccess is being tried; NULL: nothing can */
	bool option_missing; /* it was not there, so that nothing could be beside it */
	struct files_place files; /* its strings are of the arena `place` */
	struct arena *place;      /* NULL before the first request */
	char *sendmail;           /* the path from the last request; NULL before the first one */
	struct limiter *limiter;  /* NULL before the first request that needs it */
	struct reply reply;
	char prefix[ID_LEN + 1];
	int64_t count; /* the number of requests so far */
	struct buf id; /* the id of the current request */
};

struct server *
server_new(struct endpoints endpoints)
{
	struct server *server = calloc(1, sizeof(*server));

	if (!server)
		log_fatal("out of memory");
	server->routes = routes_new(endpoints);
	server->mem = arena_new();
	server->settings = settings_new();
	server->blocks = block_list_new();
	id_new(server->prefix);
	server->prefix[PREFIX_LEN] = '\0';
	return server;
}

void
server_free(struct server *server)
{
	if (!server)
		return;
	db_free(server->db);
	log_keep(NULL, NULL);
	limiter_close(server->limiter);
	settings_free(server->settings);
	block_list_free(server->blocks);
	routes_free(server->routes);
	arena_free(server->mem);
	arena_free(server->place);
	spool_reset(&server->reply.spool);
	buf_free(&server->reply.body);
	buf_free(&server->reply.head);
	buf_free(&server->id);
	free(server->option_file);
	free(server->trial_note);
	free(server->sendmail);
	free(server);
}

/* What functions of chat need when there is no request. */
static struct chat
server_chat(struct server *server)
{
	return (struct chat){
		.db = server->db,
		.mem = server->mem,
		.settings = server->settings,
		.now_ms = clock_now_ms(),
		.files = &server->files,
		.sendmail = server->sendmail,
	};
}

bool
server_busy(void)
{
	return duties_busy();
}

/* Without a request nobody opens a connection: while the database is away that may take its time. */
bool
server_has_work(const struct server *server)
{
	return server_busy() || (server->limiter && db_connected(server->db) &&
				    due_soon(server->limiter, clock_now_ms()));
}

/* Tells all processes when the first of the duties is due that were stored here. */
static void
server_note_duties(struct server *server, struct chat *chat, int64_t now_ms)
{
	if (chat->due_ms)
		due_note(server->limiter, chat->due_ms, now_ms);
	chat->due_ms = 0;
}

/* Does a few duties, unless it is known that none is due. */
static void
server_duties(struct server *server, struct chat *chat)
{
	bool free = duties_free(chat);
	int64_t now_ms = clock_now_ms();

	server_note_duties(server, chat, now_ms);
	if (!free || !due_look(server->limiter, now_ms))
		return;
	due_note(server->limiter, duties_run(chat), now_ms);
	server_note_duties(server, chat, now_ms);
}

void
server_tick(struct server *server)
{
	struct chat chat = server_chat(server);

	/* They say what the duties may do, and no request may have read them for a while. */
	if (server->db && db_connected(server->db))
		settings_refresh(&chat);
	if (settings_known(server->settings))
		server_duties(server, &chat);
	db_request_end(server->db);
	arena_reset(server->mem);
}

void
server_finish(struct server *server, int64_t wait_ms)
{
	struct chat chat = server_chat(server);

	duties_finish(&chat, wait_ms);
}

void
server_idle(struct server *server)
{
	if (server->db)
		db_disconnect(server->db);
}

static void
trial_note_remember(struct server *server, const char *folder)
{
	free(server->trial_note);
	server->trial_note = folder ? str_dup(setup_trial_note(server->mem, folder)) : NULL;
}

static void
files_remember(struct server *server, struct request *rq, const char *option_file)
{
	if (!server->place)
		server->place = arena_new();
	arena_reset(server->place);
	server->files = config_files(rq, server->place, option_file);
}

/*
 * A process begins to serve, and its log file is known. The copy of the program that takes files is renewed by the first
 * process of a later release, which is there before the tables of that are. Should it not be, it serves nobody with them.
 */
static struct db *
first_db(struct server *server, struct request *rq, const char *option_file)
{
	struct db *db = db_new(option_file);

	if (upload_program_runs())
		db_refuse_newer_tables(db, upload_program_remedy());
	else if (rq->transport->occupies && routes_are_all(server->routes))
		upload_program_renew(server->mem);
	return db;
}

/* Opens the database and the rate limits. Variables of the request may name their files. */
static void
server_prepare(struct server *server, struct request *rq)
{
	const struct option_file option_file = config_option_file(rq, !db_connected(server->db));

	/* The log file is beside an option file only. */
	if (!server->option_file || strcmp(server->option_file, option_file.path) != 0 ||
	    server->option_missing != option_file.missing) {
		server->option_missing = option_file.missing;
		free(server->option_file);
		server->option_file = str_dup(option_file.path);
		trial_note_remember(server, config_own_folder(rq, option_file.path));
		log_use_file(config_log(rq, option_file.path));
		files_remember(server, rq, option_file.path);
		if (server->db)
			db_set_option_file(server->db, option_file.path);
		else
			server->db = first_db(server, rq, option_file.path);
		db_set_patience(server->db, config_database_timeout(rq));
	}
	db_refuse_option_file(server->db, option_file.refusal);
	if (!server->limiter) {
		server->limiter = limiter_open(config_limits(rq, option_file.path));
		log_keep(logged_error_keep, limiter_errors(server->limiter));
	}
	rq->chat.db = server->db;
	rq->chat.files = &server->files;
	rq->limiter = server->limiter;
	rq->chat.typing = limiter_typing(server->limiter);
	rq->chat.errors = limiter_errors(server->limiter);
	rq->chat.sendmail = config_sendmail(rq);
	if (!server->sendmail || strcmp(server->sendmail, rq->chat.sendmail) != 0) {
		free(server->sendmail);
		server->sendmail = str_dup(rq->chat.sendmail);
	}
}

/* A request id that no other request of any process has. */
static const char *
request_id(struct server *server)
{
	struct buf *id = &server->id;

	buf_reset(id);
	buf_puts(id, server->prefix);
	buf_putc(id, '-');
	buf_put_int(id, ++server->count);
	return buf_cstr(id);
}

/* Gives the memory back that a large request or reply took. */
static void
server_trim(struct server *server)
{
	struct reply *reply = &server->reply;
	bool large = reply->spool.open || reply->body.cap >= BUF_SPOOL_AT;

	arena_reset(server->mem);
	if (!large)
		return;
	spool_reset(&reply->spool);
	buf_reset(&reply->body);
#ifdef __GLIBC__
	malloc_trim(0);
#endif
}

/*
 * All processes but one may wait for the database as long as the admin allows. The last one has half
 * of that time, or hardly any once the others are held up.
 */
static void
join_pool(struct server *server, struct request *rq)
{
	enum pool_others others = limiter_serve(server->limiter, clock_monotonic_ms());

	if (others == POOL_ALL_HELD_UP)
		db_hurry(server->db, LAST_PATIENCE_MS);
	else if (others == POOL_ALL_AT_WORK)
		db_hurry(server->db, config_database_timeout(rq) * INT64_C(500));
}

void
server_handle(struct server *server, char *const *env, const struct transport *transport)
{
	struct reply *reply = &server->reply;
	struct request rq = { .transport = transport,
		.chat = { .mem = server->mem,
		    .settings = server->settings,
		    .blocks = server->blocks,
		    .now_ms = clock_now_ms() },
		.reply = reply };

	buf_reset(&reply->body);
	*reply = (struct reply){ .body = reply->body, .head = reply->head };
	request_set_env(&rq, env);
	rq.id = request_id(server);
	log_set_request_id(rq.id);
	rq.method = request_env(&rq, "REQUEST_METHOD");
	if (!rq.method)
		rq.method = "GET";
	if (strcmp(rq.method, "OPTIONS") == 0) {
		answer_preflight(&rq);
		reply_send(&rq);
	} else {
		server_prepare(server, &rq);
		if (transport->occupies)
			join_pool(server, &rq);
		if (server->trial_note)
			setup_trial_settle(server->mem, server->trial_note, rq.chat.now_ms);
		settings_refresh(&rq.chat);
		blocks_refresh(&rq.chat);
		business_hours_refresh(&rq.chat);
		answer(server->routes, &rq);
		limiter_rest(server->limiter);
		reply_send(&rq);
		/*
		 * What follows the reply has a time of its own, but not with a database that has
		 * just not answered.
		 */
		if (settings_known(server->settings) && !db_gave_up(server->db)) {
			db_request_end(server->db);
			user_seen(&rq.chat);
			visitor_seen(&rq.chat);
			answered_seen(&rq.chat);
			server_duties(server, &rq.chat);
			if (db_connected(server->db))
				logged_errors_store(&rq.chat);
		}
		db_request_end(server->db);
	}
	log_set_request_id(NULL);
	server_trim(server);
}
