/* SPDX-License-Identifier: MIT */
#include "chat/messages/reparse.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "chat/format/message_render.h"

/* A step reads no more than this, so that other transactions do not wait long for its locks. */
#define STEP_MESSAGES_MAX 200
#define STEP_BYTES_MAX (256u * 1024u)

struct step {
	struct reparse *reparse;
	struct message messages[STEP_MESSAGES_MAX]; /* those that changed come first */
	size_t read;
	size_t bytes;
	size_t changed;
	struct reparse_place place; /* the place after the step */
	int64_t edited;
	int64_t ahead_ms; /* how far the step has moved the clock of a room beyond now */
};

/* --- Beginning --------------------------------------------------------------------------- */

enum db_error
reparse_begin(struct reparse *reparse, bool restart)
{
	struct db *db = reparse->chat->db;
	struct reparse_place *place = &reparse->place;
	enum db_error error;

	*place = (struct reparse_place){ .started_at = clock_now_ms() };
	reparse->edited = 0;
	reparse->mem = arena_new();
	error = db_reparse_count(db, reparse->rid, &reparse->total);
	if (error)
		return error;
	if (reparse->rid) {
		snprintf(place->rid, sizeof(place->rid), "%s", reparse->rid);
		return DB_OK;
	}
	if (reparse->dry_run) {
		error = restart ? DB_NO_ROW : db_reparse_get(db, reparse->mem, place);
		return error == DB_NO_ROW ? DB_OK : error;
	}
	id_new(place->run);
	if (restart)
		error = db_reparse_forget(db, NULL);
	return error ? error : db_reparse_take(db, reparse->mem, place);
}

void
reparse_free(struct reparse *reparse)
{
	arena_free(reparse->mem);
	reparse->mem = NULL;
}

/* --- One step ---------------------------------------------------------------------------- */

static enum db_error
step_row(const struct message *message, void *arg)
{
	struct step *step = arg;
	struct message *copy = &step->messages[step->read++];

	*copy = *message;
	db_message_dup(step->reparse->mem, copy);
	step->bytes += strlen(copy->msg) + strlen(copy->shown_json);
	return step->read == STEP_MESSAGES_MAX || step->bytes >= STEP_BYTES_MAX ? DB_NO_ROW : DB_OK;
}

/* Renders the messages again and moves those whose JSON differs to the front. */
static enum db_error
step_compare(struct step *step)
{
	struct chat chat = *step->reparse->chat;

	chat.mem = step->reparse->mem;
	for (size_t i = 0; i < step->read; i++) {
		const struct message *stored = &step->messages[i];
		struct message now = *stored;
		enum db_error error = message_render_again(&chat, &now);

		if (error)
			return error;
		if (strcmp(now.shown_json, stored->shown_json) != 0)
			step->messages[step->changed++] = now;
	}
	return DB_OK;
}

/* Writes messages of one room. Each gets the next point of the room's clock. */
static enum db_error
step_write_room(struct step *step, const struct message *messages, size_t count)
{
	struct db *db = step->reparse->chat->db;
	int64_t now_ms = clock_now_ms(), points = (int64_t)count, last_ts, ahead_ms;
	enum db_error error;

	error = db_reparse_room_take(db, messages[0].rid, points, now_ms, &last_ts);
	if (error) /* the room was removed: nobody can see its messages */
		return error == DB_NO_ROW ? DB_OK : error;
	for (size_t i = 0; i < count; i++) {
		error = db_reparse_write(db, &messages[i], last_ts - points + 1 + (int64_t)i);
		if (error == DB_NO_ROW)
			step->edited++;
		else if (error)
			return error;
		else
			step->place.changed++;
	}
	/* The step accounts for no more than the points that it has used. */
	ahead_ms = last_ts - now_ms < points ? last_ts - now_ms : points;
	if (ahead_ms > step->ahead_ms)
		step->ahead_ms = ahead_ms;
	return DB_OK;
}

static enum db_error
step_write(struct step *step)
{
	enum db_error error = DB_OK;
	size_t count;

	for (size_t i = 0; i < step->changed && !error; i += count) {
		const char *rid = step->messages[i].rid;

		for (count = 1; i + count < step->changed; count++)
			if (strcmp(step->messages[i + count].rid, rid) != 0)
				break;
		error = step_write_room(step, &step->messages[i], count);
	}
	return error;
}

/* The transaction may be run again after a lost connection, so it resets everything first. */
static enum db_error
step_in_transaction(struct db *db, void *arg)
{
	struct step *step = arg;
	struct reparse *reparse = step->reparse;
	const struct message *last;
	enum db_error error;

	arena_reset(reparse->mem);
	step->place = reparse->place;
	step->read = step->bytes = step->changed = 0;
	step->edited = step->ahead_ms = 0;
	error = db_reparse_page(
	    db, &step->place, reparse->rid != NULL, STEP_MESSAGES_MAX, step_row, step);
	if (error || step->read == 0)
		return error;
	last = &step->messages[step->read - 1];
	snprintf(step->place.rid, sizeof(step->place.rid), "%s", last->rid);
	step->place.ts = last->ts;
	step->place.seen += (int64_t)step->read;
	error = step_compare(step);
	if (error)
		return error;
	if (reparse->dry_run) {
		step->place.changed += (int64_t)step->changed;
		return DB_OK;
	}
	error = step_write(step);
	return error || reparse->rid ? error : db_reparse_move(db, &step->place);
}

/*
 * Each changed message uses one millisecond of its room's clock. This waits until the time has caught
 * up, so that the next message of a room does not get a time in the future.
 */
static void
step_wait(const struct step *step)
{
	struct timespec pause = { 0, step->ahead_ms * 1000000 };

	if (step->ahead_ms > 0)
		nanosleep(&pause, NULL);
}

enum db_error
reparse_step(struct reparse *reparse, bool *done)
{
	struct step step = { .reparse = reparse };
	struct db *db = reparse->chat->db;
	enum db_error error = db_transaction(db, step_in_transaction, &step);

	*done = !error && step.read == 0;
	if (error)
		return error;
	if (*done)
		return reparse->rid || reparse->dry_run ? DB_OK
							: db_reparse_forget(db, reparse->place.run);
	reparse->place = step.place;
	reparse->edited += step.edited;
	step_wait(&step);
	return DB_OK;
}
