/* SPDX-License-Identifier: MIT */
#include "http/limit/pool.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crypto/fnv.h"

/* An upgraded program is another file, and so another pool. */
static uint64_t
program_hash(void)
{
	struct stat st;

	if (stat("/proc/self/exe", &st) < 0)
		return FNV64_BEGIN;
	return fnv64_number(fnv64_number(FNV64_BEGIN, (uint64_t)st.st_dev), (uint64_t)st.st_ino);
}

static struct flock
place_lock(uint32_t i)
{
	return (struct flock){ .l_type = F_WRLCK,
		.l_whence = SEEK_SET,
		.l_start = TABLE_LOCK_OF_PLACES + (off_t)i,
		.l_len = 1 };
}

/* Where the file system cannot lock, nobody has a place, and nobody is known. */
static bool
place_lock_take(int fd, uint32_t i, bool *cannot)
{
	struct flock lock = place_lock(i);
	bool taken = fcntl(fd, F_SETLK, &lock) == 0;

	*cannot = !taken && errno != EACCES && errno != EAGAIN;
	return taken;
}

/* Whether the process that took the place lives. The lock tells it from another that has its id now. */
static bool
place_lives(int fd, uint32_t i)
{
	struct flock lock = place_lock(i);

	return fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

/* Takes a place that is free, or whose process was killed. Where all are taken it goes without. */
static void
place_take(struct pool *pool, struct table *table, int fd)
{
	bool cannot = false;

	if (!pool->program)
		pool->program = program_hash();
	for (uint32_t i = 0; i < POOL_PLACES && !pool->place && !cannot; i++) {
		struct pool_place *place = &table->places[i];
		uint32_t used = atomic_load(&table->head.places_used);

		if (!place_lock_take(fd, i, &cannot))
			continue;
		atomic_store(&place->busy_since_ms, 0);
		atomic_store(&place->transfer, POOL_NO_TRANSFER);
		atomic_store(&place->program, pool->program);
		atomic_store(&place->pid, getpid());
		while (used <= i &&
		       !atomic_compare_exchange_weak(&table->head.places_used, &used, i + 1))
			continue;
		pool->place = place;
	}
}

/* A process that rests is asked for unless it lived a moment ago; one that serves if `ask`. */
static bool
place_is_sure(int64_t since_ms, int64_t now_ms, bool ask)
{
	if (since_ms > 0)
		return !ask;
	return since_ms < 0 && now_ms + since_ms >= 0 && now_ms + since_ms < POOL_LOOK_AGAIN_MS;
}

/* `ask`: the kernel is asked who lives of those that serve. Those that were killed are removed. */
static enum pool_others
others_do(const struct pool *pool, struct table *table, int fd, int64_t now_ms, bool ask)
{
	uint32_t used = atomic_load(&table->head.places_used);
	enum pool_others others = POOL_SOME_FREE;

	for (uint32_t i = 0; i < used && i < POOL_PLACES; i++) {
		struct pool_place *place = &table->places[i];
		int32_t pid = atomic_load(&place->pid);
		int64_t since_ms = atomic_load(&place->busy_since_ms);

		if (place == pool->place || pid == 0 ||
		    atomic_load(&place->program) != pool->program)
			continue;
		if (!place_is_sure(since_ms, now_ms, ask)) {
			if (!place_lives(fd, i)) {
				atomic_compare_exchange_strong(&place->pid, &pid, 0);
				continue;
			}
			if (since_ms <= 0)
				atomic_compare_exchange_strong(
				    &place->busy_since_ms, &since_ms, -now_ms);
		}
		if (since_ms <= 0)
			return POOL_SOME_FREE;
		if (now_ms - since_ms <= POOL_HELD_UP_MS)
			others = POOL_ALL_AT_WORK;
		else if (others == POOL_SOME_FREE)
			others = POOL_ALL_HELD_UP;
	}
	return others;
}

enum pool_others
pool_serve(struct pool *pool, struct table *table, int fd, int64_t now_ms)
{
	enum pool_others others;

	if (!pool->place)
		place_take(pool, table, fd);
	if (!pool->place)
		return POOL_SOME_FREE;
	atomic_store(&pool->place->busy_since_ms, now_ms);
	others = others_do(pool, table, fd, now_ms, false);
	return others == POOL_SOME_FREE ? others : others_do(pool, table, fd, now_ms, true);
}

void
pool_rest(struct pool *pool)
{
	struct pool_place *place = pool->place;
	int64_t since_ms =
	    place ? atomic_load_explicit(&place->busy_since_ms, memory_order_relaxed) : 0;

	if (since_ms > 0)
		atomic_store_explicit(&place->busy_since_ms, -since_ms, memory_order_relaxed);
}

/* One process at a time counts, so that of several that begin at once no more go on than may. */
static void
count_lock(int fd, short type)
{
	struct flock lock = {
		.l_type = type, .l_whence = SEEK_SET, .l_start = TABLE_LOCK_OF_COUNT, .l_len = 1
	};

	while (fcntl(fd, F_SETLKW, &lock) < 0 && errno == EINTR)
		continue;
}

/* Counts the other processes of the program, and those of them that have such a transfer. */
static uint32_t
others_count(const struct pool *pool, struct table *table, int fd, enum pool_transfer kind,
    uint32_t *transfers)
{
	uint32_t used = atomic_load(&table->head.places_used), others = 0;

	*transfers = 0;
	for (uint32_t i = 0; i < used && i < POOL_PLACES; i++) {
		struct pool_place *place = &table->places[i];

		if (place == pool->place || atomic_load(&place->pid) == 0 ||
		    atomic_load(&place->program) != pool->program || !place_lives(fd, i))
			continue;
		others++;
		if (atomic_load(&place->transfer) == (int32_t)kind)
			++*transfers;
	}
	return others;
}

bool
pool_transfer_begin(
    struct pool *pool, struct table *table, int fd, enum pool_transfer kind, bool serves)
{
	uint32_t others, transfers, most = POOL_CGI_TRANSFERS;

	if (!pool->program && !serves)
		pool->program = fnv64_number(program_hash(), 1);
	if (!pool->place)
		place_take(pool, table, fd);
	if (!pool->place)
		return true;
	count_lock(fd, F_WRLCK);
	others = others_count(pool, table, fd, kind, &transfers);
	if (serves)
		most = others > 0 ? (others + 1) / 2 : 1;
	if (transfers < most)
		atomic_store(&pool->place->transfer, (int32_t)kind);
	count_lock(fd, F_UNLCK);
	return transfers < most;
}

void
pool_transfer_end(struct pool *pool)
{
	if (pool->place)
		atomic_store(&pool->place->transfer, POOL_NO_TRANSFER);
}

void
pool_leave(struct pool *pool)
{
	if (pool->place)
		atomic_store(&pool->place->pid, 0);
	pool->place = NULL;
}
