/*
 * buf.h: a growable byte buffer. Owned by whoever declared it; zero-initialised it is empty
 * and ready for use. Running out of memory ends the process with a line in the log.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* buf_reset() keeps an allocation up to this size and gives a larger one back. */
#define BUF_KEEP_MAX (64u * 1024u)

struct buf {
	char *data; /* not NUL-terminated; see buf_cstr() */
	size_t len;
	size_t cap;
};

/* Makes room for `extra` more bytes where there is none yet. */
void buf_grow(struct buf *buf, size_t extra);

/* Room for `extra` more bytes; returns where they go. The caller adds to len. */
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

/* The content as a C string, valid until the buffer is next written to. */
const char *buf_cstr(struct buf *buf);

void buf_reset(struct buf *buf); /* empty */
void buf_free(struct buf *buf);  /* empty, and all memory given back */

#endif
