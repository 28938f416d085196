/* SPDX-License-Identifier: MIT */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/spool.h"

#define FIRST_SIZE 1024u

void
buf_grow(struct buf *buf, size_t extra)
{
	size_t cap = buf->cap ? buf->cap : FIRST_SIZE;

	if (buf->spool && cap >= BUF_SPOOL_AT) {
		spool_put(buf->spool, buf);
		if (cap - buf->len >= extra)
			return;
	}
	if (extra > SIZE_MAX / 2 - buf->len)
		log_fatal("a buffer cannot grow by %zu bytes", extra);
	while (cap - buf->len < extra)
		cap *= 2;
	buf->data = realloc(buf->data, cap);
	if (!buf->data)
		log_fatal("out of memory for a buffer of %zu bytes", cap);
	buf->cap = cap;
}

void
buf_put_int(struct buf *buf, int64_t number)
{
	static const char pairs[] = "00010203040506070809101112131415161718192021222324"
				    "25262728293031323334353637383940414243444546474849"
				    "50515253545556575859606162636465666768697071727374"
				    "75767778798081828384858687888990919293949596979899";
	char digits[20], *p = digits + sizeof(digits);
	uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

	/* Two digits at a time, because divisions are slow. */
	for (; rest >= 100; rest /= 100)
		p = memcpy(p - 2, pairs + rest % 100 * 2, 2);
	if (rest >= 10)
		p = memcpy(p - 2, pairs + rest * 2, 2);
	else
		*--p = (char)('0' + rest);
	if (number < 0)
		*--p = '-';
	buf_put(buf, p, (size_t)(digits + sizeof(digits) - p));
}

void
buf_printf(struct buf *buf, const char *format, ...)
{
	va_list ap, again;
	int len;

	va_start(ap, format);
	va_copy(again, ap);
	len = vsnprintf(NULL, 0, format, ap);
	va_end(ap);
	if (len < 0)
		log_fatal("cannot format \"%s\"", format);
	vsnprintf(buf_reserve(buf, (size_t)len + 1), (size_t)len + 1, format, again);
	va_end(again);
	buf->len += (size_t)len;
}

const char *
buf_cstr(struct buf *buf)
{
	*buf_reserve(buf, 1) = '\0';
	return buf->data;
}

const char *
buf_take(struct buf *buf, struct arena *arena)
{
	const char *text = arena_strndup(arena, buf->data, buf->len);

	buf_free(buf);
	return text;
}

void
buf_reset(struct buf *buf)
{
	if (buf->cap > BUF_KEEP_MAX)
		buf_free(buf);
	buf->len = 0;
}

void
buf_free(struct buf *buf)
{
	free(buf->data);
	buf->data = NULL;
	buf->len = buf->cap = 0;
}
