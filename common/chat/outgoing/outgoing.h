/* SPDX-License-Identifier: MIT */
/*
 * outgoing.h: requests to servers that clients name. They go by HTTPS to public addresses, whatever the
 * name stands for when it is resolved, unless the setting outgoing_private_networks has the address;
 * through no proxy, and no redirection is followed. libcurl is loaded when the first one is sent, so
 * that a CGI program that sends none starts without it; or it is linked in (`make STATIC=1`).
 */
#ifndef CHAT_OUTGOING_OUTGOING_H
#define CHAT_OUTGOING_OUTGOING_H

#include <stddef.h>
#include <stdint.h>

#include "chat/core/chat.h"

#define OUTGOING_TIMEOUT_MS 10000

#define OUTGOING_HEADERS_MAX 8

struct outgoing_post {
	const char *url;
	const char *headers[OUTGOING_HEADERS_MAX]; /* "Name: value"; NULL ends them */
	const void *body;
	size_t len;
};

struct outgoing; /* a request that is being sent */

/* Returns why nothing can be sent from this machine, NULL if it can. */
const char *outgoing_refusal(const struct chat *chat);

/* Begins it; what `post` points to is copied. NULL: it cannot be sent, for *reason. */
struct outgoing *outgoing_start(
    struct chat *chat, const struct outgoing_post *post, const char **reason);

enum outgoing_state { OUTGOING_RUNNING, OUTGOING_ANSWERED, OUTGOING_FAILED };

/*
 * Waits up to wait_ms. *status is that of the answer, *reason why there is none. After both the request
 * is freed.
 */
enum outgoing_state outgoing_wait(struct outgoing *outgoing, int64_t wait_ms, struct arena *mem,
    long *status, const char **reason);

/* Ends it, whether it has been answered or not, and frees it. */
void outgoing_abandon(struct outgoing *outgoing);

#endif
