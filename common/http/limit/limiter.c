/* SPDX-License-Identifier: MIT */
#include "http/limit/limiter.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ids.h"
#include "base/log.h"
#include "base/siphash.h"

/* "lclimit2". A change of the layout or of the hash of keys needs another number. */
#define MAGIC UINT64_C(0x3274696d696c636c)
#define SETS 2048
#define WAYS 8

/* A value of full_us: the slot is being given to another key, under the lock of its set. */
#define CLAIMED INT64_MAX

/*
 * A bucket is one number: the time in microseconds at which it will be full again, which is the
 * "theoretical arrival time" of the generic cell rate algorithm. A request adds the time in which
 * one token is gained, and is refused when the result would be further ahead than the time in
 * which the whole bucket fills. So one compare-and-swap charges a request.
 */
struct slot {
	_Atomic uint64_t key; /* hash of the key; 0: the slot has never been used */
	_Atomic int64_t full_us;
};

struct table {
	uint64_t magic;
	unsigned char seed[SIPHASH_KEY_LEN]; /* keeps clients from choosing keys that collide */
	unsigned char reserved[40];
	struct slot slots[SETS][WAYS];
};

struct limiter {
	struct table *table;
	int fd; /* the file; -1: memory of this process alone */
};

static void
table_init(struct table *table)
{
	memset(table, 0, sizeof(*table));
	table->magic = MAGIC;
	random_bytes(table->seed, sizeof(table->seed));
}

/*
 * Maps the open file if it is a table that only this user may read and write. Otherwise returns
 * NULL and sets errno, which is 0 when the file is not a table.
 */
