/* SPDX-License-Identifier: MIT */
/*
 * GET    /api/v1/livechat/push.subscription   returns the key that a browser needs to subscribe
 * POST   /api/v1/livechat/push.subscription   tells this browser when a visitor waits
 * DELETE /api/v1/livechat/push.subscription   ends that
 *
 * `publicKey` is the applicationServerKey of the browser's `pushManager.subscribe()`, and what that
 * returns is what POST takes, as `toJSON()` writes it. A subscription belongs to the login with which it
 * was sent, and ends with it. Sending it again replaces it; of more than 10 of a user the oldest go.
 */
#include "chat/push/subscription.h"
#include "http/endpoint.h"

static const struct field key_fields[] = {
	{ .name = "p256dh", .flags = FIELD_REQUIRED, .max = 100 },
	{ .name = "auth", .flags = FIELD_REQUIRED, .max = 100 },
	{ .name = NULL },
};

static const struct field post_fields[] = {
	{ .name = "endpoint", .flags = FIELD_REQUIRED, .max = PUSH_ENDPOINT_MAX },
	{ .name = "keys", .type = FIELD_OBJECT, .flags = FIELD_REQUIRED, .fields = key_fields },
	{ .name = "expirationTime", .type = FIELD_NUMBER, .flags = FIELD_NULLABLE },
	{ .name = NULL },
};

static const struct field delete_fields[] = {
	{ .name = "endpoint", .flags = FIELD_REQUIRED, .max = PUSH_ENDPOINT_MAX },
	{ .name = NULL },
};

static void
subscription_get(struct request *rq)
{
	const char *key;
	enum chat_error error = push_public_key(request_chat(rq), &key);

	json_put_string(reply_object(rq), "publicKey", key);
	reply_finish(rq, error);
}

static void
subscription_post(struct request *rq)
{
	const struct value *keys = param(rq, "keys");
	struct push_subscription subscription = {
		.endpoint = param_string(rq, "endpoint"),
		.p256dh = value_member_text(keys, "p256dh"),
		.auth = value_member_text(keys, "auth"),
	};

	if (!push_endpoint_valid(subscription.endpoint))
		reply_invalid(rq, "endpoint must be a URL that begins with https://");
	else if (!push_keys_valid(subscription.p256dh, subscription.auth))
		reply_invalid(rq, "keys must be those of a push subscription");
	else
		reply_done(rq, push_subscribe(request_chat(rq), request_user(rq), subscription));
}

static void
subscription_delete(struct request *rq)
{
	reply_done(
	    rq, push_unsubscribe(request_chat(rq), request_user(rq), param_string(rq, "endpoint")));
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/push.subscription",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = subscription_get },
	{ .method = "POST",
	    .path = "/api/v1/livechat/push.subscription",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .fields = post_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = subscription_post },
	{ .method = "DELETE",
	    .path = "/api/v1/livechat/push.subscription",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .fields = delete_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = subscription_delete },
	{ .method = NULL },
};

ENDPOINT("push.subscription", routes);
