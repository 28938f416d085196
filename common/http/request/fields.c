/* SPDX-License-Identifier: MIT */
#include "http/request/fields.h"

#include "http/request/fields_rules.h"

const char *
fields_check(const struct fields_check *check, const struct field *fields, enum rules rules,
    struct value *object)
{
	if (rules == RULES_MATCH)
		return fields_check_match(check, fields, object);
	return fields_check_schema(check, fields, object);
}
