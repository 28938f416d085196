/*
 * cgi.h: the one request of a CGI program (RFC 3875): its body is standard input, its reply standard
 * output, and its variables are the environment.
 */
#ifndef HTTP_WIRE_CGI_H
#define HTTP_WIRE_CGI_H

#include "http/request/request.h"

struct transport cgi_transport(void);

#endif
