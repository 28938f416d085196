/* SPDX-License-Identifier: MIT */
#include "chat/people/person_json.h"

void
person_members_json(struct json_out *out, const struct author *person)
{
	json_put_string_opt(out, "_id", person->id);
	json_put_string_opt(out, "username", person->username);
	json_put_string_opt(out, "name", person->name);
}

void
person_json(struct json_out *out, const char *name, const struct author *person)
{
	if (!person->id)
		return;
	json_key(out, name);
	json_object(out);
	person_members_json(out, person);
	json_object_end(out);
}

void
contact_json(struct json_out *out, const char *list, const char *member, const char *value)
{
	if (!value)
		return;
	json_key(out, list);
	json_array(out);
	json_object(out);
	json_put_string(out, member, value);
	json_object_end(out);
	json_array_end(out);
}

void
custom_fields_json(struct json_out *out, const struct custom_field *fields)
{
	if (!fields)
		return;
	json_key(out, "livechatData");
	json_object(out);
	for (; fields; fields = fields->next) {
		json_key_text(out, fields->name);
		json_string(out, fields->value);
	}
	json_object_end(out);
}
