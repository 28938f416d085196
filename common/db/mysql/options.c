/* SPDX-License-Identifier: MIT */
#include "db/mysql/options.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/options/option_file.h"
#include "db/mysql/conn_error.h"

/* The client libraries silently ignore an option file that they cannot read. */
bool
options_usable(struct arena *mem, const char *path, struct tls_wish *wish)
{
	struct buf why = { 0 };
	bool usable = option_file_usable(path, &why) && tls_file_read(mem, path, wish, &why);

	if (!usable && conn_error_is_new(0, path))
		log_error("database: %s", buf_cstr(&why));
	buf_free(&why);
	return usable;
}

/*
 * A file that includes the other one. Lines at the end of a copy would not be read where the library cannot
 * make sense of one before them.
 */
static bool
wrap(struct buf *path, struct buf *lines, int *fd)
{
	struct buf text = { 0 };

	buf_printf(&text, "!include %s\n[livechat]\n", buf_cstr(path));
	buf_put(&text, lines->data, lines->len);
	buf_reset(path);
	*fd = option_file_in_memory(text.data, text.len, path);
	buf_free(&text);
	return *fd >= 0;
}

bool
options_use(MYSQL *mysql, const char *option_file, struct buf *lines, struct option_copies *copies)
{
	struct buf path = { 0 };
	bool wrapped;

	copies->wrapper = -1;
	copies->unmarked = option_file_without_mark(option_file, &path);
	/* MySQL's library looks for a file without a folder in those of the system's own files. */
	if (copies->unmarked < 0)
		buf_printf(&path, "%s%s", strchr(option_file, '/') ? "" : "./", option_file);
	wrapped = lines->len == 0 || wrap(&path, lines, &copies->wrapper);
	if (!wrapped) {
		log_error("database: there is no memory for a copy of option file %s: %s",
		    option_file, strerror(errno));
	} else {
		mysql_options(mysql, MYSQL_READ_DEFAULT_FILE, buf_cstr(&path));
		mysql_options(mysql, MYSQL_READ_DEFAULT_GROUP, "livechat");
	}
	buf_free(&path);
	return wrapped;
}

void
options_close(struct option_copies *copies)
{
	if (copies->unmarked >= 0)
		close(copies->unmarked);
	if (copies->wrapper >= 0)
		close(copies->wrapper);
}
