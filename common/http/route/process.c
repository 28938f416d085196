/* SPDX-License-Identifier: MIT */
#include "http/request/request.h"

#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "base/network.h"
#include "base/str.h"
#include "chat/setup/upload_program.h"
#include "http/request/config.h"

/* Whether the header names HTTPS for the client and each proxy that added to it. */
static bool
forwarded_https(const char *protocols)
{
	const char *entry;
	bool https = false;
	size_t len;

	while (protocols && (entry = str_next(&protocols, ", \t", &len))) {
		https = len == 5 && strncasecmp(entry, "https", len) == 0;
		if (!https)
			return false;
	}
	return https;
}

static enum health_scheme
scheme(struct request *rq)
{
	const char *https = request_env(rq, "HTTPS"), *name = request_env(rq, "REQUEST_SCHEME");
	const char *remote = request_env(rq, "REMOTE_ADDR");
	struct address proxy;

	/* Servers leave it out, empty it or say "off" for a request without HTTPS. */
	if ((https && *https && strcasecmp(https, "off") != 0) ||
	    (name && strcasecmp(name, "https") == 0))
		return SCHEME_HTTPS;
	if (!forwarded_https(request_env(rq, "HTTP_X_FORWARDED_PROTO")))
		return SCHEME_HTTP;
	if (remote && address_parse(remote, strlen(remote), &proxy) &&
	    networks_hold(setting_text(rq->chat.settings, SETTING_TRUSTED_PROXIES), &proxy))
		return SCHEME_HTTPS;
	return SCHEME_UNTRUSTED;
}

struct health_process
request_process(struct request *rq)
{
	const struct option_file file = config_next_option_file(rq);
	struct health_process process = { .serves_many = rq->transport->occupies,
		.option_file = file.path,
		.option_fault = file.refusal,
		.scheme = scheme(rq) };
	struct buf why = { 0 };
	const char *fault;

	if (!file.refusal && !option_file_usable(file.path, &why))
		process.option_fault = arena_strdup(rq->chat.mem, buf_cstr(&why));
	buf_free(&why);
	process.log_file = log_file(&fault);
	process.log_fault = fault ? arena_strdup(rq->chat.mem, fault) : NULL;
	process.upload_fault = upload_program_fault(rq->chat.mem);
	limiter_shared(rq->limiter);
	process.limits_file = limiter_file(rq->limiter, &process.limits_fault);
	return process;
}
