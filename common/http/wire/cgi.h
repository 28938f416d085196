/* SPDX-License-Identifier: MIT */
/*
 * cgi.h: the transport of a CGI program (RFC 3875), which serves one request: its body is
 * standard input, its reply goes to standard output, and its meta-variables are the environment.
 */
#ifndef HTTP_WIRE_CGI_H
#define HTTP_WIRE_CGI_H

#include "http/request/request.h"

struct transport cgi_transport(void);

#endif
