/* SPDX-License-Identifier: MIT */
#include "base/process/standalone.h"

#ifdef LIVECHAT_STATIC

#include <dlfcn.h>
#include <nss.h>
#include <stddef.h>

/*
 * These replace the C library's functions. Libraries that are linked in would load plug-ins of the
 * host with them, which would bring along a second C library: Connector/C those for other ways to log
 * in, OpenSSL its engines and providers.
 */
void *
dlopen(const char *file, int mode)
{
	(void)file;
	(void)mode;
	return NULL;
}

void *
dlsym(void *handle, const char *name)
{
	(void)handle;
	(void)name;
	return NULL;
}

int
dlclose(void *handle)
{
	(void)handle;
	return 0;
}

char *
dlerror(void)
{
	static char reason[] = "this program is linked statically and loads no libraries";

	return reason;
}

void
standalone_begin(void)
{
	__nss_configure_lookup("hosts", "files dns");
	__nss_configure_lookup("networks", "files");
	__nss_configure_lookup("protocols", "files");
	__nss_configure_lookup("services", "files");
	__nss_configure_lookup("passwd", "files");
	__nss_configure_lookup("group", "files");
}

#else

void
standalone_begin(void)
{
}

#endif
