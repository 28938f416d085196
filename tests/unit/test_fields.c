/* SPDX-License-Identifier: MIT */
/*
 * Validation of fields, compared with Rocket.Chat's validators: each line of
 * tests/data/validation-cases.jsonl is a case with their result.
 */
#include "unit_arena.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "http/request/fields.h"
#include "http/value/json_in.h"

#define REQUIRED_STRING(field_name) \
	{ \
		.name = (field_name), .type = FIELD_STRING, .flags = FIELD_REQUIRED \
	}
#define NULLABLE(field_name, field_type) \
	{ \
		.name = (field_name), .type = (field_type), .flags = FIELD_NULLABLE \
	}

static const struct field agent_fields[] = {
	REQUIRED_STRING("agentId"),
	REQUIRED_STRING("username"),
	{ .name = NULL },
};
static const struct field post_fields[] = {
	REQUIRED_STRING("token"),
	REQUIRED_STRING("rid"),
	REQUIRED_STRING("msg"),
	{ .name = "_id", .type = FIELD_STRING, .flags = FIELD_NULLABLE | FIELD_NEW_ID },
	{ .name = "agent", .type = FIELD_OBJECT, .fields = agent_fields },
	{ .name = NULL },
};
static const struct field get_fields[] = {
	REQUIRED_STRING("token"),
	REQUIRED_STRING("rid"),
	{ .name = NULL },
};
static const struct field put_fields[] = {
	REQUIRED_STRING("token"),
	REQUIRED_STRING("rid"),
	REQUIRED_STRING("msg"),
	{ .name = "_id", .type = FIELD_STRING, .flags = FIELD_SAME_AS_PATH },
	{ .name = NULL },
};
static const struct field delete_fields[] = {
	REQUIRED_STRING("token"),
	REQUIRED_STRING("rid"),
	NULLABLE("count", FIELD_NUMBER),
	NULLABLE("offset", FIELD_NUMBER),
	NULLABLE("sort", FIELD_STRING),
	{ .name = NULL },
};
static const struct field history_fields[] = {
	NULLABLE("searchText", FIELD_STRING),
	REQUIRED_STRING("token"),
	{ .name = "ls", .type = FIELD_STRING },
	{ .name = "end", .type = FIELD_STRING },
	{ .name = "limit", .type = FIELD_NUMBER },
	NULLABLE("count", FIELD_NUMBER),
	NULLABLE("offset", FIELD_NUMBER),
	NULLABLE("sort", FIELD_STRING),
	{ .name = NULL },
};
static const struct field visitor_fields[] = {
	REQUIRED_STRING("token"),
	{ .name = NULL },
};
static const struct field item_fields[] = {
	REQUIRED_STRING("msg"),
	{ .name = NULL },
};
static const struct field batch_fields[] = {
	{ .name = "visitor",
	    .type = FIELD_OBJECT,
	    .flags = FIELD_REQUIRED,
	    .fields = visitor_fields },
	{ .name = "messages",
	    .type = FIELD_ARRAY,
	    .flags = FIELD_REQUIRED | FIELD_NOT_EMPTY,
	    .fields = item_fields },
	{ .name = NULL },
};
static const struct field list_fields[] = {
	NULLABLE("count", FIELD_NUMBER),
	NULLABLE("offset", FIELD_NUMBER),
	NULLABLE("sort", FIELD_STRING),
	NULLABLE("searchTerm", FIELD_STRING),
	{ .name = NULL },
};
static const struct field offline_fields[] = {
	REQUIRED_STRING("name"),
	REQUIRED_STRING("email"),
	REQUIRED_STRING("message"),
	NULLABLE("department", FIELD_STRING),
	NULLABLE("host", FIELD_STRING),
	{ .name = NULL },
};

static const struct schema {
	const char *name;
	const struct field *fields;
	bool query;
	bool unwraps; /* Rocket.Chat accepts an array of one item as a string; Livechat does not */
} schemas[] = {
	{ "isPOSTLivechatMessageParams", post_fields, false, false },
	{ "isGETLivechatMessageIdParams", get_fields, true, true },
	{ "isPUTLivechatMessageIdParams", put_fields, false, false },
	{ "isDELETELivechatMessageIdParams", delete_fields, false, false },
	{ "isGETLivechatMessagesHistoryRidParams", history_fields, true, true },
	{ "isGETLivechatMessagesParams", batch_fields, false, true },
	{ "isLivechatRidMessagesProps", list_fields, true, true },
	{ "isPOSTLivechatOfflineMessageParams", offline_fields, false, false },
};

static const char *
check(const struct field *fields, enum rules rules, bool query, struct value *object)
{
	struct fields_check how = { .arena = arena, .from_query = query };

	return fields_check(&how, fields, rules, object);
}

