/* SPDX-License-Identifier: MIT */
/*
 * cgi.h: the transport of a CGI program (RFC 3875), which serves one request: its body is
 * standard input, its reply goes to standard output, and its meta-variables are the environment.
 * Its finish() returns in a child process; the parent, which the web server has started, ends.
 */
#ifndef HTTP_WIRE_CGI_H
#define HTTP_WIRE_CGI_H

#include "http/request/request.h"

struct transport cgi_transport(void);

#endif
