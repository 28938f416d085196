/* SPDX-License-Identifier: MIT */
#include "http/limit/limits.h"

#include <string.h>

#include "base/clock.h"
#include "chat/files/upload_size.h"
#include "http/files.h"
#include "http/request/client.h"
#include "http/request/params.h"

#define MINUTE_MS INT64_C(60000)
#define HOUR_MS INT64_C(3600000)
#define UPLOAD_BURST_MS INT64_C(10000)
#define KIB 1024
#define BUCKETS_MAX 3

/*
 * Several users who share an address can log in; a client who tries a password on every name
 * cannot.
 */
#define LOGIN_NAMES_PER_NETWORK 10

static const char *const limit_names[LIMIT__MAX] = {
	[LIMIT_SEND] = "send",
	[LIMIT_BATCH] = "batch",
	[LIMIT_NEW_VISITOR] = "new visitor",
	[LIMIT_NEW_ROOM] = "new room",
	[LIMIT_OFFLINE] = "offline",
	[LIMIT_UPDATE] = "update",
	[LIMIT_TYPING] = "typing",
	[LIMIT_TRANSCRIPT] = "transcript",
	[LIMIT_UPLOAD] = "upload",
	[LIMIT_LOGIN] = "login",
};

static int64_t
setting(struct request *rq, enum setting name)
{
	return setting_int(rq->chat.settings, name);
}

/* A rate of `count` requests per period, which may all come at once. */
static struct limit_rate
rate_per(int64_t count, int64_t period_ms)
{
	return (struct limit_rate){ .burst = count, .per_period = count, .period_ms = period_ms };
}

/* "send visitor <token>" */
static const char *
key_of(struct request *rq, const char *limit, const char *kind, const char *name)
{
	return arena_join(rq->chat.mem, (const char *const[]){ limit, kind, name, NULL });
}

static struct limit_bucket
bucket_network(struct request *rq, enum limit limit)
{
	const char *network = client_network(rq->chat.mem, rq->chat.client.ip);

	return (struct limit_bucket){ .space = LIMIT_SPACE_NETWORK,
		.key = key_of(rq, limit_names[limit], " network ", network) };
}

/* Each visitor has a bucket: a common one would let one visitor block all others. */
static struct limit_bucket
bucket_visitor(struct request *rq, enum limit limit)
{
	const char *token = rq->charged ? rq->charged : params_visitor_token(rq);

	if (!token)
		return bucket_network(rq, limit);
	return (struct limit_bucket){ .space = LIMIT_SPACE_VISITOR,
		.key = key_of(rq, limit_names[limit], " visitor ", token) };
}

static struct limit_bucket
bucket_user(struct request *rq, enum limit limit)
{
	const struct user *user = request_user(rq);

	if (!user)
		return bucket_network(rq, limit);
	return (struct limit_bucket){ .space = LIMIT_SPACE_NETWORK,
		.key = key_of(rq, limit_names[limit], " user ", user->id) };
}

/* One bucket is for the network, and a smaller one for the account, if one is named. */
static size_t
buckets_for_login(struct request *rq, struct limit_bucket buckets[BUCKETS_MAX])
{
	int64_t count = setting(rq, SETTING_LIMIT_LOGIN_PER_5_MINUTES);

	buckets[0] = bucket_network(rq, LIMIT_LOGIN);
	buckets[0].rate = rate_per(count * LOGIN_NAMES_PER_NETWORK, 5 * MINUTE_MS);
	if (!rq->charged)
		return 1;
	buckets[1] = buckets[0];
	buckets[1].key = key_of(rq, buckets[0].key, " as ", rq->charged);
	buckets[1].rate = rate_per(count, 5 * MINUTE_MS);
	return 2;
}

/* Two rates for the messages that a network leaves while nobody is there. */
static size_t
buckets_for_offline(struct request *rq, struct limit_bucket buckets[BUCKETS_MAX])
{
	int64_t interval_s = setting(rq, SETTING_LIMIT_OFFLINE_INTERVAL_SECONDS);

	buckets[0] = buckets[1] = bucket_network(rq, LIMIT_OFFLINE);
	buckets[0].key = key_of(rq, buckets[0].key, " by the hour", "");
	buckets[0].rate = rate_per(setting(rq, SETTING_LIMIT_OFFLINE_PER_HOUR), HOUR_MS);
	buckets[1].rate = rate_per(1, interval_s * 1000);
	return 2;
}

