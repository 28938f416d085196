/* SPDX-License-Identifier: MIT */
/*
 * accept.h: accepts requests from the FastCGI socket on file descriptor 0, or serves the one
 * request of a CGI program.
 */
#ifndef HTTP_WIRE_ACCEPT_H
#define HTTP_WIRE_ACCEPT_H

/* Serves requests until SIGTERM or SIGUSR1 or until idle; returns the exit status. */
int accept_run(void);

#endif
