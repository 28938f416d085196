/*
 * accept.h: where requests come from: a FastCGI socket on file descriptor 0, or the one CGI
 * request this process was started for.
 */
#ifndef HTTP_WIRE_ACCEPT_H
#define HTTP_WIRE_ACCEPT_H

/* Serves the endpoints linked into this binary until told to stop; returns the exit status. */
int accept_run(void);

#endif