/* What a file weighs, in KiB: as much as may come where its length is not known. */
static int64_t
upload_weight(struct request *rq)
{
	int64_t len = request_content_length(rq);

	if (len < 0)
		len = (int64_t)upload_max_len(rq->chat.settings);
	return len < KIB ? 1 : len / KIB;
}

/* Two rates for the files of a visitor, and one for the bytes of all who share a network. */
static size_t
buckets_for_upload(struct request *rq, struct limit_bucket buckets[BUCKETS_MAX])
{
	buckets[0] = bucket_network(rq, LIMIT_UPLOAD);
	buckets[0].rate =
	    rate_per(setting(rq, SETTING_LIMIT_UPLOAD_MEGABYTES_PER_HOUR) * KIB, HOUR_MS);
	buckets[0].weight = upload_weight(rq);
	buckets[1] = buckets[2] = bucket_visitor(rq, LIMIT_UPLOAD);
	buckets[1].key = key_of(rq, buckets[1].key, " by the hour", "");
	buckets[1].rate = rate_per(setting(rq, SETTING_LIMIT_UPLOAD_PER_HOUR), HOUR_MS);
	buckets[2].rate = rate_per(setting(rq, SETTING_LIMIT_UPLOAD_BURST), UPLOAD_BURST_MS);
	return 3;
}

/* Sets the buckets of a limit, the widest first, and returns their number. */
static size_t
buckets_for(struct request *rq, enum limit limit, struct limit_bucket buckets[BUCKETS_MAX])
{
	switch (limit) {
	case LIMIT_SEND:
		buckets[0] = bucket_visitor(rq, limit);
		buckets[0].rate = rate_per(setting(rq, SETTING_LIMIT_SEND_PER_MINUTE), MINUTE_MS);
		buckets[0].rate.burst = setting(rq, SETTING_LIMIT_SEND_BURST);
		return 1;
	case LIMIT_BATCH:
		buckets[0] = bucket_user(rq, limit);
		buckets[0].rate = rate_per(setting(rq, SETTING_LIMIT_BATCH_PER_MINUTE), MINUTE_MS);
		return 1;
	case LIMIT_NEW_VISITOR:
		buckets[0] = bucket_network(rq, limit);
		buckets[0].rate =
		    rate_per(setting(rq, SETTING_LIMIT_NEW_VISITOR_PER_MINUTE), MINUTE_MS);
		return 1;
	case LIMIT_NEW_ROOM:
		buckets[0] = bucket_visitor(rq, limit);
		buckets[0].rate =
		    rate_per(setting(rq, SETTING_LIMIT_NEW_ROOM_PER_MINUTE), MINUTE_MS);
		return 1;
	case LIMIT_OFFLINE:
		return buckets_for_offline(rq, buckets);
	case LIMIT_UPDATE:
		buckets[0] = bucket_visitor(rq, limit);
		buckets[0].rate = rate_per(setting(rq, SETTING_LIMIT_UPDATE_PER_MINUTE), MINUTE_MS);
		return 1;
	case LIMIT_TYPING:
		buckets[0] =
		    params_visitor_token(rq) ? bucket_visitor(rq, limit) : bucket_user(rq, limit);
		buckets[0].rate = rate_per(setting(rq, SETTING_LIMIT_UPDATE_PER_MINUTE), MINUTE_MS);
		return 1;
	case LIMIT_TRANSCRIPT:
		buckets[0] = bucket_network(rq, limit);
		buckets[0].rate =
		    rate_per(setting(rq, SETTING_LIMIT_TRANSCRIPT_PER_MINUTE), MINUTE_MS);
		return 1;
	case LIMIT_UPLOAD:
		return buckets_for_upload(rq, buckets);
	case LIMIT_LOGIN:
		return buckets_for_login(rq, buckets);
	case LIMIT_NONE:
	case LIMIT__MAX:
		break;
	}
	return 0;
}

