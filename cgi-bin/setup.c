/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/livechat/setup   tells how the set-up in the browser stands, and how its owner proves to be that;
 *                               to the owner also what is wrong with the installation, whether finished or not
 *
 * It is a POST because keys do not belong into logs, where URLs are.
 */
#include "chat/health/logged_errors.h"
#include "http/shared/setup.h"

static const struct field post_fields[] = {
	SETUP_FIELDS,
	{ .name = NULL },
};

/* What only the owner may know. */
static void
owner_put(struct request *rq, struct json_out *out, const struct setup_site *site, const char *key,
    bool open)
{
	const struct health_process process = request_process(rq);

	json_put_string_opt(out, "key", key);
	json_put_string(out, "optionFile", site->shown);
	json_put_bool(out, "hasOptionFile", !site->missing && !site->refusal);
	if (open)
		return;
	json_put_int(out, "filesMissing", setup_files_missing(request_chat(rq), site));
	json_key(out, "findings");
	json_array(out);
	setup_findings(request_chat(rq), site, finding_json, out);
	health_process(request_chat(rq), &process, finding_json, out);
	json_array_end(out);
	json_key(out, "errors");
	json_array(out);
	logged_errors_list(request_chat(rq), logged_error_json, out);
	json_array_end(out);
}

static void
setup_post(struct request *rq)
{
	struct chat *chat = request_chat(rq);
	const struct setup_site site = request_setup_site(rq);
	bool open = setup_is_open(chat, &site);
	struct json_out *out;
	const char *key;
	enum setup_caller caller = request_setup_caller(rq, &site, &key);

	if (caller == SETUP_LIMITED) {
		reply_limited(rq);
		return;
	}
	out = reply_object(rq);
	json_put_bool(out, "open", open);
	json_put_bool(out, "hasPlace", setup_has_place(&site));
	json_put_bool(out, "proved", caller == SETUP_OWNER);
	json_put_bool(out, "takesKey", setup_takes_key(chat, &site));
	json_put_string_opt(
	    out, "fileName", setup_file_name(chat, &site, param_nonempty(rq, "nonce")));
	if (caller == SETUP_OWNER)
		owner_put(rq, out, &site, key, open);
	reply_success(rq);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/livechat/setup",
	    .fields = post_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .needs_no_settings = true,
	    .for_blocked = true,
	    .handler = setup_post },
	{ .method = NULL },
};

ENDPOINT("setup", routes);
