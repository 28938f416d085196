/* SPDX-License-Identifier: MIT */
#include "chat/setup/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crypto/ids.h"
#include "base/log.h"

#define SECRET_NAME "livechat.setup"

/* The file appears with its content, so that no other process reads half of it. */
static bool
secret_make(struct arena *mem, const char *path)
{
	char *temporary = arena_printf(mem, "%s.XXXXXX", path);
	struct setup_secret secret;
	int fd = mkostemp(temporary, O_CLOEXEC), saved;
	bool made;

	if (fd < 0)
		return false;
	random_bytes(secret.bytes, sizeof(secret.bytes));
	made =
	    write(fd, secret.bytes, sizeof(secret.bytes)) == sizeof(secret.bytes) && fsync(fd) == 0;
	close(fd);
	/* Unlike rename(), which all file systems have, link() never replaces what another process has made meanwhile. */
	made =
	    made && (link(temporary, path) == 0 || errno == EEXIST || rename(temporary, path) == 0);
	saved = errno;
	unlink(temporary);
	errno = saved;
	return made;
}

/* Says why there is no secret, but not with each request of a stranger. */
static void
refuse_once(const char *path, const char *why)
{
	static bool told;

	if (!told)
		log_error(
		    "the set-up cannot name a file to be uploaded: %s: %s; user id %ld has to be "
		    "able to make that file, or use the setup-key of the option file",
		    path, why, (long)geteuid());
	told = true;
}

bool
setup_secret_read(struct arena *mem, const char *folder, struct setup_secret *secret)
{
	const int flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
	const char *path = folder ? arena_printf(mem, "%s/" SECRET_NAME, folder) : NULL;
	struct stat st;
	bool read_all;
	int fd;

	if (!path)
		return false;
	fd = open(path, flags);
	if (fd < 0 && errno == ENOENT && secret_make(mem, path))
		fd = open(path, flags);
	if (fd < 0) {
		refuse_once(path, strerror(errno));
		return false;
	}
	read_all = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == geteuid() &&
		   (st.st_mode & 077) == 0 &&
		   read(fd, secret->bytes, sizeof(secret->bytes)) == sizeof(secret->bytes);
	close(fd);
	if (!read_all)
		refuse_once(path, "it is not what the program makes there, so remove it");
	return read_all;
}

int
setup_secret_open(struct arena *mem, const char *folder)
{
	return folder ? open(arena_printf(mem, "%s/" SECRET_NAME, folder),
			    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
		      : -1;
}

void
setup_secret_remove(struct arena *mem, const char *folder)
{
	if (folder)
		unlink(arena_printf(mem, "%s/" SECRET_NAME, folder));
}
