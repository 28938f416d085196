/* SPDX-License-Identifier: MIT */
#include "base/process/library.h"

#include <dlfcn.h>
#include <string.h>

/* An object pointer cannot be converted to one to a function in ISO C, but copied. */
_Static_assert(sizeof(void *) == sizeof(void (*)(void)), "addresses of functions are no other");

#ifdef LIVECHAT_STATIC

const char *
library_load(
    const char *file, const struct library_function *functions, size_t count, void *pointers)
{
	char *place = pointers;

	(void)file;
	for (size_t i = 0; i < count; i++, place += sizeof(void *))
		memcpy(place, &functions[i].linked, sizeof(void *));
	return NULL;
}

#else

const char *
library_load(
    const char *file, const struct library_function *functions, size_t count, void *pointers)
{
	void *handle = dlopen(file, RTLD_NOW | RTLD_LOCAL);
	char *place = pointers;

	if (!handle)
		return dlerror();
	for (size_t i = 0; i < count; i++, place += sizeof(void *)) {
		void *symbol = dlsym(handle, functions[i].name);

		if (!symbol)
			return dlerror();
		memcpy(place, &symbol, sizeof(symbol));
	}
	return NULL;
}

#endif
