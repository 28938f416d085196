/* SPDX-License-Identifier: MIT */
/*
 * person_json.h: how users and visitors look inside of other documents.
 */
#ifndef CHAT_PEOPLE_PERSON_JSON_H
#define CHAT_PEOPLE_PERSON_JSON_H

#include "base/json_out.h"
#include "db/people/author.h"
#include "db/people/custom_field.h"

/* Writes _id, username and name as members of the current object; those that are NULL are left out. */
void person_members_json(struct json_out *out, const struct author *person);

/* Writes a member that is an object with these members; nothing if the person's id is NULL. */
void person_json(struct json_out *out, const char *name, const struct author *person);

/*
 * Writes a member that is an array of one object with one member, as Rocket.Chat has it for e-mail
 * addresses and phone numbers; nothing if the value is NULL.
 */
void contact_json(struct json_out *out, const char *list, const char *member, const char *value);

/* Writes the member livechatData; nothing if there are no custom fields (NULL). */
void custom_fields_json(struct json_out *out, const struct custom_field *fields);

#endif