static bool
is_exempt(struct request *rq)
{
	const struct user *user;

	if (!setting_bool(rq->chat.settings, SETTING_API_ENABLE_RATE_LIMITER))
		return true;
	user = request_user(rq);
	return user && user_may(user, PERMISSION_BYPASS_RATE_LIMIT);
}

/*
 * Whether the limit guards passwords or other people's mailboxes. What it guards is refused where
 * it cannot be counted: each process alone would allow as much as all may, and with plain CGI that
 * is no limit at all.
 */
static bool
is_guard(enum limit limit)
{
	return limit == LIMIT_LOGIN || limit == LIMIT_OFFLINE || limit == LIMIT_TRANSCRIPT;
}

typedef struct limit_state use_fn(
    struct limiter *limiter, const struct limit_bucket *bucket, int64_t cost, int64_t now_ms);

/*
 * Asks or charges a bucket, and records its state: of two buckets that of the one that refuses or
 * has fewer remaining requests. When the table is full of visitors, as in a flood of invented
 * tokens, a visitor who has no place yet shares the bucket of their network.
 */
static bool
bucket_use(struct request *rq, enum limit limit, use_fn *use, const struct limit_bucket *bucket,
    int64_t cost)
{
	/* The request may have taken long to arrive. */
	const int64_t now_ms = clock_now_ms();
	const int64_t taken = bucket->weight ? cost * bucket->weight : cost;
	struct limit_state state = use(rq->limiter, bucket, taken, now_ms);
	struct reply *reply = rq->reply;
	struct limit_bucket network;

	if (state.no_place && bucket->space == LIMIT_SPACE_VISITOR) {
		network = bucket_network(rq, limit);
		network.rate = bucket->rate;
		state = use(rq->limiter, &network, taken, now_ms);
	}
	if (!reply->limited || !state.allowed || state.remaining < reply->limit.remaining)
		reply->limit = state;
	reply->limited = true;
	return state.allowed;
}

/*
 * Sets the buckets to which the request is charged. False: it is refused, because what they guard
 * cannot be counted.
 */
static bool
buckets_prepare(
    struct request *rq, enum limit limit, struct limit_bucket buckets[BUCKETS_MAX], size_t *count)
{
	*count = 0;
	rq->reply->limited = false;
	if (limit == LIMIT_NONE || is_exempt(rq))
		return true;
	rq->reply->uncounted = is_guard(limit) && !limiter_shared(rq->limiter);
	if (rq->reply->uncounted)
		return false;
	*count = buckets_for(rq, limit, buckets);
	return true;
}

/* Asks the buckets whether they hold `cost` tokens. */
static bool
buckets_ask(struct request *rq, enum limit limit, int64_t cost)
{
	struct limit_bucket buckets[BUCKETS_MAX];
	size_t count;

	if (!buckets_prepare(rq, limit, buckets, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!bucket_use(rq, limit, limiter_ask, &buckets[i], cost))
			return false;
	return true;
}

bool
limits_look(struct request *rq, enum limit limit)
{
	return buckets_ask(rq, limit, 0);
}

bool
request_may_log_in(struct request *rq)
{
	return buckets_ask(rq, LIMIT_LOGIN, 1);
}

bool
request_charge_visitor(struct request *rq, enum limit limit, const char *token)
{
	rq->charged = token;
	return request_charge(rq, limit);
}

bool
request_charge_login(struct request *rq, const char *account_key)
{
	rq->charged = account_key;
	return request_charge(rq, LIMIT_LOGIN);
}

bool
request_charge(struct request *rq, enum limit limit)
{
	struct limit_bucket buckets[BUCKETS_MAX];
	size_t count;

	if (!buckets_prepare(rq, limit, buckets, &count))
		return false;
	/*
	 * The wider bucket is asked first, so that a client who has exhausted it takes no places of
	 * narrower ones; it is charged last, so that a narrower one's refusal costs nothing.
	 */
	for (size_t i = 0; i + 1 < count; i++)
		if (!bucket_use(rq, limit, limiter_ask, &buckets[i], 1))
			return false;
	rq->reply->limited = false;
	for (size_t i = count; i-- > 0;)
		if (!bucket_use(rq, limit, limiter_take, &buckets[i], 1))
			return false;
	return true;
}
