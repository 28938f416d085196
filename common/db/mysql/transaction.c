/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "db/mysql/conn.h"
#include "db/mysql/error_numbers.h"

#define RERUNS_AFTER_LOSS 2
#define RERUNS_AFTER_BLOCK 3
#define EARLY_MAX_MS 5000 /* how long a transaction that is too early is tried again */

/* Rolls the transaction back, by closing the connection if need be. */
static void
tx_abandon(struct db *db)
{
	if (db->mysql && (db->gave_up || conn_command(db, "ROLLBACK") != CONN_ERROR_NONE))
		conn_drop(db);
}

static enum db_error
tx_once(struct db *db, db_tx_fn *fn, void *arg)
{
	enum db_error error;

	if (conn_ready(db))
		return DB_DOWN;
	db->tx_error = conn_command(db, "START TRANSACTION");
	if (db->tx_error) {
		conn_drop(db);
		return DB_DOWN;
	}
	db->in_transaction = true;
	error = fn(db, arg);
	if (!error && !db->tx_error)
		error = conn_ready(db); /* gives the COMMIT what is left of the time */
	db->in_transaction = false;
	if (db->tx_error || error) {
		tx_abandon(db);
		return error ? error : DB_DOWN;
	}
	db->tx_error = conn_command(db, "COMMIT");
	if (!db->tx_error)
		return DB_OK;
	if (db->tx_error == CONN_ERROR_NOT_WRITABLE)
		conn_drop_host(db);
	else if (db->tx_error == CONN_ERROR_LOCKED)
		tx_abandon(db);
	else
		conn_drop(db);
	return DB_DOWN;
}

/* See room_clock.h. False when this has gone on for too long. */
static bool
tx_wait_for_clock(const struct db *db, int64_t begin_ms)
{
	struct timespec pause = { (time_t)(db->tx_early_ms / 1000),
		(long)(db->tx_early_ms % 1000 * 1000000) };

	if (clock_monotonic_ms() - begin_ms >= EARLY_MAX_MS)
		return false;
	nanosleep(&pause, NULL);
	return true;
}

enum db_error
db_transaction(struct db *db, db_tx_fn *fn, void *arg)
{
	const int64_t begin_ms = clock_monotonic_ms();
	unsigned lost = 0, blocked = 0;
	enum db_error error;

	assert(!db->in_transaction);
	for (;;) {
		db->tx_error = CONN_ERROR_NONE;
		db->tx_early_ms = 0;
		error = tx_once(db, fn, arg);
		if (db->tx_error == CONN_ERROR_LOST &&
		    (lost++ < RERUNS_AFTER_LOSS || conn_may_retry(begin_ms)))
			continue;
		if (db->tx_error == CONN_ERROR_LOCKED && blocked++ < RERUNS_AFTER_BLOCK) {
			conn_pause();
			continue;
		}
		if (db->tx_early_ms > 0 && tx_wait_for_clock(db, begin_ms))
			continue;
		break;
	}
	if (db->tx_error == CONN_ERROR_LOST && conn_error_is_new(CR_SERVER_LOST, __func__))
		log_error("database: the connection broke %u times in one transaction: look at the "
			  "server's log and at its time-outs",
		    lost);
	if (db->tx_error == CONN_ERROR_LOCKED && conn_error_is_new(ER_LOCK_DEADLOCK, __func__))
		log_error("database: a transaction was blocked by others %u times in a row and was "
			  "given up",
		    blocked);
	if (db->tx_early_ms > 0 && conn_error_is_new(0, __func__))
		log_error(
		    "database: a change was given up: more than 1,000 a second go into its room, "
		    "whose clock is ahead");
	return error;
}
