/* SPDX-License-Identifier: MIT */
/*
 * fuzz_json.c: what clients send, from the bytes of a body or a query to checked fields, by both
 * sets of rules. Whatever is taken has the types of its table, is text without NUL, and reads as
 * the same when it is written as JSON and read again.
 *
 * The first byte of the input chooses method, content type and rules.
 */
#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "http/request/params.h"
#include "http/value/json_in.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* --- what is taken ------------------------------------------------------------------------- */

static const struct field inner_fields[] = {
	{ .name = "k", .flags = FIELD_REQUIRED, .max = 4 },
	{ .name = "n", .type = FIELD_NUMBER, .flags = FIELD_NULLABLE },
	{ .name = "b", .type = FIELD_BOOLEAN },
	{ .name = "l", .type = FIELD_ARRAY },
	{ .name = NULL },
};
static const struct field fields[] = {
	{ .name = "token", .flags = FIELD_VISITOR_TOKEN },
	{ .name = "rid", .flags = FIELD_NULLABLE },
	{ .name = "s", .max = 8 },
	{ .name = "n", .type = FIELD_NUMBER },
	{ .name = "b", .type = FIELD_BOOLEAN },
	{ .name = "d", .type = FIELD_DATE, .flags = FIELD_NULLABLE },
	{ .name = "o", .type = FIELD_OBJECT, .fields = inner_fields },
	{ .name = "p", .type = FIELD_OBJECT, .flags = FIELD_OPEN, .fields = inner_fields },
	{ .name = "a", .type = FIELD_ARRAY, .flags = FIELD_NOT_EMPTY, .fields = inner_fields },
	{ .name = "l", .type = FIELD_ARRAY, .flags = FIELD_NULLABLE, .max = 8 },
	{ .name = "x", .type = FIELD_ANY },
	{ .name = "id", .flags = FIELD_NEW_ID },
	{ .name = "v", .flags = FIELD_NEW_TOKEN },
	{ .name = "_id", .flags = FIELD_SAME_AS_PATH },
	{ .name = NULL },
};

/* --- the request --------------------------------------------------------------------------- */

struct body {
	const char *bytes;
	size_t len;
};

static ssize_t
read_body(void *arg, char *bytes, size_t len)
{
	struct body *body = arg;

	if (len > body->len)
		len = body->len;
	memcpy(bytes, body->bytes, len);
	body->bytes += len;
	body->len -= len;
	return (ssize_t)len;
}

/* --- what must hold ------------------------------------------------------------------------ */

static void check_members(const struct field *table, const struct value *object);

static void
check_type(const struct field *field, const struct value *value)
{
	enum value_type type = value_type(value);

	switch (field->type) {
	case FIELD_STRING:
	case FIELD_DATE:
		assert(type == VALUE_STRING || field->flags & FIELD_NULLABLE);
		break;
	case FIELD_NUMBER:
		assert(type == VALUE_NUMBER || type == VALUE_NULL);
		break;
	case FIELD_BOOLEAN:
		assert(type == VALUE_BOOLEAN);
		break;
	case FIELD_OBJECT:
		check_members(field->fields, value);
		break;
	case FIELD_ARRAY:
		assert(type == VALUE_ARRAY || field->flags & FIELD_NULLABLE);
		for (size_t i = 0; i < value_count(value); i++)
			if (field->fields)
				check_members(field->fields, value_item(value, i));
			else
				assert(value_text(value_item(value, i)));
		break;
	case FIELD_FLAT:
		assert(type != VALUE_OBJECT && type != VALUE_NULL);
		break;
	case FIELD_ANY:
		break;
	}
}

static void
check_members(const struct field *table, const struct value *object)
{
	assert(value_type(object) == VALUE_OBJECT);
	for (; table->name; table++) {
		const struct value *member = value_member(object, table->name);

		assert(member || !(table->flags & FIELD_REQUIRED));
		if (member)
			check_type(table, member);
	}
}

static void
check_text(const char *text)
{
	assert(text && utf8_valid(text, strlen(text), NULL));
}

