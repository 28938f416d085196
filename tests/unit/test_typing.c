/* SPDX-License-Identifier: MIT */
/*
 * Who types, in shared memory: it lapses, what is written in part is not there, keys that share a set do
 * not mix, and a full set harms nobody.
 */
#include "unit.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/crypto/siphash.h"
#include "chat/rooms/typing_table.h"

#define NOW INT64_C(1700000000000)

static unsigned char seed[SIPHASH_KEY_LEN] = "sixteen bytes...";
static struct typing_memory memory = { .seed = seed };

static int
memory_new(void **state)
{
	(void)state;
	memory.table = mmap(
	    NULL, sizeof(*memory.table), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	return memory.table == MAP_FAILED ? -1 : 0;
}

static int
memory_free(void **state)
{
	(void)state;
	return munmap(memory.table, sizeof(*memory.table));
}

static bool
put(const char *rid, uint64_t who, const char *name, int64_t now_ms)
{
	struct typing typing = { .until_ms = now_ms + TYPING_LASTS_MS, .who = who };

	snprintf(typing.rid, sizeof(typing.rid), "%s", rid);
	snprintf(typing.name, sizeof(typing.name), "%s", name);
	return typing_put(&memory, TYPING_IN_ROOM, rid, &typing, now_ms);
}

/* Returns how many type in the room, and checks that each says it of this room. */
static size_t
found(const char *rid, int64_t now_ms)
{
	struct typing typing[TYPING_WAYS];
	size_t count = typing_find(&memory, TYPING_IN_ROOM, rid, now_ms, typing);

	for (size_t i = 0; i < count; i++)
		assert_string_equal(typing[i].rid, rid);
	return count;
}

static void
typing_lapses_and_is_renewed(void **state)
{
	(void)state;
	assert_int_equal(found("r", NOW), 0);
	assert_true(put("r", 0, "Ann", NOW));
	assert_int_equal(found("r", NOW + 7999), 1);
	assert_int_equal(found("r", NOW + 8000), 0);
	assert_true(put("r", 0, "Ann", NOW + 4000));
	assert_int_equal(found("r", NOW + 8000), 1);
	assert_true(put("r", 7, "Lisa", NOW + 4000));
	assert_int_equal(found("r", NOW + 8000), 2);
	/* The clock was set back. */
	assert_int_equal(found("r", NOW - 3600000), 0);
	/* Only the one who ends it does so, and only what is of this kind is found. */
	typing_end(&memory, TYPING_IN_ROOM, "r", 8);
	assert_int_equal(found("r", NOW + 8000), 2);
	typing_end(&memory, TYPING_IN_ROOM, "r", 7);
	assert_int_equal(found("r", NOW + 8000), 1);
	typing_end(&memory, TYPING_FOR_USER, "r", 0);
	assert_int_equal(found("r", NOW + 8000), 1);
}

static void
what_was_written_in_part_is_not_there(void **state)
{
	struct typing_place *places = memory.table->places[0];
	struct typing_place *place = NULL, whole;

	(void)state;
	assert_true(put("r", 0, "Ann", NOW));
	for (size_t i = 0; i < TYPING_SETS * TYPING_WAYS; i++)
		if (atomic_load(&places[i].key))
			place = &places[i];
	assert_non_null(place);
	memcpy(&whole, place, sizeof(whole));
	for (size_t i = 0; i < TYPING_WORDS; i++) {
		atomic_fetch_xor(&place->words[i], UINT64_C(0x0100000000000001));
		assert_int_equal(found("r", NOW), 0);
		assert_true(put("r", 0, "Ann", NOW));
		assert_int_equal(found("r", NOW), 1);
		assert_memory_equal(place, &whole, sizeof(whole));
	}
	/* A place that was copied to another key is not that key's. */
	atomic_fetch_add(&place->key, TYPING_SETS);
	assert_int_equal(found("r", NOW), 0);
}

/* Writes until it is killed. */
static void
write_on(const char *rid)
{
	for (int i = 0;; i++)
		put(rid, (uint64_t)(i % 3), i % 2 ? "a name that is as long as this" : "B", NOW);
}

static void
a_writer_that_is_killed_leaves_nothing_wrong(void **state)
{
	(void)state;
	for (int round = 0; round < 50; round++) {
		pid_t pids[2];
		struct typing typing[TYPING_WAYS];
		size_t count;

		for (size_t i = 0; i < 2; i++) {
			pids[i] = fork();
			assert_true(pids[i] >= 0);
			if (pids[i] == 0)
				write_on("r");
		}
		for (int reading = 0; reading < 200; reading++) {
			count = typing_find(&memory, TYPING_IN_ROOM, "r", NOW, typing);
			for (size_t i = 0; i < count; i++) {
				assert_string_equal(typing[i].rid, "r");
				assert_true(
				    strcmp(typing[i].name, "B") == 0 ||
				    strcmp(typing[i].name, "a name that is as long as this") == 0);
			}
		}
		for (size_t i = 0; i < 2; i++) {
			kill(pids[i], SIGKILL);
			waitpid(pids[i], NULL, 0);
		}
		assert_true(put("r", 0, "B", NOW));
		assert_true(found("r", NOW) >= 1);
	}
}

static void
rooms_that_share_a_set_do_not_mix(void **state)
{
	char rid[16];
	int kept[TYPING_SETS + 1];

	(void)state;
	/* There is one room more than sets. */
	for (int i = 0; i <= TYPING_SETS; i++) {
		snprintf(rid, sizeof(rid), "room%d", i);
		kept[i] = put(rid, 0, "Ann", NOW);
	}
	for (int i = 0; i <= TYPING_SETS; i++) {
		snprintf(rid, sizeof(rid), "room%d", i);
		assert_int_equal(found(rid, NOW), kept[i]);
		typing_end(&memory, TYPING_IN_ROOM, rid, 0);
		assert_int_equal(found(rid, NOW), 0);
	}
}

static void
a_full_table_takes_no_more_until_something_lapses(void **state)
{
	char rid[16];
	int kept = 0;

	(void)state;
	for (int i = 0; i < 40 * TYPING_SETS; i++) {
		snprintf(rid, sizeof(rid), "room%d", i);
		kept += put(rid, 0, "Ann", NOW);
		assert_int_equal(found("room0", NOW), 1);
	}
	assert_int_equal(kept, TYPING_SETS * TYPING_WAYS);
	assert_false(put("another", 0, "Ann", NOW + 7999));
	assert_int_equal(found("another", NOW + 7999), 0);
	assert_true(put("room0", 0, "Ann", NOW + 7999));
	assert_true(put("another", 0, "Ann", NOW + 8000));
	assert_int_equal(found("another", NOW + 8000), 1);
	assert_int_equal(found("room0", NOW + 8000), 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, memory_new, memory_free)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(typing_lapses_and_is_renewed),
		TEST(what_was_written_in_part_is_not_there),
		TEST(a_writer_that_is_killed_leaves_nothing_wrong),
		TEST(rooms_that_share_a_set_do_not_mix),
		TEST(a_full_table_takes_no_more_until_something_lapses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
