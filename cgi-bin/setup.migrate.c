/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/livechat/setup.migrate   makes the tables those of this release, after an upgrade
 *
 * Until then this release answers nothing else, so that no admin could log in to do it.
 */
#include "http/shared/setup.h"

static const struct field post_fields[] = {
	SETUP_FIELDS,
	{ .name = NULL },
};

static void
migrate_post(struct request *rq)
{
	const struct setup_site site = request_setup_site(rq);
	const char *cause;

	if (!request_is_owner(rq, &site, ACCESS_OWNER))
		return;
	cause = setup_migrate(request_chat(rq), &site);
	if (cause) {
		reply_refused(rq, "error-setup-database", cause, NULL);
		return;
	}
	reply_object(rq);
	reply_success(rq);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/livechat/setup.migrate",
	    .fields = post_fields,
	    .access = { .who = ACCESS_OWNER },
	    .says = { SETUP_SAYS_OWNER },
	    .needs_no_settings = true,
	    .for_blocked = true,
	    .handler = migrate_post },
	{ .method = NULL },
};

ENDPOINT("setup.migrate", routes);
