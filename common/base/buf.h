/*
 * buf.h: a growable byte buffer. Owned by whoever declared it; zero-initialised it is empty
 * and ready for use. Running out of memory ends the process with a line in the log.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stddef.h>

/* buf_reset() keeps an allocation up to this size and gives a larger one back. */
#define BUF_KEEP_MAX (256u * 1024u)

struct buf {
	char *data; /* not NUL-terminated; see buf_cstr() */
	size_t len;
	size_t cap;
};

/* Room for `extra` more bytes; returns where they go. The caller adds to len. */
char *buf_reserve(struct buf *buf, size_t extra);

void buf_put(struct buf *buf, const void *bytes, size_t len);
void buf_puts(struct buf *buf, const char *s);
void buf_putc(struct buf *buf, char c);
void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The content as a C string, valid until the buffer is next written to. */
const char *buf_cstr(struct buf *buf);

void buf_reset(struct buf *buf); /* empty */
void buf_free(struct buf *buf);  /* empty, and all memory given back */

#endif
