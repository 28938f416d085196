/* SPDX-License-Identifier: MIT */
/*
 * library.h: shared libraries that are loaded when they are needed. Few requests need them, and a program that is started
 * for each request would load them each time.
 *
 * The functions that are used of a library are listed by a macro, of which a struct and a table are made:
 *
 *	#define FUNCTIONS(X) X(png_read_row) X(png_write_row)
 *
 *	static struct {
 *		FUNCTIONS(LIBRARY_POINTER)
 *	} lib;
 *	static const struct library_function functions[] = { FUNCTIONS(LIBRARY_FUNCTION) };
 *
 *	reason = library_load("libpng16.so.16", functions, ARRAY_LEN(functions), &lib);
 *
 * After that lib.png_read_row() is called. In a program that is linked statically, the functions are linked in.
 */
#ifndef BASE_PROCESS_LIBRARY_H
#define BASE_PROCESS_LIBRARY_H

#include <stddef.h>

struct library_function {
	const char *name;
	void (*linked)(void); /* NULL: it is found in the library */
};

#define LIBRARY_POINTER(name) __typeof__(&name) name;
#ifdef LIVECHAT_STATIC
#define LIBRARY_FUNCTION(name) { #name, (void (*)(void))name },
#else
#define LIBRARY_FUNCTION(name) { #name, NULL },
#endif

/*
 * Loads the library with this file name, which is searched as those of the program are, and stores the addresses of its
 * functions, in their order, in a struct that has nothing but pointers to them. Returns NULL, or the reason why this
 * cannot be done, which is valid until the next call. What is loaded stays until the process ends.
 */
const char *library_load(
    const char *file, const struct library_function *functions, size_t count, void *pointers);

#endif
