/* SPDX-License-Identifier: MIT */
/* Loaded into a program before its libraries, this lets it not find the library NO_LIBRARY when it loads one. */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *
dlopen(const char *file, int mode)
{
	void *(*real)(const char *, int) = (void *(*)(const char *, int))dlsym(RTLD_NEXT, "dlopen");
	const char *missing = getenv("NO_LIBRARY");
	char path[256];

	if (!file || !missing || strcmp(file, missing) != 0)
		return real(file, mode);
	snprintf(path, sizeof(path), "/nowhere/%s", file);
	return real(path, mode);
}
