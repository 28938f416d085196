/* SPDX-License-Identifier: MIT */
#include "chat/rooms/typing_table.h"

#include <string.h>

#include "base/crypto/siphash.h"

#define LOAD(at) atomic_load_explicit(at, memory_order_relaxed)
#define STORE(at, value) atomic_store_explicit(at, value, memory_order_relaxed)

#define ID_MAX sizeof(((struct typing *)0)->rid)

static uint64_t
hash_of(const struct typing_memory *memory, char kind, const char *id)
{
	char text[1 + ID_MAX];
	size_t len = strnlen(id, ID_MAX);
	uint64_t hash;

	text[0] = kind;
	memcpy(text + 1, id, len);
	hash = siphash(memory->seed, text, 1 + len);
	return hash ? hash : 1;
}

/* What stands in a place while it says this. */
static uint64_t
sum_of(const struct typing_memory *memory, uint64_t key, const struct typing *typing)
{
	struct {
		uint64_t key;
		struct typing typing;
	} whole = { key, *typing };

	return siphash(memory->seed, &whole, sizeof(whole));
}

static struct typing_place *
set_of(const struct typing_memory *memory, uint64_t key)
{
	return memory->table->places[key % TYPING_SETS];
}

/* Whether the place says something of this key that has not lapsed. */
static bool
place_read(const struct typing_memory *memory, struct typing_place *place, uint64_t key,
    int64_t now_ms, struct typing *typing)
{
	uint64_t words[TYPING_WORDS];

	if (!key || LOAD(&place->key) != key)
		return false;
	for (size_t i = 0; i < TYPING_WORDS; i++)
		words[i] = LOAD(&place->words[i]);
	memcpy(typing, words, sizeof(words));
	/* A time that is too far ahead is from before the clock was set back. */
	return typing->until_ms > now_ms && typing->until_ms <= now_ms + TYPING_LASTS_MS &&
	       LOAD(&place->sum) == sum_of(memory, key, typing);
}

static void
place_write(const struct typing_memory *memory, struct typing_place *place, uint64_t key,
    const struct typing *typing)
{
	uint64_t words[TYPING_WORDS];

	memcpy(words, typing, sizeof(words));
	STORE(&place->key, key);
	for (size_t i = 0; i < TYPING_WORDS; i++)
		STORE(&place->words[i], words[i]);
	STORE(&place->sum, sum_of(memory, key, typing));
}

/* To be called before a place is written, so that nobody overlooks it. */
static void
note_latest(struct typing_table *table, int64_t until_ms)
{
	int64_t latest_ms = LOAD(&table->latest_ms);

	while (latest_ms < until_ms &&
	       !atomic_compare_exchange_weak(&table->latest_ms, &latest_ms, until_ms))
		continue;
}

uint64_t
typing_who(const struct typing_memory *memory, const char *user_id)
{
	return hash_of(memory, 'w', user_id);
}

bool
typing_put(const struct typing_memory *memory, enum typing_kind kind, const char *id,
    const struct typing *typing, int64_t now_ms)
{
	uint64_t key = hash_of(memory, (char)kind, id);
	struct typing_place *set = set_of(memory, key), *chosen = NULL;
	struct typing found;

	for (size_t i = 0; i < TYPING_WAYS; i++) {
		if (!place_read(memory, &set[i], LOAD(&set[i].key), now_ms, &found)) {
			chosen = chosen ? chosen : &set[i];
		} else if (LOAD(&set[i].key) == key && found.who == typing->who &&
			   strcmp(found.rid, typing->rid) == 0) {
			chosen = &set[i];
			break;
		}
	}
	if (!chosen)
		return false;
	note_latest(memory->table, typing->until_ms);
	place_write(memory, chosen, key, typing);
	return true;
}

void
typing_end(const struct typing_memory *memory, enum typing_kind kind, const char *id, uint64_t who)
{
	uint64_t key = hash_of(memory, (char)kind, id);
	struct typing_place *set = set_of(memory, key);
	uint64_t words[TYPING_WORDS];
	struct typing found;

	for (size_t i = 0; i < TYPING_WAYS; i++) {
		if (LOAD(&set[i].key) != key)
			continue;
		for (size_t j = 0; j < TYPING_WORDS; j++)
			words[j] = LOAD(&set[i].words[j]);
		memcpy(&found, words, sizeof(words));
		if (found.who == who)
			STORE(&set[i].key, 0);
	}
}

size_t
typing_find(const struct typing_memory *memory, enum typing_kind kind, const char *id,
    int64_t now_ms, struct typing found[TYPING_WAYS])
{
	uint64_t key = hash_of(memory, (char)kind, id);
	struct typing_place *set = set_of(memory, key);
	size_t count = 0;

	for (size_t i = 0; i < TYPING_WAYS; i++)
		if (place_read(memory, &set[i], key, now_ms, &found[count]))
			count++;
	return count;
}
