/* SPDX-License-Identifier: MIT */
/*
 * setup.h: whether an installation was ever complete.
 */
#ifndef DB_SETUP_H
#define DB_SETUP_H

#include "db/db.h"

/* Sets *finished to whether that was stored, or there is an admin, active or not. */
DB_CHECKED enum db_error db_setup_finished(struct db *db, bool *finished);

/* Stores it for good. DB_EXISTS: it was stored before. */
DB_CHECKED enum db_error db_setup_finish(struct db *db, const char *when);

#endif
