#include "db/people/agent.h"

#include "db/mysql/stmt.h"

struct agent_read {
	struct arena *mem;
	struct agent *agent;
};

static enum db_error
agent_row(const struct db_cell *row, void *arg)
{
	struct agent_read *read = arg;

	read->agent->id = db_cell_dup(read->mem, &row[0]);
	read->agent->username = db_cell_dup(read->mem, &row[1]);
	read->agent->name = db_cell_dup(read->mem, &row[2]);
	read->agent->email = db_cell_dup(read->mem, &row[3]);
	read->agent->status = db_cell_dup(read->mem, &row[4]);
	return DB_OK;
}

enum db_error
db_agent_get(struct db *db, struct arena *mem, const char *id, struct agent *agent)
{
	struct agent_read read = { mem, agent };
	enum db_error error;

	*agent = (struct agent){ 0 };
	error = db_query(db, SQL_AGENT_GET, DB_ARGS(db_text(id)), agent_row, &read);
	return error || agent->id ? error : DB_NO_ROW;
}
