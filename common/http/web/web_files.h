/* SPDX-License-Identifier: MIT */
/*
 * web_files.h: the files that browsers get, which scripts/pages makes out of web/ when the program is
 * built.
 */
#ifndef HTTP_WEB_WEB_FILES_H
#define HTTP_WEB_WEB_FILES_H

#include <stddef.h>

struct web_bytes {
	const unsigned char *bytes;
	size_t len; /* 0: there is no such variant */
};

struct web_file {
	const char *
	    name; /* what follows /livechat/: "inbox", "assets/inbox.0a1b2c3d4e5f.js"; "": the page /livechat */
	const char *media_type;
	const char *tag; /* its ETag without quotes */
	struct web_bytes plain;
	struct web_bytes gzip;
};

/* Ordered by name. */
extern const struct web_file web_files[];
extern const size_t web_files_len;

#endif
