/* SPDX-License-Identifier: MIT */
/*
 * GET /api/info   returns the versions of the API and of this program
 */
#include "base/version.h"
#include "http/endpoint.h"

/* The version of Rocket.Chat with this Livechat API. */
#define API_VERSION "8.8"

static void
info_get(struct request *rq)
{
	struct json_out *out = reply_object(rq);

	json_put_string(out, "version", API_VERSION);
	json_key(out, "livechat");
	json_object(out);
	json_put_string(out, "version", livechat_version);
	json_object_end(out);
	reply_success(rq);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/info",
	    .access = { .who = ACCESS_ANYONE },
	    .needs_no_settings = true,
	    .handler = info_get },
	{ .method = NULL },
};

ENDPOINT("info", routes);
