/* SPDX-License-Identifier: MIT */
#include "media/strip.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "media/strip_format.h"
#include "media/type.h"

static const struct {
	const char *format;
	strip_step_fn *begin;
} formats[] = {
	{ "jpeg", strip_jpeg },
	{ "png", strip_png },
	{ "webp", strip_webp },
	{ "gif", strip_gif },
};

/* --- what the formats call ----------------------------------------------------------------- */

static void
ask(struct strip *strip, enum strip_mode mode, uint64_t len, strip_step_fn *step)
{
	strip->mode = mode;
	strip->left = len;
	strip->step = step;
}

void
strip_hold(struct strip *strip, size_t len, strip_step_fn *step)
{
	strip->held = 0;
	ask(strip, STRIP_HOLD, len, step);
}

void
strip_hold_more(struct strip *strip, size_t len, strip_step_fn *step)
{
	ask(strip, STRIP_HOLD, len, step);
}

void
strip_keep(struct strip *strip, uint64_t len, strip_step_fn *step)
{
	ask(strip, STRIP_KEEP, len, step);
}

void
strip_drop(struct strip *strip, uint64_t len, strip_step_fn *step)
{
	ask(strip, STRIP_DROP, len, step);
}

void
strip_scan(struct strip *strip, strip_scan_fn *scan)
{
	strip->scan = scan;
	ask(strip, STRIP_SCAN, 1, NULL);
}

void
strip_done(struct strip *strip)
{
	strip->done = true;
	strip_drop(strip, UINT64_MAX, NULL);
}

void
strip_bad(struct strip *strip)
{
	strip->result = STRIP_BAD;
}

static bool
out_call(struct strip *strip, const void *bytes, size_t len)
{
	if (strip->result == STRIP_OK && len > 0 && !strip->out(strip->arg, bytes, len))
		strip->result = STRIP_FAILED;
	return strip->result == STRIP_OK;
}

static bool
out_flush(struct strip *strip)
{
	size_t len = strip->out_len;

	strip->out_len = 0;
	return out_call(strip, strip->out_bytes, len);
}

void
strip_emit(struct strip *strip, const void *bytes, size_t len)
{
	if (!strip->strip || strip->result != STRIP_OK)
		return;
	strip->written += len;
	if (strip->out_len + len > STRIP_OUT_SIZE && !out_flush(strip))
		return;
	if (len >= STRIP_OUT_SIZE) {
		out_call(strip, bytes, len);
		return;
	}
	memcpy(strip->out_bytes + strip->out_len, bytes, len);
	strip->out_len += len;
}

/* --- the filter ---------------------------------------------------------------------------- */

struct strip *
strip_new(const char *type, bool strip, strip_out_fn *out, void *arg)
{
	struct strip *made = malloc(sizeof(*made));
	const char *format = media_format(type);

	if (!made)
		log_fatal("out of memory");
	/* The buffers at its end need no value, and no memory before they are used. */
	memset(made, 0, offsetof(struct strip, out_bytes));
	made->out = out;
	made->arg = arg;
	made->end.orientation = 1;
	made->strip = false;
	for (size_t i = 0; i < ARRAY_LEN(formats); i++)
		if (strcmp(format, formats[i].format) == 0) {
			made->strip = strip;
			formats[i].begin(made);
			return made;
		}
	made->has_picture = true;
	strip_done(made);
	return made;
}

/* Takes some of the bytes, at least one, and returns how many. */
static size_t
take(struct strip *strip, const uint8_t *bytes, size_t len)
{
	if (strip->mode == STRIP_SCAN)
		return strip->scan(strip, bytes, len);
	if (len > strip->left)
		len = (size_t)strip->left;
	if (strip->mode == STRIP_HOLD) {
		memcpy(strip->hold + strip->held, bytes, len);
		strip->held += len;
	} else if (strip->mode == STRIP_KEEP) {
		strip_emit(strip, bytes, len);
	}
	strip->left -= len;
	return len;
}

enum strip_result
strip_write(struct strip *strip, const void *bytes, size_t len)
{
	const uint8_t *next = bytes;

	if (!strip->strip)
		out_call(strip, bytes, len);
	while (len > 0 && strip->result == STRIP_OK) {
		size_t taken = take(strip, next, len);

		next += taken;
		len -= taken;
		while (strip->left == 0 && strip->result == STRIP_OK)
			strip->step(strip);
	}
	return strip->result;
}

enum strip_result
strip_end(struct strip *strip, struct strip_end *end)
{
	if (strip->result == STRIP_OK && !strip->has_picture)
		strip->result = STRIP_BAD;
	if (strip->strip)
		out_flush(strip);
	if (strip->result == STRIP_OK && strip->finish)
		strip->finish(strip);
	*end = strip->end;
	return strip->result;
}

void
strip_free(struct strip *strip)
{
	free(strip);
}
