/* SPDX-License-Identifier: MIT */
#include "db/mysql/prepared.h"

#include <assert.h>
#include <stdlib.h>

#include "base/log.h"

#define COLUMN_FIRST_SIZE 128

/* What a column grew beyond this it gives back when the rows are read. */
#define COLUMN_KEEP_MAX (4u * 1024u)

/*
 * What the packet of a statement needs besides its texts, for itself and for each argument, rounded
 * up.
 */
#define PACKET_HEAD_LEN 32
#define PACKET_ARG_LEN 12

struct column {
	bool is_number;
	int64_t number;
	char *text;
	unsigned long size; /* of text */
	unsigned long len;  /* of the value, also when the buffer was too small for it */
	client_bool is_null;
	client_bool is_cut;
};

struct prepared {
	MYSQL_STMT *handle;
	size_t columns_len;
	struct column *columns;
	bool rebind; /* texts have moved since the library was told where they are */
	struct db_cell *cells;
};

static void *
zalloc_array(size_t count, size_t size)
{
	void *array = calloc(count ? count : 1, size);

	if (!array)
		log_fatal("out of memory");
	return array;
}

static bool
type_is_number(enum enum_field_types type)
{
	switch (type) {
	case MYSQL_TYPE_TINY:
	case MYSQL_TYPE_SHORT:
	case MYSQL_TYPE_INT24:
	case MYSQL_TYPE_LONG:
	case MYSQL_TYPE_LONGLONG:
	case MYSQL_TYPE_DECIMAL: /* of SUM() over integers */
	case MYSQL_TYPE_NEWDECIMAL:
		return true;
	default:
		return false;
	}
}

static void
column_resize(struct column *column, unsigned long size)
{
	column->text = realloc(column->text, size);
	if (!column->text)
		log_fatal("out of memory for a value of %lu bytes", size);
	column->size = size;
}

/* The buffer of a text has one more byte for a NUL. */
static void
column_bind(MYSQL_BIND *bind, struct column *column)
{
	*bind = (MYSQL_BIND){ 0 };
	bind->length = &column->len;
	bind->is_null = &column->is_null;
	bind->error = &column->is_cut;
	if (column->is_number) {
		bind->buffer_type = MYSQL_TYPE_LONGLONG;
		bind->buffer = &column->number;
		bind->buffer_length = sizeof(column->number);
	} else {
		bind->buffer_type = MYSQL_TYPE_STRING;
		bind->buffer = column->text;
		bind->buffer_length = column->size - 1;
	}
}

static void
columns_init(struct prepared *prepared, MYSQL_RES *metadata)
{
	const MYSQL_FIELD *fields = mysql_fetch_fields(metadata);

	prepared->columns_len = mysql_num_fields(metadata);
	assert(prepared->columns_len <= PREPARED_COLUMNS_MAX);
	prepared->columns = zalloc_array(prepared->columns_len, sizeof(struct column));
	prepared->cells = zalloc_array(prepared->columns_len, sizeof(struct db_cell));
	for (size_t i = 0; i < prepared->columns_len; i++) {
		struct column *column = &prepared->columns[i];

		column->is_number = type_is_number(fields[i].type);
		if (!column->is_number)
			column_resize(column, COLUMN_FIRST_SIZE);
	}
	prepared->rebind = true;
}

struct prepared *
prepared_new(MYSQL *mysql, const char *sql)
{
	struct prepared *prepared = zalloc_array(1, sizeof(*prepared));
	MYSQL_RES *metadata;

	prepared->handle = mysql_stmt_init(mysql);
	if (!prepared->handle)
		log_fatal("out of memory");
	if (mysql_stmt_prepare(prepared->handle, sql, strlen(sql)) != 0)
		return prepared;
	metadata = mysql_stmt_result_metadata(prepared->handle);
	if (metadata) {
		columns_init(prepared, metadata);
		mysql_free_result(metadata);
	}
	return prepared;
}

void
prepared_free(struct prepared *prepared)
{
	if (!prepared)
		return;
	mysql_stmt_close(prepared->handle);
	for (size_t i = 0; i < prepared->columns_len; i++)
		free(prepared->columns[i].text);
	free(prepared->columns);
	free(prepared->cells);
	free(prepared);
}

unsigned
prepared_errno(const struct prepared *prepared)
{
	return mysql_stmt_errno(prepared->handle);
}

const char *
prepared_error(const struct prepared *prepared)
{
	return mysql_stmt_error(prepared->handle);
}

size_t
prepared_columns_len(const struct prepared *prepared)
{
	return prepared->columns_len;
}

/* The library's struct has no const, although the library only reads from there. */
static void *
unconst(const void *p)
{
	return (void *)(uintptr_t)p;
}

