/* SPDX-License-Identifier: MIT */
/*
 * strip_format.h: what the formats of strip.h share. A format is a chain of functions, of which each is called when the
 * bytes that the one before asked for are there, and asks for the next: to look at them, to pass them on or to drop them.
 */
#ifndef MEDIA_STRIP_FORMAT_H
#define MEDIA_STRIP_FORMAT_H

#include "media/strip.h"

/* In bytes: the most that a format can look at at once. A segment of JPEG is not longer, with its marker. */
#define STRIP_HOLD_MAX (2 + 65535)

#define STRIP_OUT_SIZE 8192 /* bytes, of which output is collected */

typedef void strip_step_fn(struct strip *strip);

/* Takes bytes up to one that it must look at, and returns how many. It may ask for something else. */
typedef size_t strip_scan_fn(struct strip *strip, const uint8_t *bytes, size_t len);

enum strip_mode { STRIP_HOLD, STRIP_KEEP, STRIP_DROP, STRIP_SCAN };

struct strip {
	strip_out_fn *out;
	void *arg;
	bool strip;
	enum strip_result result;
	enum strip_mode mode;
	strip_step_fn *step; /* is called when `left` is 0 */
	strip_scan_fn *scan;
	uint64_t left;         /* bytes that this mode still takes */
	bool has_picture;      /* The header was complete, and the picture itself has begun. */
	bool done;             /* The picture's end has been seen. */
	strip_step_fn *finish; /* is called at the end of a good file; NULL: nothing is */
	struct strip_end end;
	uint64_t written; /* bytes */

	/* What these mean each format says. */
	bool flag;
	bool begun;
	uint64_t total;
	uint64_t said;

	size_t held;
	size_t out_len;
	uint8_t out_bytes[STRIP_OUT_SIZE];
	uint8_t hold[STRIP_HOLD_MAX];
};

/* Ask for the next bytes. All of them may be zero. */
void strip_hold(
    struct strip *strip, size_t len, strip_step_fn *step); /* They are then in `hold`. */
void strip_hold_more(
    struct strip *strip, size_t len, strip_step_fn *step); /* behind those that are there */
void strip_keep(struct strip *strip, uint64_t len, strip_step_fn *step);
void strip_drop(struct strip *strip, uint64_t len, strip_step_fn *step);
void strip_scan(struct strip *strip, strip_scan_fn *scan);

/* The picture has ended; all that follows is dropped. */
void strip_done(struct strip *strip);
void strip_bad(struct strip *strip);

/* Writes these bytes, if anything is to be stripped at all: else each byte has been written as it came. */
void strip_emit(struct strip *strip, const void *bytes, size_t len);

static inline uint32_t
big_endian_32(const uint8_t *b)
{
	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static inline uint32_t
little_endian_32(const uint8_t *b)
{
	return (uint32_t)b[3] << 24 | (uint32_t)b[2] << 16 | (uint32_t)b[1] << 8 | b[0];
}

/* The first step of each format. */
void strip_jpeg(struct strip *strip);
void strip_png(struct strip *strip);
void strip_webp(struct strip *strip);
void strip_gif(struct strip *strip);

#endif
