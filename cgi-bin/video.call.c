/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/livechat/video.call/:token   refuses a visitor's video call
 *
 * There are no video calls. Clients that request one all the same get a clear error.
 */
#include "http/endpoint.h"

static void
video_refuse(struct request *rq)
{
	reply_error(rq, CHAT_SWITCHED_OFF);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/video.call/:token",
	    .access = { .who = ACCESS_NOBODY },
	    .says = { { CHAT_SWITCHED_OFF, WIRE_NO_VIDEO_CALLS } },
	    .handler = video_refuse },
	{ .method = NULL },
};

ENDPOINT("video.call", routes);