size_t
prepared_packet_len(const struct db_arg *args, size_t args_len)
{
	size_t len = PACKET_HEAD_LEN + args_len * PACKET_ARG_LEN;

	for (size_t i = 0; i < args_len; i++)
		len += args[i].len;
	return len;
}

bool
prepared_execute(struct prepared *prepared, const struct db_arg *args, size_t args_len,
    size_t packet_max, size_t *packet_len)
{
	MYSQL_BIND binds[DB_ARGS_MAX];
	unsigned long lens[DB_ARGS_MAX];
	size_t len = PACKET_HEAD_LEN + args_len * PACKET_ARG_LEN;

	assert(args_len <= DB_ARGS_MAX);
	assert(args_len == mysql_stmt_param_count(prepared->handle));
	for (size_t i = 0; i < args_len; i++) {
		lens[i] = args[i].len;
		len += lens[i];
		switch (args[i].type) {
		case DB_ARG_NULL:
			binds[i] = (MYSQL_BIND){ .buffer_type = MYSQL_TYPE_NULL };
			break;
		case DB_ARG_INT:
			binds[i] = (MYSQL_BIND){ .buffer_type = MYSQL_TYPE_LONGLONG,
				.buffer = unconst(&args[i].number) };
			break;
		case DB_ARG_BYTES:
			binds[i] = (MYSQL_BIND){ .buffer_type = MYSQL_TYPE_STRING,
				.buffer = unconst(args[i].bytes),
				.buffer_length = lens[i],
				.length = &lens[i] };
			break;
		}
	}
	*packet_len = len;
	return (packet_max == 0 || len < packet_max) &&
	       (args_len == 0 || client_bind_params(prepared->handle, binds, (unsigned)args_len)) &&
	       mysql_stmt_execute(prepared->handle) == 0;
}

/* Reads those values again that were longer than their buffers, into larger ones. */
static bool
columns_widen(struct prepared *prepared)
{
	for (size_t i = 0; i < prepared->columns_len; i++) {
		struct column *column = &prepared->columns[i];
		MYSQL_BIND bind;

		if (column->is_number || column->is_null || column->len < column->size)
			continue;
		column_resize(column, column->len + 1);
		prepared->rebind = true;
		column_bind(&bind, column);
		if (mysql_stmt_fetch_column(prepared->handle, &bind, (unsigned)i, 0) != 0)
			return false;
	}
	return true;
}

/*
 * To be called between two rows only: some versions of Connector/C (3.3.19) set the lengths of the
 * current row to zero when columns are bound again.
 */
static bool
columns_rebind(struct prepared *prepared)
{
	MYSQL_BIND binds[PREPARED_COLUMNS_MAX];

	if (!prepared->rebind)
		return true;
	prepared->rebind = false;
	for (size_t i = 0; i < prepared->columns_len; i++)
		column_bind(&binds[i], &prepared->columns[i]);
	return !mysql_stmt_bind_result(prepared->handle, binds);
}

int
prepared_fetch(struct prepared *prepared, const struct db_cell **row)
{
	int result;

	if (prepared->columns_len == 0)
		return 0;
	if (!columns_rebind(prepared))
		return -1;
	result = mysql_stmt_fetch(prepared->handle);
	if (result == MYSQL_NO_DATA)
		return 0;
	if (result != 0 && (result != MYSQL_DATA_TRUNCATED || !columns_widen(prepared)))
		return -1;
	for (size_t i = 0; i < prepared->columns_len; i++) {
		struct column *column = &prepared->columns[i];
		struct db_cell *cell = &prepared->cells[i];

		*cell = (struct db_cell){ .is_null = column->is_null };
		if (column->is_null)
			continue; /* the other members still have the value of an earlier row */
		if (column->is_number) {
			cell->number = column->number;
		} else {
			column->text[column->len] = '\0';
			cell->bytes = column->text;
			cell->len = column->len;
		}
	}
	*row = prepared->cells;
	return 1;
}

void
prepared_finish(struct prepared *prepared)
{
	/* Rows that were not read would be taken for the result of the next statement. */
	mysql_stmt_free_result(prepared->handle);
	for (size_t i = 0; i < prepared->columns_len; i++) {
		struct column *column = &prepared->columns[i];

		if (column->size <= COLUMN_KEEP_MAX)
			continue;
		column_resize(column, COLUMN_KEEP_MAX);
		prepared->rebind = true;
	}
}

void
prepared_outcome(const struct prepared *prepared, struct db_outcome *outcome)
{
	outcome->matched = mysql_stmt_affected_rows(prepared->handle);
	outcome->insert_id = mysql_stmt_insert_id(prepared->handle);
}
