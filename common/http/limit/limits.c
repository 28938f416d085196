/* SPDX-License-Identifier: MIT */
#include "http/limit/limits.h"

#include <ctype.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "http/request/client.h"
#include "http/request/params.h"

#define MINUTE_MS INT64_C(60000)
#define HOUR_MS INT64_C(3600000)
#define BUCKETS_MAX 2
#define LOGIN_NAME_MAX 128 /* the bytes of a user name that are compared */

/*
 * Several users who share an address can log in; a client who tries a password on every name
 * cannot.
 */
#define LOGIN_NAMES_PER_NETWORK 10

struct bucket {
	const char *key;
	struct limit_rate rate;
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

static const char *
key_network(struct request *rq, const char *limit)
{
	return key_of(rq, limit, " network ", client_network(rq->chat.mem, rq->chat.client.ip));
}

/* Each visitor has a bucket: a common one would let one visitor block all others. */
static const char *
key_visitor(struct request *rq, const char *limit)
{
	const char *token = params_visitor_token(rq);

	if (!token)
		return key_network(rq, limit);
	return key_of(rq, limit, " visitor ", token);
}

static const char *
key_user(struct request *rq, const char *limit)
{
	const struct user *user = request_user(rq);

	if (!user)
		return key_network(rq, limit);
	return key_of(rq, limit, " user ", user->id);
}

/* The user name of a login, in any of the forms that Rocket.Chat accepts; NULL: there is none. */
static const char *
login_name(struct request *rq)
{
	static const char *const names[] = { "user", "username", "email" };
	const char *name = NULL;
	char *lower;

	for (size_t i = 0; i < ARRAY_LEN(names) && !name; i++) {
		const struct value *value = value_member(rq->params, names[i]);

		name = value_text(value);
		for (size_t j = 1; value && j < ARRAY_LEN(names) && !name; j++)
			name = value_member_text(value, names[j]);
	}
	if (!name || !*name)
		return NULL;
	lower = arena_strndup(rq->chat.mem, name, utf8_cut(name, strlen(name), LOGIN_NAME_MAX));
	for (char *p = lower; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	return lower;
}

/* One bucket is for the user name, if there is one, and a larger one is for the network. */
static size_t
buckets_for_login(struct request *rq, struct bucket buckets[BUCKETS_MAX])
{
	int64_t count = setting(rq, SETTING_LIMIT_LOGIN_PER_5_MINUTES);
	const char *network = key_network(rq, "login"), *name = login_name(rq);
	struct bucket *bucket = buckets;

	if (name) {
		bucket->key = key_of(rq, network, " as ", name);
		bucket->rate = rate_per(count, 5 * MINUTE_MS);
		bucket++;
	}
	bucket->key = network;
	bucket->rate = rate_per(count * LOGIN_NAMES_PER_NETWORK, 5 * MINUTE_MS);
	return (size_t)(bucket - buckets) + 1;
}

/* Sets the buckets of a limit and returns their number. A rate of 0 means no limit. */
static size_t
buckets_for(struct request *rq, enum limit limit, struct bucket buckets[BUCKETS_MAX])
{
	struct bucket *bucket = buckets;

	switch (limit) {
	case LIMIT_SEND:
		bucket->key = key_visitor(rq, "send");
		bucket->rate = rate_per(setting(rq, SETTING_LIMIT_SEND_PER_MINUTE), MINUTE_MS);
		bucket->rate.burst = setting(rq, SETTING_LIMIT_SEND_BURST);
		return 1;
	case LIMIT_BATCH:
		bucket->key = key_user(rq, "batch");
		bucket->rate = rate_per(setting(rq, SETTING_LIMIT_BATCH_PER_MINUTE), MINUTE_MS);
		return 1;
	case LIMIT_NEW_VISITOR:
		bucket->key = key_network(rq, "new visitor");
		bucket->rate =
		    rate_per(setting(rq, SETTING_LIMIT_NEW_VISITOR_PER_MINUTE), MINUTE_MS);
		return 1;
	case LIMIT_NEW_ROOM:
		bucket->key = key_visitor(rq, "new room");
		bucket->rate = rate_per(setting(rq, SETTING_LIMIT_NEW_ROOM_PER_MINUTE), MINUTE_MS);
		return 1;
	case LIMIT_OFFLINE:
		bucket->key = key_network(rq, "offline");
		bucket->rate =
		    rate_per(1, setting(rq, SETTING_LIMIT_OFFLINE_INTERVAL_SECONDS) * 1000);
		bucket++;
		bucket->key = key_network(rq, "offline by the hour");
		bucket->rate = rate_per(setting(rq, SETTING_LIMIT_OFFLINE_PER_HOUR), HOUR_MS);
		return 2;
	case LIMIT_UPDATE:
		bucket->key = key_visitor(rq, "update");
		bucket->rate = rate_per(setting(rq, SETTING_LIMIT_UPDATE_PER_MINUTE), MINUTE_MS);
		return 1;
	case LIMIT_TRANSCRIPT:
		bucket->key = key_network(rq, "transcript");
		bucket->rate =
		    rate_per(setting(rq, SETTING_LIMIT_TRANSCRIPT_PER_MINUTE), MINUTE_MS);
		return 1;
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

bool
limits_take(struct request *rq, enum limit limit, int64_t cost)
{
	struct reply *reply = rq->reply;
	struct bucket buckets[BUCKETS_MAX];
	size_t count;

	if (limit == LIMIT_NONE || is_exempt(rq))
		return true;
	count = buckets_for(rq, limit, buckets);
	for (size_t i = 0; i < count; i++) {
		const struct limit_rate *rate = &buckets[i].rate;
		struct limit_state state;

		if (rate->burst <= 0 || rate->per_period <= 0 || rate->period_ms <= 0)
			continue;
		state = limiter_take(rq->limiter, buckets[i].key, rate, cost, rq->chat.now_ms);
		/* Of two buckets the one with fewer remaining requests is reported. */
		if (!reply->limited || !state.allowed || i == 0 ||
		    state.remaining < reply->limit.remaining)
			reply->limit = state;
		reply->limited = true;
		if (!state.allowed)
			return false;
	}
	return true;
}

bool
request_charge(struct request *rq, enum limit limit)
{
	return limits_take(rq, limit, 1);
}
