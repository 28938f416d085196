/* SPDX-License-Identifier: MIT */
/*
 * htaccess.h: the lines with which a web server reaches the program by short addresses, as a part of the text
 * of an .htaccess file. For the files of this folder only.
 */
#ifndef CHAT_SETUP_HTACCESS_H
#define CHAT_SETUP_HTACCESS_H

#include <stdbool.h>

#include "base/buf.h"

/* Whether a path of a URL can be written into the lines: nothing in it means something to Apache. */
bool htaccess_holds(const char *program);

/* What the lines are about. */
struct htaccess_target {
	const char *program; /* the path of the program in URLs, which htaccess_holds() */
	bool
	    files; /* they also have UPLOAD_PROGRAM run as plain CGI, where the host does not by itself */
};

/* Appends the lines, with the markers around them. */
void htaccess_lines(struct buf *text, const struct htaccess_target *target, const char *line_end);

/*
 * Appends to `changed` the text with these lines in it: in the place of those that it has, else before the
 * block of WordPress, whose last rule takes every address, else first. Every other byte stays. NULL, or why it
 * cannot.
 */
const char *htaccess_put_in(
    const struct buf *text, const struct htaccess_target *target, struct buf *changed);

/* Appends the text without these lines. False: it has none, or the markers are not complete. */
bool htaccess_take_out(const struct buf *text, struct buf *changed);

#endif
