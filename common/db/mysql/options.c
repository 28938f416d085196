/* SPDX-License-Identifier: MIT */
#include "db/mysql/options.h"

#include <string.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/option_file.h"
#include "db/mysql/conn_error.h"

/* The client libraries silently ignore an option file that they cannot read. */
bool
options_usable(const char *path)
{
	struct buf why = { 0 };
	bool usable = option_file_usable(path, &why);

	if (!usable && conn_error_is_new(0, path))
		log_error("database: %s", buf_cstr(&why));
	buf_free(&why);
	return usable;
}

int
options_use(MYSQL *mysql, const char *option_file)
{
	struct buf path = { 0 };
	int fd = option_file_without_mark(option_file, &path);

	/* MySQL's library looks for a file without a folder in those of the system's own files. */
	if (fd < 0)
		buf_printf(&path, "%s%s", strchr(option_file, '/') ? "" : "./", option_file);
	mysql_options(mysql, MYSQL_READ_DEFAULT_FILE, buf_cstr(&path));
	mysql_options(mysql, MYSQL_READ_DEFAULT_GROUP, "livechat");
	buf_free(&path);
	return fd;
}
