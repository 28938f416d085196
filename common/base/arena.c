/* SPDX-License-Identifier: MIT */
#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

#define FIRST_CHUNK (16u * 1024u)

struct chunk {
	struct chunk *next;
	size_t size; /* of data[] */
	size_t used;
	alignas(max_align_t) unsigned char data[];
};

/* An object outside of the arena that is released together with it. */
struct deferred {
	void (*release)(void *object);
	void *object;
	struct deferred *next;
};

struct arena {
	struct chunk *head; /* is being filled; the full chunks follow it */
	struct deferred *deferred;
};

static struct chunk *
chunk_new(size_t size, struct chunk *next)
{
	struct chunk *chunk;

	if (size > SIZE_MAX - sizeof(*chunk))
		log_fatal("a request asked for %zu bytes", size);
	chunk = malloc(sizeof(*chunk) + size);
	if (!chunk)
		log_fatal("out of memory for %zu bytes", size);
	chunk->next = next;
	chunk->size = size;
	chunk->used = 0;
	return chunk;
}

struct arena *
arena_new(void)
{
	struct arena *arena = malloc(sizeof(*arena));

	if (!arena)
		log_fatal("out of memory");
	arena->head = chunk_new(FIRST_CHUNK, NULL);
	arena->deferred = NULL;
	return arena;
}

void
arena_defer(struct arena *arena, void (*release)(void *object), void *object)
{
	struct deferred *deferred = arena_alloc(arena, sizeof(*deferred));

	*deferred = (struct deferred){ release, object, arena->deferred };
	arena->deferred = deferred;
}

static void
release_deferred(struct arena *arena)
{
	for (const struct deferred *deferred = arena->deferred; deferred; deferred = deferred->next)
		deferred->release(deferred->object);
	arena->deferred = NULL;
}

/* Frees all chunks except the largest of at most ARENA_KEEP_MAX bytes, which it returns empty. */
static struct chunk *
chunks_trim(struct chunk *chunk)
{
	struct chunk *keep = NULL, *next;

	for (; chunk; chunk = next) {
		next = chunk->next;
		if (chunk->size > ARENA_KEEP_MAX || (keep && keep->size >= chunk->size)) {
			free(chunk);
			continue;
		}
		free(keep);
		keep = chunk;
	}
	if (keep) {
		keep->next = NULL;
		keep->used = 0;
	}
	return keep;
}

void
arena_free(struct arena *arena)
{
	if (!arena)
		return;
	release_deferred(arena);
	free(chunks_trim(arena->head));
	free(arena);
}

void
arena_reset(struct arena *arena)
{
	release_deferred(arena);
	arena->head = chunks_trim(arena->head);
	if (!arena->head)
		arena->head = chunk_new(FIRST_CHUNK, NULL);
}

void *
arena_alloc(struct arena *arena, size_t size)
{
	struct chunk *head = arena->head;
	size_t align = alignof(max_align_t), grown;
	void *p;

	if (size > SIZE_MAX - align)
		log_fatal("a request asked for %zu bytes", size);
	size = (size + align - 1) / align * align;
	if (size > head->size - head->used) {
		grown = head->size < ARENA_KEEP_MAX / 2 ? head->size * 2 : ARENA_KEEP_MAX;
		head = arena->head = chunk_new(size > grown ? size : grown, head);
	}
	p = head->data + head->used;
	head->used += size;
	return p;
}

void *
arena_zalloc(struct arena *arena, size_t size)
{
	return memset(arena_alloc(arena, size), 0, size);
}

char *
arena_strndup(struct arena *arena, const void *bytes, size_t len)
{
	char *copy = arena_alloc(arena, len + 1);

	if (len > 0)
		memcpy(copy, bytes, len);
	copy[len] = '\0';
	return copy;
}

char *
arena_strdup(struct arena *arena, const char *s)
{
	return s ? arena_strndup(arena, s, strlen(s)) : NULL;
}

char *
arena_join(struct arena *arena, const char *const *texts)
{
	size_t len = 0;
	char *joined, *to;

	for (size_t i = 0; texts[i]; i++)
		len += strlen(texts[i]);
	joined = to = arena_alloc(arena, len + 1);
	for (size_t i = 0; texts[i]; i++, to += len) {
		len = strlen(texts[i]);
		memcpy(to, texts[i], len);
	}
	*to = '\0';
	return joined;
}

char *
arena_printf(struct arena *arena, const char *format, ...)
{
	struct chunk *head = arena->head;
	size_t room = head->size - head->used;
	char *text = (char *)head->data + head->used;
	va_list ap, again;
	int len;

	va_start(ap, format);
	va_copy(again, ap);
	len = vsnprintf(text, room, format, ap);
	va_end(ap);
	if (len < 0)
		log_fatal("cannot format \"%s\"", format);
	/* If the text fitted, arena_alloc() returns the very bytes that it was written to. */
	text = arena_alloc(arena, (size_t)len + 1);
	if ((size_t)len >= room)
		vsnprintf(text, (size_t)len + 1, format, again);
	va_end(again);
	return text;
}
