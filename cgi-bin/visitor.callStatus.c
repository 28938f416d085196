/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/livechat/visitor.callStatus   refuses the state of a visitor's video call
 *
 * There are no video calls. Clients that send one all the same get a clear error.
 */
#include "http/endpoint.h"

static void
video_refuse(struct request *rq)
{
	reply_error(rq, CHAT_SWITCHED_OFF);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/livechat/visitor.callStatus",
	    .access = { .who = ACCESS_NOBODY },
	    .says = { { CHAT_SWITCHED_OFF, WIRE_NO_VIDEO_CALLS } },
	    .handler = video_refuse },
	{ .method = NULL },
};

ENDPOINT("visitor.callStatus", routes);
