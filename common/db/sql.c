#include "db/sql.h"

const char *const sql_text[SQL__MAX] = {
	[SQL_SCHEMA_VERSION] = "SELECT MAX(version) FROM schema_version",
};
