/* SPDX-License-Identifier: MIT */
#include "chat/messages/poll.h"

#include "base/crypto/fnv.h"
#include "chat/files/link.h"

/*
 * A release that serialises the same room differently raises this number, so that the ETags which
 * clients have kept stop matching.
 */
#define ETAG_FORMAT 1

/* In bytes: two hexadecimal numbers, a hyphen and a NUL. */
#define ETAG_SIZE (16 + 1 + 16 + 1)

/* The shorter ago a room has changed, the sooner the client should poll again. */
#define LIVELY_MS INT64_C(30000)
#define RECENT_MS INT64_C(300000)
#define LIVELY_INTERVAL_S 2
#define RECENT_INTERVAL_S 5
#define IDLE_INTERVAL_S 15
#define CLOSED_INTERVAL_S 60

/* Writes at least `len` hexadecimal digits and returns their end. */
static char *
put_hex(char *at, uint64_t number, int len)
{
	int digits = 16;

	while (digits > len && number >> (4 * (digits - 1)) == 0)
		digits--;
	while (digits-- > 0)
		*at++ = "0123456789abcdef"[number >> (4 * digits) & 15];
	return at;
}

/*
 * The version alone does not suffice: settings change replies, two rooms can have the same version,
 * and after a backup was restored a room reaches an old version again with other messages.
 */
const char *
poll_etag(struct chat *chat, enum poller poller, const char *rid, const struct room_state *room)
{
	uint64_t hash = FNV64_BEGIN;
	char *tag = arena_alloc(chat->mem, ETAG_SIZE), *end;

	hash = fnv64_number(hash, ETAG_FORMAT << 8 | poller);
	hash = fnv64_text(fnv64_number(hash, (uint64_t)room->last_ts), rid);
	if (poller == POLLER_VISITOR)
		hash = fnv64_number(hash, link_period(chat));
	if (poller == POLLER_AGENT)
		hash = fnv64_number(hash, (uint64_t)room->notes_ts);
	end = put_hex(tag, (uint64_t)room->version, 1);
	*end++ = '-';
	end = put_hex(end, fnv64_number(hash, settings_hash(chat->settings)), 16);
	*end = '\0';
	return tag;
}

int64_t
poll_interval_s(struct chat *chat, const struct room_state *room)
{
	int64_t quiet_ms = chat->now_ms - room->last_ts;

	if (room->stage == ROOM_CLOSED)
		return CLOSED_INTERVAL_S;
	if (quiet_ms < LIVELY_MS)
		return LIVELY_INTERVAL_S;
	return quiet_ms < RECENT_MS ? RECENT_INTERVAL_S : IDLE_INTERVAL_S;
}
