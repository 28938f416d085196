/* SPDX-License-Identifier: MIT */
/*
 * account.h: what the routes about users' accounts have in common; their files include it
 * besides endpoint.h.
 */
#ifndef HTTP_SHARED_ACCOUNT_H
#define HTTP_SHARED_ACCOUNT_H

#include "chat/accounts/account.h"
#include "http/endpoint.h"

/* What admins may set of an account, and what clients send besides. `required`: a field_flag, or 0. */
#define ACCOUNT_FIELDS(required) \
	{ .name = "email", .flags = (required), .max = 254 }, \
	    { .name = "name", .flags = (required) }, { .name = "password", .flags = (required) }, \
	    { .name = "username", .flags = (required) }, \
	    { .name = "active", .type = FIELD_BOOLEAN }, \
	    { .name = "roles", .type = FIELD_ARRAY, .flags = FIELD_NO_SCALAR }, \
	    { .name = "requirePasswordChange", .type = FIELD_BOOLEAN }, \
	    { .name = "setRandomPassword", .type = FIELD_BOOLEAN }, \
	    { .name = "sendWelcomeEmail", .type = FIELD_BOOLEAN }, \
	    { .name = "joinDefaultChannels", .type = FIELD_BOOLEAN, .flags = FIELD_IGNORED }, \
	    { .name = "verified", .type = FIELD_BOOLEAN, .flags = FIELD_IGNORED }, \
	    { .name = "bio", .flags = FIELD_IGNORED }, \
	    { .name = "nickname", .flags = FIELD_IGNORED }, \
	    { .name = "statusText", .flags = FIELD_IGNORED }, \
	{ \
		.name = "customFields", .type = FIELD_ANY, .flags = FIELD_IGNORED \
	}

/*
 * Reads ACCOUNT_FIELDS from an object. When it names a role that does not exist, or wants a mail that
 * this server does not send, it replies with the error and returns false.
 */
bool account_facts_read(
    struct request *rq, const struct value *object, struct account_facts *facts);

/* Replies with the user, as the member "user", or with the error. */
void reply_account(struct request *rq, enum chat_error error, const struct user_row *row);

#endif
