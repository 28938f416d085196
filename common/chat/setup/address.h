/* SPDX-License-Identifier: MIT */
/*
 * address.h: short addresses, /livechat instead of /cgi-bin/livechat.fcgi/livechat, by lines in the .htaccess file
 * of the folder that the web server publishes.
 *
 * Nobody but a browser can tell whether they work. It first calls the program through a folder of its own that has
 * nothing but these lines, and by that call they are written; it then calls the program through
 * the short address, and by that call they stay. Otherwise all is as it was after a minute: see trial.h.
 */
#ifndef CHAT_SETUP_ADDRESS_H
#define CHAT_SETUP_ADDRESS_H

#include "chat/core/chat.h"

/* What the request tells of the web server. NULL: it does not say. */
struct setup_address {
	const char *folder;  /* for files of our own; see struct setup_site */
	const char *root;    /* the folder that is published, as the web server calls it */
	const char *program; /* the path of the program in URLs */
	const char *through; /* what the URL of this request had before /api */
	bool
	    fastcgi; /* it came over FastCGI, so that the web server may let no large file through */
	bool
	    files; /* the lines are also to lead files to a copy of the program, see upload_program.h */
};

/* The lines, for people to copy; NULL: the path of the program is unknown. */
const char *setup_address_lines(struct chat *chat, const struct setup_address *address);

/* Why the program cannot write them; NULL: it can. */
const char *setup_address_obstacle(struct chat *chat, const struct setup_address *address);

/* Whether lines were written that nobody has confirmed. */
bool setup_address_pending(struct chat *chat, const struct setup_address *address);

/* These return why it cannot be done, in one line; NULL: it was done. */

/* Makes the folder *name to try the lines in, and the copy for files unless there is one. */
const char *setup_address_probe(
    struct chat *chat, const struct setup_address *address, const char **name);

/* Writes them; the request has to come through that folder. */
const char *setup_address_write(struct chat *chat, const struct setup_address *address);

/*
 * Keeps them, or the copy alone where other lines lead to it already; the request has to come through the short
 * address.
 */
const char *setup_address_confirm(struct chat *chat, const struct setup_address *address);

/* Removes the folder, and puts the file back and removes the copy unless they were confirmed. */
void setup_address_undo(struct chat *chat, const char *folder);

#endif
