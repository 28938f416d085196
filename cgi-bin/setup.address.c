/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/livechat/setup.address   short addresses by lines in the .htaccess file of the website. Of `action`, "look"
 *                                       tells whether the program can write them; "probe" makes a folder to try them in;
 *                                       "write", called through that folder, writes them for a minute; "confirm",
 *                                       called through the short address, keeps them; "undo" puts all back. With `files` a copy of
 *                                       the program, livechat-upload.cgi, is tried and kept or removed with them
 */
#include <string.h>

#include "http/shared/setup.h"

#define REFUSED "error-setup-address"

static const char *const actions[] = { "look", "probe", "write", "confirm", "undo", NULL };

static const struct field post_fields[] = {
	SETUP_FIELDS,
	{ .name = "action", .flags = FIELD_REQUIRED, .one_of = actions },
	{ .name = "files", .type = FIELD_BOOLEAN },
	{ .name = NULL },
};

/* Returns why the action failed; NULL: it did not. */
static const char *
act(struct chat *chat, const struct setup_address *address, const char *action, const char **probe)
{
	if (strcmp(action, "probe") == 0)
		return setup_address_probe(chat, address, probe);
	if (strcmp(action, "write") == 0)
		return setup_address_write(chat, address);
	if (strcmp(action, "confirm") == 0)
		return setup_address_confirm(chat, address);
	if (strcmp(action, "undo") == 0)
		setup_address_undo(chat, address->folder);
	return NULL;
}

static void
address_post(struct request *rq)
{
	struct chat *chat = request_chat(rq);
	const struct setup_site site = request_setup_site(rq);
	struct setup_address address = request_setup_address(rq, &site);
	const char *action = param_string(rq, "action"), *probe = NULL, *cause;
	struct json_out *out;

	if (!request_may_set_up(rq, &site))
		return;
	param_bool(rq, "files", &address.files);
	cause = act(chat, &address, action, &probe);
	if (cause) {
		reply_refused(rq, REFUSED, cause, NULL);
		return;
	}
	out = reply_object(rq);
	json_put_bool(out, "pending", setup_address_pending(chat, &address));
	json_put_string_opt(out, "probe", probe);
	json_put_string_opt(out, "lines", setup_address_lines(chat, &address));
	if (strcmp(action, "look") == 0) {
		json_put_bool(out, "fastcgi", address.fastcgi);
		json_put_string_opt(out, "cause", setup_address_obstacle(chat, &address));
	}
	reply_success(rq);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/livechat/setup.address",
	    .fields = post_fields,
	    .access = { .who = ACCESS_SETUP },
	    .says = { SETUP_SAYS },
	    .needs_no_settings = true,
	    .for_blocked = true,
	    .handler = address_post },
	{ .method = NULL },
};

ENDPOINT("setup.address", routes);
