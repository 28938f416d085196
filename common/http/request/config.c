/* SPDX-License-Identifier: MIT */
#include "http/request/config.h"

#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Apache prefixes variables of SetEnv with this after an internal redirect, such as a rewrite. */
#define REDIRECTED "REDIRECT_"

/* The name of a variable, and its value in the process environment, which never changes. */
struct variable_name {
	const char *redirected; /* the name with the prefix REDIRECTED */
	const char *own;
	bool own_known;
};

static struct variable_name config_name = { .redirected = REDIRECTED "LIVECHAT_CONFIG" },
			    sendmail_name = { .redirected = REDIRECTED "LIVECHAT_SENDMAIL" },
			    limits_name = { .redirected = REDIRECTED "LIVECHAT_LIMITS" };

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

/* The parent of the directory that this binary is in, as of the first call. */
static const char *
home_folder(void)
{
	static char folder[PATH_MAX];
	ssize_t len;

	if (*folder)
		return folder;
	len = readlink("/proc/self/exe", folder, sizeof(folder) - 1);
	folder[len < 0 ? 0 : len] = '\0';
	for (int i = 0; i < 2; i++) {
		char *slash = strrchr(folder, '/');

		if (slash)
			*slash = '\0';
	}
	if (!*folder)
		folder[0] = len > 0 ? '/' : '.';
	return folder;
}

const char *
config_option_file(struct request *rq)
{
	const char *path = variable(rq, &config_name);

	return path ? path : arena_printf(rq->chat.mem, "%s/livechat.cnf", home_folder());
}

const char *
config_sendmail(struct request *rq)
{
	const char *path = variable(rq, &sendmail_name);

	return path ? path : "/usr/sbin/sendmail";
}

static uint64_t
fnv1a(const char *text)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
	return hash;
}

const char *
config_limits(struct request *rq, const char *option_file)
{
	const char *path = variable(rq, &limits_name), *slash = strrchr(option_file, '/');
	const char *folder =
	    slash ? arena_strndup(rq->chat.mem, option_file, (size_t)(slash - option_file)) : ".";

	if (path)
		return path;
	if (access(*folder ? folder : "/", W_OK) == 0)
		return arena_printf(rq->chat.mem, "%s/livechat.limits", folder);
	return arena_printf(rq->chat.mem, "/tmp/livechat-%ld-%016" PRIx64 ".limits",
	    (long)geteuid(), fnv1a(option_file));
}