static struct value *
parse(const char *json)
{
	struct value *object;
	const char *complaint = json_in_parse(arena, json, strlen(json), &object);

	if (complaint)
		fail_msg("%s: %s", complaint, json);
	return object;
}

/* Compares members in their order. */
static bool
equal(const struct value *a, const struct value *b)
{
	double x = 0, y = 0;

	/* JSON writes Infinity as null. */
	if (value_number(a, &x) && isinf(x) && value_type(b) == VALUE_NULL)
		return true;
	if (value_type(a) != value_type(b) || value_count(a) != value_count(b))
		return false;
	for (size_t i = 0; i < value_count(a) && value_item(a, i); i++)
		if (!equal(value_item(a, i), value_item(b, i)))
			return false;
	for (struct member m = member_first(a), n = member_first(b); m.name;
	     m = member_next(m), n = member_next(n))
		if (strcmp(m.name, n.name) != 0 || !equal(m.value, n.value))
			return false;
	if (value_text(a) && strcmp(value_text(a), value_text(b)) != 0)
		return false;
	value_number(b, &y);
	return x == y && value_boolean(a) == value_boolean(b);
}

static bool
has_array_of_one_string(const struct value *value)
{
	if (value_count(value) == 1 && value_text(value_item(value, 0)))
		return true;
	for (struct member m = member_first(value); m.name; m = member_next(m))
		if (has_array_of_one_string(m.value))
			return true;
	return false;
}

static void
check_case(const char *line)
{
	struct value *row = parse(line), *params = value_member(row, "params");
	const struct value *coerced = value_member(row, "coerced");
	const char *expected = value_member_text(row, "error"), *complaint;
	const struct schema *schema = schemas;
	bool deviates;

	while (strcmp(schema->name, value_member_text(row, "schema")) != 0)
		schema++;
	deviates = schema->unwraps && !expected && has_array_of_one_string(params);
	if (!coerced)
		coerced = value_member(parse(line), "params");
	complaint = check(schema->fields, RULES_SCHEMA, schema->query, params);
	if (deviates)
		expected = "must be string [invalid-params]";
	if ((complaint == NULL) != (expected == NULL))
		fail_msg("%s: %s", complaint ? complaint : "accepted", line);
	if (complaint)
		assert_string_equal(
		    arena_printf(arena, "%s [invalid-params]", complaint), expected);
	else if (!equal(params, coerced))
		fail_msg("coerced otherwise: %s", line);
}

static void
fields_are_validated_as_by_rocket_chat(void **state)
{
	FILE *file = fopen("tests/data/validation-cases.jsonl", "r");
	char *line = NULL;
	size_t size = 0, count = 0;

	(void)state;
	assert_non_null(file);
	for (; getline(&line, &size, file) > 0; count++)
		check_case(line);
	free(line);
	fclose(file);
	assert_int_equal(count, 137);
}

static void
assert_schema(const struct field *fields, const char *json, const char *expected)
{
	const char *complaint = check(fields, RULES_SCHEMA, false, parse(json));

	if (!expected) {
		if (complaint)
			fail_msg("%s: %s", complaint, json);
	} else {
		assert_non_null(complaint);
		assert_string_equal(complaint, expected);
	}
}

static void
a_message_may_be_wrapped_but_must_be_an_object(void **state)
{
	(void)state;
	assert_schema(
	    batch_fields, "{\"visitor\":{\"token\":\"t\"},\"messages\":\"x\"}", "must be object");
	assert_schema(
	    batch_fields, "{\"visitor\":{\"token\":\"t\"},\"messages\":null}", "must be object");
	assert_schema(batch_fields, "{\"visitor\":null,\"messages\":[]}", "must be object");
}

static void
a_number_may_come_as_an_array_of_one_in_a_query(void **state)
{
	static const char json[] = "{\"token\":\"t\",\"limit\":[\"5\"],\"offset\":[\"x\"]}";
	struct value *params = parse(json);
	double limit;

	(void)state;
	assert_string_equal(check(history_fields, RULES_SCHEMA, true, params), "must be number");
	assert_true(value_number(value_member(params, "limit"), &limit));
	assert_true(limit == 5);
	assert_schema(history_fields, "{\"token\":\"t\",\"limit\":[\"5\"]}", "must be number");
}

