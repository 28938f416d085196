/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/livechat/setup.database   connects to the database, creates the tables, and writes the option file
 */
#include "http/shared/setup.h"

static const struct field post_fields[] = {
	SETUP_FIELDS,
	{ .name = "host", .flags = FIELD_NULLABLE, .max = 255 },
	{ .name = "port", .flags = FIELD_NULLABLE, .max = 5 },
	{ .name = "socket", .flags = FIELD_NULLABLE, .max = 255 },
	{ .name = "user", .flags = FIELD_NULLABLE, .max = 255 },
	{ .name = "password", .flags = FIELD_NULLABLE, .max = 255 },
	{ .name = "database", .flags = FIELD_NULLABLE, .max = 255 },
	{ .name = NULL },
};

static void
database_post(struct request *rq)
{
	const struct setup_site site = request_setup_site(rq);
	const struct setup_database database = { .host = param_string(rq, "host"),
		.port = param_string(rq, "port"),
		.socket = param_string(rq, "socket"),
		.user = param_string(rq, "user"),
		.password = param_string(rq, "password"),
		.name = param_string(rq, "database") };
	bool as_stored = !database.user && !database.name;
	struct setup_outcome outcome;
	struct json_out *out;

	if (!request_may_set_up(rq, &site))
		return;
	if (as_stored && site.missing) {
		reply_invalid(rq, "must have required property 'database'");
		return;
	}
	setup_database(request_chat(rq), &site, as_stored ? NULL : &database, &outcome);
	if (outcome.cause) {
		reply_refused(rq, "error-setup-database", outcome.cause, NULL);
		return;
	}
	out = reply_object(rq);
	json_put_string(out, "optionFile", site.shown);
	json_put_string_opt(out, "text", outcome.text);
	reply_success(rq);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/livechat/setup.database",
	    .fields = post_fields,
	    .access = { .who = ACCESS_SETUP },
	    .says = { SETUP_SAYS },
	    .needs_no_settings = true,
	    .for_blocked = true,
	    .handler = database_post },
	{ .method = NULL },
};

ENDPOINT("setup.database", routes);
