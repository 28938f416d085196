/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/livechat/outbox.retry   tries again to send a mail, or all that wait for long or were given up
 *
 * Their attempts are counted anew. A mail that is due within minutes is left as it is.
 */
#include "outbox_mail.h"

static void
retry_post(struct request *rq)
{
	outbox_mail_post(rq, outbox_retry);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/livechat/outbox.retry",
	    .permission = PERMISSION_EDIT_PRIVILEGED_SETTING,
	    .fields = outbox_mail_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_NO_ENTRY, WIRE_MAIL_NOT_FOUND } },
	    .handler = retry_post },
	{ .method = NULL },
};

ENDPOINT("outbox.retry", routes);
