/* SPDX-License-Identifier: MIT */
/*
 * logged_errors.h: the last errors of the log, for an admin who can read no log of the server. They are kept
 * in memory that processes share until the database has them.
 */
#ifndef CHAT_HEALTH_LOGGED_ERRORS_H
#define CHAT_HEALTH_LOGGED_ERRORS_H

#include "base/log.h"
#include "chat/core/chat.h"
#include "chat/health/error_ring.h"
#include "db/logged_errors.h"

/* A text that was logged. The strings are printable UTF-8, valid until the arena of the chat is reset. */
struct logged_error {
	const char *text;
	const char *request_id; /* of the last time; empty: none was being served */
	int64_t first_ms;
	int64_t last_ms;
	int64_t times;
};

typedef void logged_error_fn(const struct logged_error *error, void *arg);

/* Writes the error as an object to a struct json_out. */
logged_error_fn logged_error_json;

/* Keeps an error in the memory `arg`, a const struct error_memory, if that has a ring. What is too long is cut. */
log_keep_fn logged_error_keep;

/*
 * Stores what the memory of `chat` has, if the time has come: after an error of the database it waits for some
 * seconds. Nothing is lost by that, and the log is not told.
 */
void logged_errors_store(struct chat *chat);

/*
 * Gives the last LOGGED_ERRORS_MAX of those that the database has, unless it is away, and those that it has not
 * got yet; the one that was logged last comes first.
 */
void logged_errors_list(struct chat *chat, logged_error_fn *each, void *arg);

#endif
