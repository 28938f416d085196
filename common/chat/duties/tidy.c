/* SPDX-License-Identifier: MIT */
#include "chat/duties/tidy.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "chat/core/duty.h"
#include "chat/core/forgotten.h"
#include "chat/routing/room_close.h"
#include "db/duties/push.h"
#include "db/rooms/room_erase.h"
#include "db/tidy.h"

#define DAY_MS INT64_C(86400000)

/* How long until the next time. Rooms are to be closed in time. */
#define PAUSE_MS INT64_C(600000)
#define PAUSE_CLOSING_MS INT64_C(60000)
#define PAUSE_MORE_MS 1000

/* Clocks of several machines that serve one database may differ. */
#define SIGNED_LOGIN_KEPT_MS INT64_C(3600000)

/* A room that is being erased for so long was left behind. */
#define ERASING_MS INT64_C(60000)

/* Steps in which one turn erases rooms, of some hundred rows each. */
#define STEPS_MAX 200

/* Rooms of a turn for which the database gives no answer: it is away, or busy. */
#define UNAVAILABLE_MAX 3

/* --- Rows ---------------------------------------------------------------------------------- */

typedef enum db_error rows_remove_fn(struct chat *chat, int64_t now_ms, bool *more);

static enum db_error
mails_remove(struct chat *chat, const char *state, enum setting of_days, int64_t now_ms, bool *more)
{
	int64_t days = setting_int(chat->settings, of_days);

	return days == 0 ? DB_OK : db_tidy_mails(chat->db, state, now_ms - days * DAY_MS, more);
}

static enum db_error
sent_mails_remove(struct chat *chat, int64_t now_ms, bool *more)
{
	return mails_remove(chat, "sent", SETTING_SENT_MAILS_DAYS, now_ms, more);
}

static enum db_error
failed_mails_remove(struct chat *chat, int64_t now_ms, bool *more)
{
	return mails_remove(chat, "failed", SETTING_FAILED_MAILS_DAYS, now_ms, more);
}

static enum db_error
departures_remove(struct chat *chat, int64_t now_ms, bool *more)
{
	return db_tidy_departures(chat->db, now_ms - DEPARTURES_KEPT_MS, more);
}

static enum db_error
deletions_remove(struct chat *chat, int64_t now_ms, bool *more)
{
	return db_tidy_deletions(chat->db, now_ms - DELETIONS_KEPT_MS, more);
}

static enum db_error
signed_logins_remove(struct chat *chat, int64_t now_ms, bool *more)
{
	return db_tidy_signed_logins(chat->db, now_ms - SIGNED_LOGIN_KEPT_MS, more);
}

static enum db_error
subscriptions_remove(struct chat *chat, int64_t now_ms, bool *more)
{
	(void)now_ms;
	(void)more;
	return db_push_tidy(chat->db);
}

/* --- Rooms --------------------------------------------------------------------------------- */

/* One turn: what it has done with some rooms, and when it ends. */
struct turn {
	struct chat *chat;
	int64_t now_ms;
	int steps_left;
	int unavailable;
	bool more; /* another turn is to follow soon */
};

typedef enum chat_error room_fn(struct turn *turn, const char *rid, int64_t before_ms);

/* One room of which something is wrong is logged, and does not keep others from their turn. */
static bool
room_do(struct turn *turn, room_fn *run, const char *rid, int64_t before_ms)
{
	enum chat_error error = run(turn, rid, before_ms);

	if (!error)
		return true;
	turn->unavailable += error == CHAT_UNAVAILABLE;
	log_error("room %s could not be tidied up: the database %s; it is tried again later", rid,
	    error == CHAT_UNAVAILABLE ? "gives no answer" : "refuses it");
	return false;
}

/* Goes on with the next ones while none of those that were found can be done. */
static enum db_error
rooms_do(struct turn *turn, enum tidy_rooms_kind kind, room_fn *run, int64_t before_ms)
{
	struct tidy_rooms found = { .len = 0 };
	enum db_error error;
	size_t done;

	do {
		error = db_tidy_rooms(turn->chat->db, turn->chat->mem, kind, before_ms, &found);
		done = 0;
		for (size_t i = 0; i < found.len && !error && turn->steps_left > 0 &&
				   turn->unavailable < UNAVAILABLE_MAX;
		     i++)
			done += room_do(turn, run, found.rooms[i].id, before_ms);
	} while (!error && done == 0 && found.len == TIDY_ROOMS_MAX &&
		 turn->unavailable < UNAVAILABLE_MAX);
	turn->more =
	    turn->more || turn->steps_left == 0 || (found.len == TIDY_ROOMS_MAX && done > 0);
	return error;
}

static enum chat_error
room_erase_some(struct turn *turn, const char *rid, int64_t before_ms)
{
	enum room_erased state = ROOM_ERASE_MORE;
	enum db_error error = DB_OK;

	(void)before_ms;
	for (; !error && state == ROOM_ERASE_MORE && turn->steps_left > 0; turn->steps_left--)
		error = db_room_erase_step(turn->chat->db, rid, &state);
	/* It was erased meanwhile. */
	return error == DB_NO_ROW ? CHAT_OK : chat_error_from_db(error);
}

static enum chat_error
room_close_old(struct turn *turn, const char *rid, int64_t before_ms)
{
	return room_close_abandoned(turn->chat, rid, before_ms);
}

static enum db_error
rooms_erase(struct turn *turn)
{
	int64_t days = setting_int(turn->chat->settings, SETTING_RETENTION_DAYS);
	enum db_error error =
	    rooms_do(turn, TIDY_HALF_ERASED, room_erase_some, turn->now_ms - ERASING_MS);

	if (error || days == 0)
		return error;
	return rooms_do(turn, TIDY_CLOSED, room_erase_some, turn->now_ms - days * DAY_MS);
}

static enum db_error
abandoned_close(struct turn *turn)
{
	int64_t seconds = setting_int(turn->chat->settings, SETTING_VISITOR_INACTIVITY_TIMEOUT);

	return rooms_do(turn, TIDY_ABANDONED, room_close_old, turn->now_ms - seconds * 1000);
}

/* --- The turn ------------------------------------------------------------------------------ */

enum chat_error
tidy(struct chat *chat, const struct duty *duty, int64_t wait_ms)
{
	static rows_remove_fn *const removals[] = { sent_mails_remove, failed_mails_remove,
		departures_remove, deletions_remove, signed_logins_remove, subscriptions_remove };
	bool closes = room_abandoned_is_closed(chat);
	struct turn turn = { .chat = chat, .now_ms = clock_now_ms(), .steps_left = STEPS_MAX };
	enum db_error error, first = DB_OK;

	(void)wait_ms;
	/* What cannot be done keeps nothing else from being done; the database has logged why. */
	for (size_t i = 0; i < ARRAY_LEN(removals); i++) {
		error = removals[i](chat, turn.now_ms, &turn.more);
		first = first ? first : error;
	}
	error = closes ? abandoned_close(&turn) : DB_OK;
	first = first ? first : error;
	error = rooms_erase(&turn);
	first = first ? first : error;
	if (first == DB_DOWN)
		return chat_error_from_db(first);
	return duty_settle(chat, duty,
	    turn.now_ms + (turn.more   ? PAUSE_MORE_MS
			      : closes ? PAUSE_CLOSING_MS
				       : PAUSE_MS));
}
