/* SPDX-License-Identifier: MIT */
/* unit_arena.h: one arena for each test, made by arena_setup() and freed by arena_teardown(). */
#ifndef TEST_UNIT_ARENA_H
#define TEST_UNIT_ARENA_H

#include "unit.h"

#include "base/arena.h"

#define arena_test(test) cmocka_unit_test_setup_teardown(test, arena_setup, arena_teardown)

static struct arena *arena;

static int
arena_setup(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int
arena_teardown(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

#endif
