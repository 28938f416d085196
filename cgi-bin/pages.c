/* SPDX-License-Identifier: MIT */
/*
 * GET /livechat                returns the visitors' page, which is the widget in a window of its own
 * GET /livechat/:name          returns another page, such as the agents' inbox, or one of its files
 * GET /livechat/assets/:name   returns a file that never changes, because its name contains a hash of it
 * GET /livechat/official       returns the page that makes the official widget live
 * GET /livechat/official/rocketchat-livechat.min.js   returns the official widget's script for other websites
 *
 * These files are built into the program; they are made of those in web/. Those of the official widget come
 * from a folder in which an admin has installed them. Its page asks for /livechat/livechat/:name, which is
 * the same as /livechat/:name, because a prefix may contain that name, too.
 */
#include "http/endpoint.h"

#define OFFICIAL_HOST_SCRIPT "rocketchat-livechat.min.js"

static void
page_get(struct request *rq)
{
	const char *name = path_param(rq, "name");

	if (web_has_file(name))
		reply_web_file(rq, name);
	else
		reply_official_file(rq, name, true);
}

static void
asset_get(struct request *rq)
{
	struct arena *mem = request_chat(rq)->mem;

	reply_web_file(rq, arena_printf(mem, "assets/%s", path_param(rq, "name")));
}

static void
official_get(struct request *rq)
{
	reply_official_page(rq);
}

static void
official_host_script_get(struct request *rq)
{
	reply_official_file(rq, OFFICIAL_HOST_SCRIPT, false);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/livechat",
	    .access = { .who = ACCESS_ANYONE },
	    .needs_no_settings = true,
	    .handler = page_get },
	{ .method = "GET",
	    .path = "/livechat/:name",
	    .access = { .who = ACCESS_ANYONE },
	    .needs_no_settings = true,
	    .handler = page_get },
	{ .method = "GET",
	    .path = "/livechat/assets/:name",
	    .access = { .who = ACCESS_ANYONE },
	    .needs_no_settings = true,
	    .handler = asset_get },
	{ .method = "GET",
	    .path = "/livechat/official",
	    .access = { .who = ACCESS_ANYONE },
	    .needs_no_settings = true,
	    .handler = official_get },
	{ .method = "GET",
	    .path = "/livechat/official/" OFFICIAL_HOST_SCRIPT,
	    .access = { .who = ACCESS_ANYONE },
	    .needs_no_settings = true,
	    .handler = official_host_script_get },
	{ .method = NULL },
};

ENDPOINT("pages", routes);
