/* SPDX-License-Identifier: MIT */
/*
 * arena.h: memory with the lifetime of one request.
 *
 * A request allocates everything it needs from its arena. arena_reset() releases all of it at
 * once; nothing is freed one by one. When memory runs out, the process logs this and exits,
 * and the process manager starts another one.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

/* In bytes. arena_reset() keeps one chunk up to this size for reuse and frees the others. */
#define ARENA_KEEP_MAX (32u * 1024u)

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *arena); /* does nothing for NULL */

/* Invalidates everything that was allocated from the arena. */
void arena_reset(struct arena *arena);

/* Return `size` bytes, aligned for any type and never NULL; arena_zalloc() clears them. */
void *arena_alloc(struct arena *arena, size_t size);
void *arena_zalloc(struct arena *arena, size_t size);

/*
 * Registers a call of release(object) for the next arena_reset() or arena_free(). The calls are
 * made in reverse order. It serves for objects that a library allocated and has to free.
 */
void arena_defer(struct arena *arena, void (*release)(void *object), void *object);

/* Return NUL-terminated text that is allocated from the arena. arena_strdup(NULL) is NULL. */
char *arena_strdup(struct arena *arena, const char *s);
char *arena_strndup(struct arena *arena, const void *bytes, size_t len);
char *arena_join(struct arena *arena, const char *const *texts); /* NULL ends them */
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
