/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/livechat/outbox.drop   removes a mail that was not sent, or all that were given up
 *
 * One request removes up to 1,000 mails. One that is being sent at this moment may still arrive.
 */
#include "outbox_mail.h"

static void
drop_post(struct request *rq)
{
	outbox_mail_post(rq, outbox_drop);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/livechat/outbox.drop",
	    .permission = PERMISSION_EDIT_PRIVILEGED_SETTING,
	    .fields = outbox_mail_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_NO_ENTRY, WIRE_MAIL_NOT_FOUND } },
	    .handler = drop_post },
	{ .method = NULL },
};

ENDPOINT("outbox.drop", routes);
