/* SPDX-License-Identifier: MIT */
/*
 * spool.h: bytes that are too many to keep in memory, in a file that has no name and disappears
 * when it is closed; or a part of another file, of which a reply consists. A zero-initialised spool is empty and ready for use; whoever declares it owns
 * it and calls spool_reset().
 */
#ifndef BASE_SPOOL_H
#define BASE_SPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"

struct spool {
	uint64_t len;   /* bytes written, or of the part */
	uint64_t begin; /* where in the file they begin; 0 unless it is another one */
	int fd;         /* valid if .open */
	bool open;
	bool failed; /* nothing more is written */
};

/*
 * Moves the buffer's bytes to the end of the spool and empties the buffer. When the file system has
 * no room for them, they stay in the buffer, and those of later calls, too; the log says so.
 */
void spool_put(struct spool *spool, struct buf *buf);

/* An empty spool becomes that part of an open file, which spool_reset() closes. */
void spool_use(struct spool *spool, int fd, uint64_t begin, uint64_t len);

/*
 * Reads up to `size` bytes from that offset on. Returns their number; 0 at the end; -1: see errno.
 */
ssize_t spool_read(const struct spool *spool, uint64_t offset, void *bytes, size_t size);

void spool_reset(struct spool *spool); /* empties it and gives its space back */

#endif
