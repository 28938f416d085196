/* SPDX-License-Identifier: MIT */
/*
 * web.h: what the files that are built into the program have in common with those of the official widget,
 * which an admin installs.
 */
#ifndef HTTP_WEB_WEB_H
#define HTTP_WEB_WEB_H

#include "http/request/request.h"

#define WEB_OFFICIAL "official" /* the name of the official widget's page */

/* Values of Cache-Control: for names that contain a hash of the file, and for others. */
#define WEB_FOR_EVER "public, max-age=31536000, immutable"
#define WEB_WITH_QUESTION "no-cache"

bool web_takes_gzip(struct request *rq); /* as its Accept-Encoding says */

/* The header fields of a file. All strings must live until the reply has been sent. */
struct web_fields {
	const char *media_type;
	const char *content_policy;
	const char *tag; /* the ETag of its plain form, without quotation marks */
	const char *cache_control;
	bool gzip;            /* the body is compressed */
	bool for_other_sites; /* scripts of all websites may read it */
};

/* Sets them in a reply that has been made: the file, or that it has not changed. */
void web_describe(struct request *rq, const struct web_fields *fields);

#endif
