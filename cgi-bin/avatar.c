/* SPDX-License-Identifier: MIT */
/*
 * GET /avatar/:username   returns a picture for any username: its initials on a colour of its own
 */
#include <string.h>

#include "chat/people/avatar.h"
#include "http/endpoint.h"

static void
avatar_get(struct request *rq)
{
	const char *svg = avatar_svg(request_chat(rq)->mem, path_param(rq, "username"));

	reply_file(rq, AVATAR_MEDIA_TYPE, AVATAR_MAX_AGE_S, svg, strlen(svg));
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/avatar/:username",
	    .access = { .who = ACCESS_ANYONE },
	    .needs_no_settings = true,
	    .handler = avatar_get },
	{ .method = NULL },
};

ENDPOINT("avatar", routes);
