/* SPDX-License-Identifier: MIT */
/*
 * buf.h: a growable byte buffer. A zero-initialised buffer is empty and ready for use. The code
 * that declares it owns it and calls buf_free(). When memory runs out, the process logs this
 * and exits.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"

/* In bytes. buf_reset() keeps an allocation up to this size and frees a larger one. */
#define BUF_KEEP_MAX (64u * 1024u)

/*
 * In bytes. A buffer with a spool does not grow beyond this: when it is full, its bytes are moved
 * to the spool, and it is filled again from its beginning.
 */
#define BUF_SPOOL_AT (1024u * 1024u)

struct spool;

struct buf {
	char *data; /* is not NUL-terminated; see buf_cstr() */
	size_t len;
	size_t cap;
	struct spool *spool; /* NULL: the buffer grows without limit */
};

/* Makes the capacity large enough for `extra` more bytes. */
void buf_grow(struct buf *buf, size_t extra);

/* Returns the place for `extra` more bytes. The caller writes them and increases len. */
static inline char *
buf_reserve(struct buf *buf, size_t extra)
{
	if (buf->cap - buf->len < extra)
		buf_grow(buf, extra);
	return buf->data + buf->len;
}

static inline void
buf_put(struct buf *buf, const void *bytes, size_t len)
{
	if (len == 0)
		return;
	memcpy(buf_reserve(buf, len), bytes, len);
	buf->len += len;
}

static inline void
buf_puts(struct buf *buf, const char *s)
{
	buf_put(buf, s, strlen(s));
}

static inline void
buf_putc(struct buf *buf, char c)
{
	*buf_reserve(buf, 1) = c;
	buf->len++;
}

void buf_put_int(struct buf *buf, int64_t number); /* in decimal */
void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Returns the content as a C string, which is valid until the buffer is written to again. */
const char *buf_cstr(struct buf *buf);

/* Returns the content as NUL-terminated text in the arena, and frees the buffer. */
const char *buf_take(struct buf *buf, struct arena *arena);

void buf_reset(struct buf *buf); /* empties the buffer for reuse */
void buf_free(struct buf *buf);  /* empties the buffer and frees its memory */

#endif