static struct table *
table_map(int fd)
{
	struct table *table;
	struct stat st;

	if (fstat(fd, &st) < 0)
		return NULL;
	errno = EPERM;
	if (!S_ISREG(st.st_mode) || st.st_uid != geteuid() || st.st_mode & 077)
		return NULL;
	errno = 0;
	if (st.st_size != (off_t)sizeof(*table))
		return NULL;
	table = mmap(NULL, sizeof(*table), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (table == MAP_FAILED)
		return NULL;
	if (table->magic == MAGIC)
		return table;
	munmap(table, sizeof(*table));
	errno = 0;
	return NULL;
}

/*
 * Fills a new file. Its blocks are allocated now, because a write to the mapping would end the
 * process with SIGBUS when the disk is full.
 */
static bool
file_fill(int fd)
{
	struct table *table;
	int failed = posix_fallocate(fd, 0, (off_t)sizeof(*table));

	if (failed) {
		errno = failed;
		return false;
	}
	table = mmap(NULL, sizeof(*table), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (table == MAP_FAILED)
		return false;
	table_init(table);
	munmap(table, sizeof(*table));
	return true;
}

/*
 * Creates a table at `path` by link() or rename(), so that others never see an incomplete one.
 * Unless `replace` is set, a file that another process has just created stays.
 */
static bool
file_make(const char *path, bool replace)
{
	char temporary[PATH_MAX];
	bool made = false;
	int fd;

	if ((size_t)snprintf(temporary, sizeof(temporary), "%s.XXXXXX", path) >=
	    sizeof(temporary)) {
		errno = ENAMETOOLONG;
		return false;
	}
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0)
		return false;
	if (file_fill(fd))
		made = replace ? rename(temporary, path) == 0
			       : link(temporary, path) == 0 || errno == EEXIST;
	if (!made || !replace) {
		int why = errno;

		unlink(temporary);
		errno = why;
	}
	close(fd);
	return made;
}

/*
 * Replaces the file `fd`, which is not a table of this layout, as after an upgrade. All processes
 * find it at once: the first replaces it, the others wait for the lock and see that it has
 * changed.
 */
static bool
file_replace(const char *path, int fd)
{
	struct stat old, now;

	if (flock(fd, LOCK_EX) < 0 || fstat(fd, &old) < 0)
		return false;
	if (stat(path, &now) < 0)
		return errno == ENOENT;
	if (old.st_ino != now.st_ino || old.st_dev != now.st_dev)
		return true;
	return file_make(path, true);
}

/* Opens and maps the file. It is created when absent, and replaced when it is not a table. */
static struct table *
file_open(const char *path, int *fd)
{
	struct table *table;
	bool again;
	int why;

	for (int tries = 0; tries < 3; tries++) {
		*fd = open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
		if (*fd < 0) {
			if (errno != ENOENT || !file_make(path, false))
				return NULL;
			continue;
		}
		table = table_map(*fd);
		if (table)
			return table;
		again = errno == 0 && file_replace(path, *fd);
		why = errno;
		close(*fd);
		*fd = -1;
		errno = why;
		if (!again)
			return NULL;
	}
	return NULL;
}

struct limiter *
limiter_open(const char *path)
{
	struct limiter *limiter = calloc(1, sizeof(*limiter));

	if (!limiter)
		log_fatal("out of memory");
	limiter->fd = -1;
	if (path)
		limiter->table = file_open(path, &limiter->fd);
	if (limiter->table)
		return limiter;
	if (path)
		log_error("rate limits are counted by each process alone: %s: %s; it must be a "
			  "file only this user may read and write (LIVECHAT_LIMITS names another)",
		    path, strerror(errno));
	limiter->table = malloc(sizeof(*limiter->table));
	if (!limiter->table)
		log_fatal("out of memory for rate limits");
	table_init(limiter->table);
	return limiter;
}

void
limiter_close(struct limiter *limiter)
{
	if (!limiter)
		return;
	if (limiter->fd >= 0) {
		munmap(limiter->table, sizeof(*limiter->table));
		close(limiter->fd);
	} else {
		free(limiter->table);
	}
	free(limiter);
}

static uint64_t
key_hash(const struct limiter *limiter, const char *key)
{
	uint64_t hash = siphash(limiter->table->seed, key, strlen(key));

	return hash ? hash : 1;
}

/*
 * Only one process at a time may assign slots of a set. The kernel releases the lock when it
 * dies.
 */
static void
set_lock(const struct limiter *limiter, size_t set, short type)
{
	struct flock lock = {
		.l_type = type, .l_whence = SEEK_SET, .l_start = (off_t)set, .l_len = 1
	};

	if (limiter->fd < 0)
		return;
	/*
	 * Where the file system cannot lock, two processes may assign one slot: a limit is off by
	 * one.
	 */
	while (fcntl(limiter->fd, F_SETLKW, &lock) < 0 && errno == EINTR)
		continue;
}

static struct slot *
slot_find(struct slot *slots, uint64_t key)
{
	for (size_t i = 0; i < WAYS; i++)
		if (atomic_load(&slots[i].key) == key && atomic_load(&slots[i].full_us) != CLAIMED)
			return &slots[i];
	return NULL;
}

/*
 * Chooses the slot to reuse: one never used, one that a process left claimed when it died, or the
 * one that will be full first.
 */
static struct slot *
slot_choose(struct slot *slots, int64_t *full_us)
{
	struct slot *best = NULL;

	for (size_t i = 0; i < WAYS; i++) {
		int64_t at = atomic_load(&slots[i].full_us);

		if (atomic_load(&slots[i].key) == 0 || at == CLAIMED) {
			*full_us = at;
			return &slots[i];
		}
		if (!best || at < *full_us) {
			best = &slots[i];
			*full_us = at;
		}
	}
	return best;
}

/* Assigns a slot of the set, with a full bucket, to the key. */
static void
slot_claim(const struct limiter *limiter, size_t set, uint64_t key, int64_t now_us)
{
	struct slot *slots = limiter->table->slots[set], *slot;
	int64_t full_us = 0;

	set_lock(limiter, set, F_WRLCK);
	while (!slot_find(slots, key)) {
		slot = slot_choose(slots, &full_us);
		/*
		 * This fails when a process has charged the bucket since; then another slot is
		 * chosen.
		 */
		if (!atomic_compare_exchange_strong(&slot->full_us, &full_us, CLAIMED))
			continue;
		atomic_store(&slot->key, key);
		atomic_store(&slot->full_us, now_us);
	}
	set_lock(limiter, set, F_UNLCK);
}

static struct limit_state
state_from(int64_t full_us, int64_t interval_us, int64_t cost, bool allowed,
    const struct limit_rate *rate, int64_t now_us)
{
	struct limit_state state = { .allowed = allowed, .limit = rate->burst };
	int64_t room_us = interval_us * rate->burst - (full_us - now_us), wait_us;

	state.remaining = room_us / interval_us;
	state.reset_ms = (full_us + 999) / 1000;
	if (!allowed) {
		wait_us = interval_us * cost - room_us;
		state.retry_after_s = (wait_us + 999999) / 1000000;
		if (state.retry_after_s < 1)
			state.retry_after_s = 1;
		if (state.retry_after_s > 60)
			state.retry_after_s = 60;
	}
	return state;
}

struct limit_state
limiter_take(struct limiter *limiter, const char *key, const struct limit_rate *rate, int64_t cost,
    int64_t now_ms)
{
	int64_t interval_us = (rate->period_ms * 1000 + rate->per_period - 1) / rate->per_period;
	int64_t whole_us = interval_us * rate->burst, now_us = now_ms * 1000;
	uint64_t hash = key_hash(limiter, key);
	size_t set = hash % SETS;

	for (;;) {
		struct slot *slot = slot_find(limiter->table->slots[set], hash);
		int64_t found_us, full_us;

		if (!slot && cost == 0)
			return state_from(now_us, interval_us, 0, true, rate, now_us);
		if (!slot) {
			slot_claim(limiter, set, hash, now_us);
			continue;
		}
		found_us = atomic_load(&slot->full_us);
		if (found_us == CLAIMED || atomic_load(&slot->key) != hash)
			continue;
		full_us = found_us < now_us ? now_us : found_us;
		/*
		 * The time is further ahead than the whole bucket: the clock was set back, or the
		 * rate was changed. The right value is unknown, so the bucket counts as full.
		 */
		if (full_us > now_us + whole_us) {
			atomic_compare_exchange_strong(&slot->full_us, &found_us, now_us);
			continue;
		}
		if (full_us + interval_us * cost > now_us + whole_us)
			return state_from(full_us, interval_us, cost, false, rate, now_us);
		if (cost == 0)
			return state_from(full_us, interval_us, 0, true, rate, now_us);
		full_us += interval_us * cost;
		if (atomic_compare_exchange_strong(&slot->full_us, &found_us, full_us))
			return state_from(full_us, interval_us, 0, true, rate, now_us);
	}
}
