/* SPDX-License-Identifier: MIT */
/*
 * Loaded into a program before its libraries, this writes a line into the file CRYPT_CALLS for each
 * password that is hashed: the parameters of the hash, which say what it costs.
 */
#include <crypt.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *
crypt_r(const char *phrase, const char *setting, struct crypt_data *data)
{
	char *(*real)(const char *, const char *, struct crypt_data *);
	FILE *calls = fopen(getenv("CRYPT_CALLS"), "a");

	*(void **)&real = dlsym(RTLD_NEXT, "crypt_r");
	if (calls) {
		fprintf(calls, "%.*s\n", (int)strcspn(setting + 3, "$") + 3, setting);
		fclose(calls);
	}
	return real(phrase, setting, data);
}
