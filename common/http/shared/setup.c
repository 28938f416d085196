/* SPDX-License-Identifier: MIT */
#include "http/shared/setup.h"

#include <string.h>

#include "base/printable.h"
#include "base/process/program.h"
#include "http/request/config.h"

struct setup_site
request_setup_site(struct request *rq)
{
	const struct option_file file = config_option_file(rq, true);

	return (struct setup_site){ .option_file = file.path,
		.shown = text_printable(request_chat(rq)->mem, file.path),
		.missing = file.missing,
		.refusal = file.refusal,
		.folder = config_own_folder(rq, file.path) };
}

/* What the target of the request has before the path of its route; NULL: the web server does not tell. */
static const char *
before_route(struct request *rq)
{
	const char *target = request_env(rq, "REQUEST_URI");
	const char *at = target && *target == '/' ? strstr(target, rq->route->path) : NULL;

	return at ? arena_strndup(rq->chat.mem, target, (size_t)(at - target)) : NULL;
}

struct setup_address
request_setup_address(struct request *rq, const struct setup_site *site)
{
	return (struct setup_address){ .folder = site->folder,
		.root = request_env(rq, "DOCUMENT_ROOT"),
		.program = request_env(rq, "SCRIPT_NAME"),
		.through = before_route(rq),
		.fastcgi = rq->transport->occupies };
}

/* Whether the path in URLs is that of the program itself, rather than one that the web server maps to it. */
static bool
is_own_path(const char *path)
{
	const char *name = path ? strrchr(path, '/') : NULL, *own = program_path();

	own = own ? strrchr(own, '/') : NULL;
	return name && own && strcmp(name, own) == 0;
}

const char *
request_upload_lines(struct request *rq)
{
	const struct setup_site nowhere = { .folder = NULL };
	const struct setup_address address = request_setup_address(rq, &nowhere);
	const char *server = request_env(rq, "SERVER_SOFTWARE");

	if (!address.fastcgi || !server || !strstr(server, "Apache") ||
	    !is_own_path(address.program))
		return NULL;
	return setup_address_lines(request_chat(rq), &address);
}

enum setup_caller
request_setup_caller(struct request *rq, const struct setup_site *site, const char **key)
{
	struct chat *chat = request_chat(rq);
	const struct setup_proof proof = { .nonce = param_nonempty(rq, "nonce"),
		.key = param_nonempty(rq, "key") };
	bool asks = proof.key && !setup_key_given(chat, site, &proof);

	if (asks && !request_charge_login(rq, NULL))
		return SETUP_LIMITED;
	return setup_prove(chat, site, &proof, asks, key) ? SETUP_OWNER : SETUP_STRANGER;
}

bool
request_is_owner(struct request *rq, const struct setup_site *site, enum access_for who)
{
	const char *key;
	enum setup_caller caller = request_setup_caller(rq, site, &key);

	if (access_granted(request_chat(rq), who, NULL, caller == SETUP_OWNER))
		return true;
	if (caller == SETUP_LIMITED)
		reply_limited(rq);
	else
		reply_error(rq, CHAT_NOT_YOURS);
	return false;
}

bool
request_may_set_up(struct request *rq, const struct setup_site *site)
{
	if (setup_is_open(request_chat(rq), site))
		return request_is_owner(rq, site, ACCESS_SETUP);
	reply_error(rq, CHAT_FORBIDDEN);
	return false;
}
