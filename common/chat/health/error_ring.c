/* SPDX-License-Identifier: MIT */
#include "chat/health/error_ring.h"

#include <stdbool.h>
#include <string.h>

#include "base/crypto/siphash.h"

#define LOAD(at) atomic_load_explicit(at, memory_order_relaxed)
#define STORE(at, value) atomic_store_explicit(at, value, memory_order_relaxed)

static uint64_t
key_of(const struct error_memory *memory, const struct ring_error *error)
{
	uint64_t key = siphash(memory->seed, error->text, sizeof(error->text));

	return key ? key : 1;
}

/* What stands in a place while it says this. */
static uint64_t
sum_of(const struct error_memory *memory, const struct ring_error *error)
{
	return siphash(memory->seed, error, sizeof(*error));
}

static bool
place_read(const struct error_memory *memory, struct ring_place *place, struct ring_error *error)
{
	uint64_t words[RING_ERROR_WORDS];

	if (!LOAD(&place->key))
		return false;
	for (size_t i = 0; i < RING_ERROR_WORDS; i++)
		words[i] = LOAD(&place->words[i]);
	memcpy(error, words, sizeof(words));
	return LOAD(&place->sum) == sum_of(memory, error);
}

static void
place_write(
    const struct error_memory *memory, struct ring_place *place, const struct ring_error *error)
{
	uint64_t words[RING_ERROR_WORDS];

	memcpy(words, error, sizeof(words));
	STORE(&place->key, key_of(memory, error));
	for (size_t i = 0; i < RING_ERROR_WORDS; i++)
		STORE(&place->words[i], words[i]);
	STORE(&place->sum, sum_of(memory, error));
}

void
error_ring_put(const struct error_memory *memory, const struct ring_error *error)
{
	struct ring_error added = *error, found;
	struct ring_place *places = memory->ring->places, *chosen = NULL;
	int64_t chosen_ms = INT64_MAX; /* when what is there was seen last; -1: nothing is there */
	uint64_t key = key_of(memory, &added);

	for (size_t i = 0; i < ERROR_RING_LEN; i++) {
		int64_t last_ms = place_read(memory, &places[i], &found) ? found.last_ms : -1;

		if (last_ms >= 0 && LOAD(&places[i].key) == key) {
			added.first_ms = found.first_ms;
			added.times += found.times;
			chosen = &places[i];
			break;
		}
		if (last_ms < chosen_ms) {
			chosen = &places[i];
			chosen_ms = last_ms;
		}
	}
	place_write(memory, chosen ? chosen : &places[0], &added);
	atomic_store(&memory->ring->filled, 1);
}

size_t
error_ring_read(const struct error_memory *memory, struct ring_error found[ERROR_RING_LEN])
{
	size_t count = 0;

	for (size_t i = 0; i < ERROR_RING_LEN; i++)
		count += place_read(memory, &memory->ring->places[i], &found[count]);
	return count;
}

size_t
error_ring_take(const struct error_memory *memory, struct ring_error found[ERROR_RING_LEN])
{
	size_t count = 0;

	/* What comes from now on sets it again. */
	atomic_store(&memory->ring->filled, 0);
	for (size_t i = 0; i < ERROR_RING_LEN; i++) {
		struct ring_place *place = &memory->ring->places[i];
		uint64_t key = LOAD(&place->key);

		if (place_read(memory, place, &found[count]) &&
		    atomic_compare_exchange_strong(&place->key, &key, 0))
			count++;
	}
	return count;
}