/* Returns how many members and items there are. */
static size_t
check_tree(const struct value *value)
{
	size_t count = value_count(value);
	double number;

	if (value_type(value) == VALUE_STRING)
		check_text(value_text(value));
	if (value_number(value, &number))
		assert(!isnan(number));
	for (size_t i = 0; value_item(value, i); i++)
		count += check_tree(value_item(value, i));
	for (struct member m = member_first(value); m.name; m = member_next(m)) {
		check_text(m.name);
		assert(value_member(value, m.name) == m.value);
		count += check_tree(m.value);
	}
	return count;
}

/* Not all can be read again: 1e20 is written as digits, which json-c cannot hold, and a tree from a
 * query, or one that was coerced, may be larger than the bounds. */
static void
check_round(struct arena *arena, const struct value *value)
{
	const char *text = value_json_text(arena, value), *complaint;
	struct value *again;

	complaint = json_in_parse(arena, text, strlen(text), &again);
	assert(!complaint || strcmp(complaint, "must be number") == 0 ||
	       strstr(complaint, "more than 1000 members and items"));
	if (!complaint)
		assert(strcmp(value_json_text(arena, again), text) == 0);
}

/* The bytes alone, in memory of exactly their size, so that reading on is noticed. */
static void
check_bytes(struct arena *arena, const uint8_t *data, size_t size)
{
	struct value *object;
	const char *complaint;
	char *text = malloc(size ? size : 1);

	assert(text);
	memcpy(text, data, size);
	complaint = json_in_parse(arena, text, size, &object);
	free(text);
	if (complaint) {
		check_text(complaint);
		return;
	}
	assert(value_type(object) == VALUE_OBJECT && check_tree(object) <= JSON_IN_ITEMS_MAX);
	check_round(arena, object);
}

static void
check_request(struct request *rq, bool from_body)
{
	struct params_refusal refusal;
	struct params_read read;

	params_read(rq, &read);
	assert(value_type(rq->params) == VALUE_OBJECT);
	params_visitor_token(rq);
	if (!params_check(rq, &read, &refusal)) {
		assert(refusal.too_large || refusal.error || refusal.error_text);
		if (refusal.error_text)
			check_text(refusal.error_text);
		return;
	}
	if (rq->route->fields)
		check_members(rq->route->fields, rq->params);
	/* A value that stands for an array of it is one more; query strings have bounds of their own. */
	assert(check_tree(rq->params) <= (size_t)(from_body ? 2 : 12) * JSON_IN_ITEMS_MAX);
	check_round(rq->chat.mem, rq->params);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const methods[] = { "POST", "POST", "GET", "DELETE" };
	static struct arena *arena;
	struct body body = { .len = 0 };
	const struct transport transport = { .read = read_body, .arg = &body };
	uint8_t choice = size > 0 ? data[0] : 0;
	struct route route = { .method = methods[choice & 3],
		.fields = fields,
		.rules = choice & 4 ? RULES_MATCH : RULES_SCHEMA };
	struct request rq = { .transport = &transport, .route = &route };
	const char *type = (choice & 3) == 1 ? "CONTENT_TYPE=application/x-www-form-urlencoded"
					     : "CONTENT_TYPE=application/json";
	char *env[4], *text;

	if (!arena)
		arena = arena_new();
	/* A query is a string; of a DELETE it stands before the first NUL, and the body behind it. */
	text = malloc(size + 1);
	assert(text);
	memcpy(text, data, size);
	text[size] = '\0';
	if (size > 0)
		text[0] = '=';
	rq.chat.mem = arena;
	rq.path = (struct path_params){ .items = { { "_id", "17" } }, .count = 1 };
	env[0] = arena_printf(arena, "QUERY_STRING%s", (choice & 3) >= 2 && size > 0 ? text : "=");
	env[1] = arena_strdup(arena, type);
	env[2] = choice & 8 ? arena_strdup(arena, "HTTP_X_VISITOR_TOKEN=t") : NULL;
	env[3] = NULL;
	body.bytes = text;
	if ((choice & 3) < 2 && size > 0)
		body = (struct body){ text + 1, size - 1 };
	else if (strlen(text) < size)
		body = (struct body){ text + strlen(text) + 1, size - strlen(text) - 1 };
	request_set_env(&rq, env);
	check_request(&rq, (choice & 3) == 0);
	if (size > 0)
		check_bytes(arena, data + 1, size - 1);
	arena_reset(arena);
	free(text);
	return 0;
}
