/* SPDX-License-Identifier: MIT */
#include "http/request/config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crypto/fnv.h"
#include "base/log.h"
#include "base/str.h"
#include "chat/files/place.h"

/* Apache prefixes variables of SetEnv with this after an internal redirect, such as a rewrite. */
#define REDIRECTED "REDIRECT_"

#define STATE_FOLDER "/var/lib/livechat"

/* The name of a variable, and its value in the process environment, which never changes. */
struct variable_name {
	const char *redirected; /* the name with the prefix REDIRECTED */
	const char *own;
	bool own_known;
};

static struct variable_name config_name = { .redirected = REDIRECTED "LIVECHAT_CONFIG" },
			    sendmail_name = { .redirected = REDIRECTED "LIVECHAT_SENDMAIL" },
			    timeout_name = { .redirected = REDIRECTED "LIVECHAT_DATABASE_TIMEOUT" },
			    limits_name = { .redirected = REDIRECTED "LIVECHAT_LIMITS" },
			    log_name = { .redirected = REDIRECTED "LIVECHAT_LOG" },
			    sendfile_name = { .redirected = REDIRECTED "LIVECHAT_SENDFILE" },
			    files_name = { .redirected = REDIRECTED "LIVECHAT_FILES" },
			    official_name = { .redirected = REDIRECTED "LIVECHAT_OFFICIAL" };

/* What LIVECHAT_CONFIG of the last request said, and the file that was found with it. */
static struct {
	char *named;          /* NULL: nothing */
	char *path, *refusal; /* as in struct option_file */
	bool missing;
} last;

#define DATABASE_TIMEOUT_S 5
#define DATABASE_TIMEOUT_MAX_S 60

static const char *
variable(struct request *rq, struct variable_name *which)
{
	const char *name = which->redirected + sizeof(REDIRECTED) - 1;
	const char *value = request_env(rq, name);

	if (!value || !*value)
		value = request_env(rq, which->redirected);
	/* The request's variables are freed with the reply, before mail is sent. */
	if (value && *value)
		return arena_strdup(rq->chat.mem, value);
	if (!which->own_known)
		which->own = getenv(name);
	which->own_known = true;
	return which->own && *which->own ? which->own : NULL;
}

/* Remembers the text; returns whether it is another one than before. */
static bool
remember(char **kept, const char *text)
{
	if (*kept && text ? strcmp(*kept, text) == 0 : *kept == text)
		return false;
	free(*kept);
	*kept = text ? str_dup(text) : NULL;
	return true;
}

static struct option_file_query
config_query(struct request *rq, const char *named)
{
	/* Apache's mod_alias and mod_userdir publish folders that are not below DOCUMENT_ROOT. */
	return (struct option_file_query){ .named = named,
		.roots = {
		    request_env(rq, "DOCUMENT_ROOT"), request_env(rq, "CONTEXT_DOCUMENT_ROOT") } };
}

struct option_file
config_next_option_file(struct request *rq)
{
	const struct option_file_query query = config_query(rq, variable(rq, &config_name));

	return option_file_find(rq->chat.mem, &query);
}

struct option_file
config_option_file(struct request *rq, bool again)
{
	const char *named = variable(rq, &config_name);
	bool other = remember(&last.named, named);

	if (again || other || !last.path) {
		const struct option_file_query query = config_query(rq, named);
		struct option_file found = option_file_find(rq->chat.mem, &query);

		remember(&last.path, found.path);
		remember(&last.refusal, found.refusal);
		last.missing = found.missing;
	}
	return (struct option_file){
		.path = last.path, .refusal = last.refusal, .missing = last.missing
	};
}

unsigned
config_database_timeout(struct request *rq)
{
	const char *text = variable(rq, &timeout_name);
	long seconds =
	    text && text[strspn(text, "0123456789")] == '\0' ? strtol(text, NULL, 10) : 0;

	if (!text)
		return DATABASE_TIMEOUT_S;
	if (seconds >= 1 && seconds <= DATABASE_TIMEOUT_MAX_S)
		return (unsigned)seconds;
	log_error("LIVECHAT_DATABASE_TIMEOUT must be a number of seconds from 1 to %d, not \"%s\"",
	    DATABASE_TIMEOUT_MAX_S, text);
	return DATABASE_TIMEOUT_S;
}

const char *
config_sendmail(struct request *rq)
{
	const char *path = variable(rq, &sendmail_name);

	return path ? path : "/usr/sbin/sendmail";
}

bool
config_sendfile(struct request *rq)
{
	const char *text = variable(rq, &sendfile_name);

	return text && strcmp(text, "1") == 0;
}

const char *
config_official(struct request *rq, const char *option_file)
{
	const char *path = variable(rq, &official_name);

	return path ? path
		    : arena_printf(rq->chat.mem, "%s/livechat-official",
			  option_file_folder(rq->chat.mem, option_file));
}

const char *
config_limits(struct request *rq, const char *option_file)
{
	const char *path = variable(rq, &limits_name);
	const char *folder = option_file_folder(rq->chat.mem, option_file);

	if (path)
		return path;
	if (access(folder, W_OK) == 0)
		return arena_printf(rq->chat.mem, "%s/livechat.limits", folder);
	return arena_printf(rq->chat.mem, STATE_FOLDER "/%016" PRIx64 ".limits",
	    fnv64_text(FNV64_BEGIN, option_file));
}

const char *
config_own_folder(struct request *rq, const char *option_file)
{
	const struct option_file_query query = config_query(rq, NULL);

	return option_file_published(rq->chat.mem, &query, option_file)
		   ? NULL
		   : option_file_folder(rq->chat.mem, option_file);
}

/* Whether the account may make files where this one is, which is known to be a regular file. */
static bool
may_be_beside(struct arena *mem, const char *option_file)
{
	struct stat st;

	return stat(option_file, &st) == 0 && S_ISREG(st.st_mode) &&
	       access(option_file_folder(mem, option_file), W_OK) == 0;
}

const char *
config_log(struct request *rq, const char *option_file)
{
	const struct option_file_query query = config_query(rq, NULL);
	const char *path = variable(rq, &log_name);

	if (!path && may_be_beside(rq->chat.mem, option_file))
		path = arena_printf(
		    rq->chat.mem, "%s/livechat.log", option_file_folder(rq->chat.mem, option_file));
	if (!path || !option_file_published(rq->chat.mem, &query, path))
		return path;
	log_use_file(NULL);
	log_error("log file %s is not written because it is in a folder that the web server "
		  "publishes: name another in LIVECHAT_LOG",
	    path);
	return NULL;
}

struct files_place
config_files(struct request *rq, struct arena *mem, const char *option_file)
{
	const struct option_file_query query = config_query(rq, NULL);

	return files_place_find(mem, &query, variable(rq, &files_name), option_file);
}
