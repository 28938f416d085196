/* SPDX-License-Identifier: MIT */
/*
 * A library to preload: a program that opens /etc/passwd reads the file that the variable
 * OTHER_ACCOUNTS names, as if the accounts of the machine were those.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

FILE *
fopen(const char *path, const char *mode)
{
	FILE *(*real)(const char *, const char *) =
	    (FILE * (*)(const char *, const char *)) dlsym(RTLD_NEXT, "fopen");
	const char *other = getenv("OTHER_ACCOUNTS");

	return real(other && strcmp(path, "/etc/passwd") == 0 ? other : path, mode);
}
