/* SPDX-License-Identifier: MIT */
#include "db/setup.h"

#include "db/mysql/stmt.h"

#define FINISHED "Setup_finished" /* the value of no setting, but in their table */

enum db_error
db_setup_finished(struct db *db, bool *finished)
{
	int64_t number;
	enum db_error error =
	    db_number(db, SQL_SETUP_FINISHED, DB_ARGS(db_text(FINISHED)), &number);

	*finished = number != 0;
	return error;
}

enum db_error
db_setup_finish(struct db *db, const char *when)
{
	return db_exec(db, SQL_SETUP_FINISH, DB_ARGS(db_text(FINISHED), db_text(when)), NULL);
}
