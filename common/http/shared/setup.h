/* SPDX-License-Identifier: MIT */
/*
 * setup.h: what the routes of the set-up have in common; their files include it besides endpoint.h.
 */
#ifndef HTTP_SHARED_SETUP_H
#define HTTP_SHARED_SETUP_H

#include "chat/setup/address.h"
#include "chat/setup/setup.h"
#include "http/endpoint.h"

/* What each request of the set-up has: what the browser has chosen, and what it was given or somebody has typed. */
#define SETUP_FIELDS \
	{ .name = "nonce", .flags = FIELD_NULLABLE, .max = 128 }, \
	{ \
		.name = "key", .flags = FIELD_NULLABLE, .max = 255 \
	}

/* How they answer those who have not proved to be the owner; the table of a route begins with them. */
#define SETUP_SAYS_OWNER \
	{ \
		CHAT_NOT_YOURS, WIRE_SETUP_NOT_PROVED \
	}

/* The same, and how they answer after the end of the set-up. */
#define SETUP_SAYS { CHAT_FORBIDDEN, WIRE_SETUP_FINISHED }, SETUP_SAYS_OWNER

/* Where the program is. */
struct setup_site request_setup_site(struct request *rq);

/* The same in URLs. */
struct setup_address request_setup_address(struct request *rq, const struct setup_site *site);

/*
 * The lines of an .htaccess file with which files get to a copy of the program that runs as plain CGI. NULL: the request did
 * not come through a web server and an interface that may need them.
 */
const char *request_upload_lines(struct request *rq);

enum setup_caller {
	SETUP_STRANGER,
	SETUP_OWNER,  /* who has proved that the web space is theirs */
	SETUP_LIMITED /* who has tried too many keys */
};

/* Who sends the request. *key is what their next requests are to have. */
enum setup_caller request_setup_caller(
    struct request *rq, const struct setup_site *site, const char **key);

/*
 * Checks ACCESS_OWNER, or ACCESS_SETUP of a set-up that is open: the caller is the owner of the web space.
 * Otherwise it replies with the error and returns false.
 */
bool request_is_owner(struct request *rq, const struct setup_site *site, enum access_for who);

/*
 * Checks ACCESS_SETUP: the set-up is open, and the caller is its owner. Otherwise it replies with the error
 * and returns false.
 */
bool request_may_set_up(struct request *rq, const struct setup_site *site);

#endif