static void
lengths_are_utf16_units_and_patterns_bind_what_is_stored(void **state)
{
	static const struct field fields[] = {
		{ .name = "name", .type = FIELD_STRING, .max = 4 },
		{ .name = "_id", .type = FIELD_STRING, .flags = FIELD_NEW_ID },
		{ .name = "token", .type = FIELD_STRING, .flags = FIELD_NEW_TOKEN },
		{ .name = NULL },
	};
	static const char id_pattern[] = "must match pattern \"^[!-.0-~]{1,64}$\"";
	char json[512];

	(void)state;
	assert_schema(fields, "{\"name\":\"abcd\"}", NULL);
	assert_schema(fields, "{\"name\":\"\xf0\x9f\x98\x80\xf0\x9f\x98\x80\"}", NULL);
	assert_schema(fields, "{\"name\":\"\xf0\x9f\x98\x80\xf0\x9f\x98\x80x\"}",
	    "must NOT have more than 4 characters");
	assert_string_equal(check(fields, RULES_MATCH, false, parse("{\"name\":\"abcde\"}")),
	    "must NOT have more than 4 characters");
	assert_schema(fields, "{\"_id\":\"\"}", NULL);
	assert_schema(fields, "{\"_id\":\"aZ9._~-!\"}", NULL);
	assert_schema(fields, "{\"_id\":\"a b\"}", id_pattern);
	assert_schema(fields, "{\"_id\":\"a/b\"}", id_pattern);
	assert_schema(fields, "{\"_id\":\"\xc3\xa9\"}", id_pattern);
	snprintf(json, sizeof(json), "{\"_id\":\"%065d\"}", 0);
	assert_schema(fields, json, id_pattern);
	snprintf(json, sizeof(json), "{\"token\":\"%0255d\"}", 0);
	assert_schema(fields, json, NULL);
	snprintf(json, sizeof(json), "{\"token\":\"%0256d\"}", 0);
	assert_schema(fields, json, "must match pattern \"^[!-.0-~]{1,255}$\"");
}

static void
dates_and_booleans_are_coerced_or_refused(void **state)
{
	static const struct field fields[] = {
		{ .name = "ts", .type = FIELD_DATE },
		{ .name = "yes", .type = FIELD_BOOLEAN },
		{ .name = NULL },
	};
	struct value *params = parse("{\"ts\":1626193226672,\"yes\":\"true\"}");

	(void)state;
	assert_null(check(fields, RULES_SCHEMA, false, params));
	assert_string_equal(value_member_text(params, "ts"), "1626193226672");
	assert_true(value_boolean(value_member(params, "yes")));
	assert_schema(fields, "{\"ts\":\"2021-07-13T16:20:26Z\",\"yes\":0}", NULL);
	assert_schema(fields, "{\"ts\":\"2021-07-13\",\"yes\":null}", NULL);
	assert_schema(fields, "{\"ts\":\"\"}", NULL);
	assert_schema(fields, "{\"ts\":\"yesterday\"}", "must match format \"date-time\"");
	assert_schema(fields, "{\"ts\":1.5}", "must match format \"date-time\"");
	assert_schema(fields, "{\"ts\":{}}", "must be string");
	assert_schema(fields, "{\"yes\":2}", "must be boolean");
	assert_schema(fields, "{\"yes\":\"yes\"}", "must be boolean");
	assert_schema(fields, "{\"yes\":[]}", "must be boolean");
}

static void
the_path_may_be_repeated_only_as_it_is(void **state)
{
	struct path_params path = { .items = { { "_id", "17" } }, .count = 1 };
	struct fields_check how = { .arena = arena, .path = &path };
	static const char other[] = "must NOT have additional properties";

	(void)state;
	assert_null(fields_check(&how, put_fields, RULES_SCHEMA,
	    parse("{\"token\":\"t\",\"rid\":\"r\",\"msg\":\"m\",\"_id\":\"17\"}")));
	assert_null(fields_check(&how, put_fields, RULES_SCHEMA,
	    parse("{\"token\":\"t\",\"rid\":\"r\",\"msg\":\"m\",\"_id\":17}")));
	assert_string_equal(
	    fields_check(&how, put_fields, RULES_SCHEMA,
		parse("{\"token\":\"t\",\"rid\":\"r\",\"msg\":\"m\",\"_id\":\"18\"}")),
	    other);
	assert_string_equal(
	    fields_check(&how, put_fields, RULES_SCHEMA,
		parse("{\"token\":\"t\",\"rid\":\"r\",\"msg\":\"m\",\"_id\":null}")),
	    other);
}

static const struct field custom_fields[] = {
	REQUIRED_STRING("key"),
	REQUIRED_STRING("value"),
	{ .name = "overwrite", .type = FIELD_BOOLEAN },
	{ .name = NULL },
};
static const struct field register_visitor_fields[] = {
	REQUIRED_STRING("token"),
	{ .name = "name", .type = FIELD_STRING },
	NULLABLE("phone", FIELD_STRING),
	{ .name = "customFields", .type = FIELD_ARRAY, .fields = custom_fields },
	{ .name = "tags", .type = FIELD_ARRAY },
	{ .name = "age", .type = FIELD_NUMBER },
	{ .name = NULL },
};
static const struct field register_fields[] = {
	{ .name = "visitor",
	    .type = FIELD_OBJECT,
	    .flags = FIELD_REQUIRED | FIELD_OPEN,
	    .fields = register_visitor_fields },
	{ .name = NULL },
};

