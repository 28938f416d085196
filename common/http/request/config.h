/* SPDX-License-Identifier: MIT */
/*
 * config.h: what a process must know before it can read settings from the database. Each variable
 * is looked up among the request's variables (Apache's SetEnv), then in the process environment.
 */
#ifndef HTTP_REQUEST_CONFIG_H
#define HTTP_REQUEST_CONFIG_H

#include "http/request/request.h"

/* The path in LIVECHAT_CONFIG, else livechat.cnf in the parent of the binary's directory. */
const char *config_option_file(struct request *rq);

/* The path in LIVECHAT_SENDMAIL, else /usr/sbin/sendmail. */
const char *config_sendmail(struct request *rq);

/*
 * The path in LIVECHAT_LIMITS, else livechat.limits beside the option file when that directory is
 * writable, else a file in /tmp.
 */
const char *config_limits(struct request *rq, const char *option_file);

#endif
