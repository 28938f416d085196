/* SPDX-License-Identifier: MIT */
/*
 * front.h: what a person sees who opens the URL of the program itself.
 */
#ifndef HTTP_ROUTE_FRONT_H
#define HTTP_ROUTE_FRONT_H

#include "http/request/request.h"

/*
 * Whether the request is for the program itself, such as /cgi-bin/livechat.fcgi; then it has replied: the browser is
 * sent to the inbox, or to the set-up while the settings cannot be read.
 */
bool front_reply(struct request *rq);

#endif