static void
match_errors_have_their_own_words(void **state)
{
	static const struct {
		const char *json;
		const char *complaint;
	} cases[] = {
		{ "{\"visitor\":{\"token\":\"t\",\"x\":1}}", NULL },
		{ "{\"visitor\":{\"token\":\"t\",\"phone\":null}}", NULL },
		{ "{\"visitor\":{\"token\":\"\",\"customFields\":[{\"key\":\"k\",\"value\":\"v\"}]}"
		  "}",
		    NULL },
		{ "{}", "Missing key 'visitor'" },
		{ "{\"visitor\":{}}", "Missing key 'token' in field visitor" },
		{ "{\"visitor\":{\"token\":5}}",
		    "Expected string, got number in field visitor.token" },
		{ "{\"visitor\":{\"token\":null}}",
		    "Expected string, got null in field visitor.token" },
		{ "{\"visitor\":{\"token\":{\"$ne\":\"\"}}}",
		    "Expected string, got object in field visitor.token" },
		{ "{\"visitor\":{\"token\":[\"t\"]}}",
		    "Expected string, got object in field visitor.token" },
		{ "{\"visitor\":{\"token\":true}}",
		    "Expected string, got boolean in field visitor.token" },
		{ "{\"visitor\":{\"token\":\"t\",\"name\":null}}",
		    "Expected string, got null in field visitor.name" },
		{ "{\"visitor\":{\"token\":\"t\",\"age\":\"5\"}}",
		    "Expected number, got string in field visitor.age" },
		{ "{\"x\":1,\"visitor\":{}}", "Unknown key in field x" },
		{ "{\"visitor\":{},\"x\":1}", "Missing key 'token' in field visitor" },
		{ "{\"visitor\":{\"token\":\"t\"},\"x\":1}", "Unknown key in field x" },
		{ "{\"a-b\":1}", "Unknown key in field [\"a-b\"]" },
		{ "{\"7\":1}", "Unknown key in field [7]" },
		{ "{\"visitor\":\"t\"}", "Expected object, got string in field visitor" },
		{ "{\"visitor\":null}", "Expected object, got null in field visitor" },
		{ "{\"visitor\":[]}", "Expected plain object in field visitor" },
		{ "{\"visitor\":{\"token\":\"t\",\"customFields\":{}}}",
		    "Expected array, got object in field visitor.customFields" },
		{ "{\"visitor\":{\"token\":\"t\",\"customFields\":\"x\"}}",
		    "Expected array, got \"x\" in field visitor.customFields" },
		{ "{\"visitor\":{\"token\":\"t\",\"customFields\":[{\"key\":1}]}}",
		    "Expected string, got number in field visitor.customFields[0].key" },
		{ "{\"visitor\":{\"token\":\"t\",\"customFields\":[{\"key\":\"k\",\"value\":\"v\"},"
		  "{\"key\":\"k\"}]}}",
		    "Missing key 'value' in field visitor.customFields[1]" },
		{ "{\"visitor\":{\"token\":\"t\",\"customFields\":[{\"key\":\"k\",\"value\":\"v\","
		  "\"overwrite\":\"true\"}]}}",
		    "Expected boolean, got string in field visitor.customFields[0].overwrite" },
		{ "{\"visitor\":{\"token\":\"t\",\"customFields\":[{\"z\":1}]}}",
		    "Unknown key in field visitor.customFields[0].z" },
		{ "{\"visitor\":{\"token\":\"t\",\"tags\":[\"a\",1]}}",
		    "Expected string, got number in field visitor.tags[1]" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const char *complaint =
		    check(register_fields, RULES_MATCH, false, parse(cases[i].json));

		if (!cases[i].complaint && complaint)
			fail_msg("%s: %s", complaint, cases[i].json);
		if (!cases[i].complaint)
			continue;
		if (!complaint)
			fail_msg("accepted: %s", cases[i].json);
		assert_string_equal(
		    complaint, arena_printf(arena, "Match error: %s", cases[i].complaint));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		arena_test(fields_are_validated_as_by_rocket_chat),
		arena_test(a_message_may_be_wrapped_but_must_be_an_object),
		arena_test(a_number_may_come_as_an_array_of_one_in_a_query),
		arena_test(lengths_are_utf16_units_and_patterns_bind_what_is_stored),
		arena_test(dates_and_booleans_are_coerced_or_refused),
		arena_test(the_path_may_be_repeated_only_as_it_is),
		arena_test(match_errors_have_their_own_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
