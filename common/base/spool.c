/* SPDX-License-Identifier: MIT */
#include "base/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/log.h"

/* The file belongs to the system's memory where the folder allows no file without a name. */
static int
file_open(void)
{
	int fd = open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, S_IRUSR | S_IWUSR);

	return fd >= 0 ? fd : memfd_create("livechat-reply", MFD_CLOEXEC);
}

/* Writes all bytes behind those that are there. */
static bool
file_append(const struct spool *spool, const char *bytes, size_t len)
{
	uint64_t offset = spool->len;
	ssize_t put;

	while (len > 0) {
		put = pwrite(spool->fd, bytes, len, (off_t)offset);
		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return false;
		bytes += put;
		offset += (uint64_t)put;
		len -= (size_t)put;
	}
	return true;
}

void
spool_put(struct spool *spool, struct buf *buf)
{
	if (spool->failed)
		return;
	if (!spool->open) {
		spool->fd = file_open();
		spool->open = spool->fd >= 0;
	}
	if (!spool->open || !file_append(spool, buf->data, buf->len)) {
		spool->failed = true;
		log_error("a large reply is kept in memory, because a temporary file in /tmp "
			  "cannot be written: %s",
		    strerror(errno));
		return;
	}
	spool->len += buf->len;
	buf->len = 0;
}

void
spool_use(struct spool *spool, int fd, uint64_t begin, uint64_t len)
{
	*spool = (struct spool){ .len = len, .begin = begin, .fd = fd, .open = true };
}

ssize_t
spool_read(const struct spool *spool, uint64_t offset, void *bytes, size_t size)
{
	uint64_t left = spool->len - offset;
	ssize_t got;

	if (left < size)
		size = (size_t)left;
	if (size == 0)
		return 0;
	do
		got = pread(spool->fd, bytes, size, (off_t)(spool->begin + offset));
	while (got < 0 && errno == EINTR);
	return got;
}

void
spool_reset(struct spool *spool)
{
	if (spool->open)
		close(spool->fd);
	*spool = (struct spool){ 0 };
}
