/*
 * arena.h: memory with the lifetime of one request.
 *
 * Everything a request needs is taken from its arena and is gone, all at once, at
 * arena_reset(); nothing is freed one by one. When memory runs out the process says so in
 * the log and ends: its supervisor starts another.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

/* Chunks up to this size are kept over a reset, larger ones are given back. */
#define ARENA_KEEP_MAX (32u * 1024u)

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *arena); /* NULL is fine */

/* Takes back all that was handed out. */
void arena_reset(struct arena *arena);

/* `size` bytes, aligned for any type, not cleared / cleared. Never NULL. */
void *arena_alloc(struct arena *arena, size_t size);
void *arena_zalloc(struct arena *arena, size_t size);

/*
 * Has release(what) called by the arena_reset() or arena_free() to come, the latest first: for
 * what a library allocates and must be given back to it.
 */
void arena_defer(struct arena *arena, void (*release)(void *what), void *what);

/* Copies; all end in NUL. arena_strdup(NULL) is NULL. */
char *arena_strdup(struct arena *arena, const char *s);
char *arena_strndup(struct arena *arena, const void *bytes, size_t len);
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
