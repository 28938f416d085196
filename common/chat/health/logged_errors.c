/* SPDX-License-Identifier: MIT */
#include "chat/health/logged_errors.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_out.h"
#include "base/printable.h"
#include "base/utf8.h"
#include "db/logged_errors.h"

/* How soon to try again after the database refused something. */
#define FAILED_MS 5000

void
logged_error_keep(const struct log_entry *entry, const void *arg)
{
	const struct error_memory *memory = arg;
	struct ring_error error = { .first_ms = entry->at_ms, .last_ms = entry->at_ms, .times = 1 };

	if (!memory->ring)
		return;
	snprintf(error.request_id, sizeof(error.request_id), "%s",
	    entry->request_id ? entry->request_id : "");
	snprintf(error.text, sizeof(error.text), "%s", entry->text);
	error_ring_put(memory, &error);
}

/* The memory may have any bytes: it is a file. */
static struct logged_error
from_ring(struct arena *mem, struct ring_error *error)
{
	const char *text;

	error->request_id[sizeof(error->request_id) - 1] = '\0';
	error->text[sizeof(error->text) - 1] = '\0';
	text = text_printable(mem, error->text);
	return (struct logged_error){ .text = arena_strndup(mem, text,
					  utf8_cut(text, strlen(text), LOGGED_ERROR_TEXT_MAX)),
		.request_id = text_printable(mem, error->request_id),
		.first_ms = error->first_ms,
		.last_ms = error->last_ms,
		.times = error->times };
}

/* Whether it is time for one process, which is this one. */
static bool
time_has_come(struct error_ring *ring, int64_t now_ms)
{
	int64_t not_before_ms = atomic_load(&ring->not_before_ms);

	if (atomic_load_explicit(&ring->filled, memory_order_relaxed) == 0)
		return false;
	/* A time that is too far ahead is from before the clock was set back. */
	if (not_before_ms > now_ms && not_before_ms <= now_ms + FAILED_MS)
		return false;
	return atomic_compare_exchange_strong(
	    &ring->not_before_ms, &not_before_ms, now_ms + FAILED_MS);
}

static enum db_error
one_store(struct chat *chat, struct ring_error *found)
{
	const struct logged_error error = from_ring(chat->mem, found);

	return db_logged_error_put(chat->db, &(struct db_logged_error){ .text = error.text,
						 .request_id = error.request_id,
						 .first_ms = error.first_ms,
						 .last_ms = error.last_ms,
						 .times = error.times });
}

static void
text_ignore(const char *text, void *arg)
{
	(void)text;
	(void)arg;
}

void
logged_errors_store(struct chat *chat)
{
	const struct error_memory *memory = chat->errors;
	struct ring_error found[ERROR_RING_LEN];
	enum db_error failed = DB_OK;
	size_t count, done = 0;

	if (!time_has_come(memory->ring, chat->now_ms))
		return;
	count = error_ring_take(memory, found);
	/*
	 * Who writes finds the same fault and logs it; a missing table is a finding of the health. Logged here
	 * too, it would be said twice, and be stored in turn.
	 */
	log_divert(text_ignore, NULL);
	while (done < count && !failed) {
		failed = one_store(chat, &found[done]);
		done += !failed;
	}
	failed = failed ? failed : db_logged_errors_trim(chat->db);
	log_divert(NULL, NULL);
	for (; done < count; done++)
		error_ring_put(memory, &found[done]);
	if (!failed)
		atomic_store(&memory->ring->not_before_ms, 0);
}

/* Those that were found, each text once. */
struct listing {
	struct arena *mem;
	struct logged_error errors[LOGGED_ERRORS_MAX + ERROR_RING_LEN];
	size_t len;
};

static enum db_error
row_add(const struct db_logged_error *row, void *arg)
{
	struct listing *listing = arg;

	if (listing->len < LOGGED_ERRORS_MAX)
		listing->errors[listing->len++] =
		    (struct logged_error){ .text = arena_strdup(listing->mem, row->text),
			    .request_id = arena_strdup(listing->mem, row->request_id),
			    .first_ms = row->first_ms,
			    .last_ms = row->last_ms,
			    .times = row->times };
	return DB_OK;
}

static void
ring_add(struct listing *listing, struct ring_error *found)
{
	struct logged_error error = from_ring(listing->mem, found), *place = listing->errors;

	while (place < listing->errors + listing->len && strcmp(place->text, error.text) != 0)
		place++;
	if (place < listing->errors + listing->len) {
		error.first_ms = place->first_ms;
		error.times += place->times;
	} else {
		listing->len++;
	}
	*place = error;
}

static int
by_last_ms(const void *a, const void *b)
{
	const struct logged_error *one = a, *other = b;

	return (one->last_ms < other->last_ms) - (one->last_ms > other->last_ms);
}

void
logged_errors_list(struct chat *chat, logged_error_fn *each, void *arg)
{
	struct listing listing = { .mem = chat->mem };
	struct ring_error found[ERROR_RING_LEN];
	enum db_error failed = db_logged_errors(chat->db, row_add, &listing);
	size_t count = error_ring_read(chat->errors, found);

	(void)failed; /* The log has it, and what was found is listed. */
	for (size_t i = 0; i < count; i++)
		ring_add(&listing, &found[i]);
	qsort(listing.errors, listing.len, sizeof(listing.errors[0]), by_last_ms);
	for (size_t i = 0; i < listing.len; i++)
		each(&listing.errors[i], arg);
}

void
logged_error_json(const struct logged_error *error, void *arg)
{
	struct json_out *out = arg;

	json_object(out);
	json_put_string(out, "text", error->text);
	json_put_int(out, "times", error->times);
	json_put_time(out, "firstAt", error->first_ms);
	json_put_time(out, "lastAt", error->last_ms);
	json_put_string_opt(out, "requestId", *error->request_id ? error->request_id : NULL);
	json_object_end(out);
}
