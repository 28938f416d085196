/* SPDX-License-Identifier: MIT */
/* A library to preload: the file system has no links for the copy of the program that takes files. */
#include <dlfcn.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

int
linkat(int from_folder, const char *from, int folder, const char *name, int flags)
{
	int (*real)(int, const char *, int, const char *, int) =
	    (int (*)(int, const char *, int, const char *, int))dlsym(RTLD_NEXT, "linkat");

	if (strstr(name, "livechat-upload")) {
		errno = EPERM;
		return -1;
	}
	return real(from_folder, from, folder, name, flags);
}
