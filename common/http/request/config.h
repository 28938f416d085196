/* SPDX-License-Identifier: MIT */
/*
 * config.h: what a process must know before it can read settings from the database. Each variable
 * is looked up among the request's variables (Apache's SetEnv), then in the process environment.
 */
#ifndef HTTP_REQUEST_CONFIG_H
#define HTTP_REQUEST_CONFIG_H

#include "base/options/option_file.h"
#include "http/request/request.h"

/*
 * The option file as option_file_find() finds it with the variables LIVECHAT_CONFIG, DOCUMENT_ROOT and
 * CONTEXT_DOCUMENT_ROOT. It is searched for when the first of them changes, and if `again` is set. The
 * texts are valid until the next call.
 */
struct option_file config_option_file(struct request *rq, bool again);

/* The same for the next connection, whatever the one that there is was opened with. */
struct option_file config_next_option_file(struct request *rq);

/* The path in LIVECHAT_SENDMAIL, else /usr/sbin/sendmail. */
const char *config_sendmail(struct request *rq);

/*
 * The seconds in LIVECHAT_DATABASE_TIMEOUT, 1 to 60, else 5: how long a request waits for the
 * database.
 */
unsigned config_database_timeout(struct request *rq);

/*
 * The path in LIVECHAT_LIMITS, else livechat.limits beside the option file when that directory is
 * writable, else a file in /var/lib/livechat, of a name that depends on the option file's. Never in
 * a folder in which another account could take the name first.
 */
const char *config_limits(struct request *rq, const char *option_file);

/* The folder of the option file, unless the web server publishes it: then NULL. */
const char *config_own_folder(struct request *rq, const char *option_file);

/*
 * The path in LIVECHAT_LOG, else livechat.log beside the option file when that directory is writable,
 * else NULL. Never in a folder that the web server publishes.
 */
const char *config_log(struct request *rq, const char *option_file);

/* Whether LIVECHAT_SENDFILE is 1: the web server sends files that X-Sendfile names. */
bool config_sendfile(struct request *rq);

/*
 * The path in LIVECHAT_OFFICIAL, else livechat-official beside the option file: the folder with the files
 * of the official widget.
 */
const char *config_official(struct request *rq, const char *option_file);

/* Where files are stored that people send, see chat/files/place.h; the strings are in `mem`. */
struct files_place config_files(struct request *rq, struct arena *mem, const char *option_file);

#endif
