/*
 * GET /api/v1/livechat/video.call/:token   a visitor asks for a video call: refused
 *
 * There are none here. Clients that ask all the same are told so.
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
	    .access = { ACCESS_NOBODY },
	    .says = { { CHAT_SWITCHED_OFF, WIRE_NO_VIDEO_CALLS } },
	    .handler = video_refuse },
	{ .method = NULL },
};

ENDPOINT("video.call", routes);
