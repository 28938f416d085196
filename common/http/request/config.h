/*
 * config.h: the few things a process must know before it can read settings from the database.
 * Each is looked up in the request's environment (Apache's SetEnv), then in the process's.
 */
#ifndef HTTP_REQUEST_CONFIG_H
#define HTTP_REQUEST_CONFIG_H

#include "http/request/request.h"

/* LIVECHAT_CONFIG, else livechat.cnf beside the folder the binary is in. */
const char *config_option_file(struct request *rq);

/* LIVECHAT_SENDMAIL, else where nearly every host has it. */
const char *config_sendmail(struct request *rq);

/* LIVECHAT_LIMITS, else livechat.limits beside the option file, else a file in /tmp. */
const char *config_limits(struct request *rq, const char *option_file);

#endif
