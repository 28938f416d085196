/* SPDX-License-Identifier: MIT */
#include "chat/contacts/contact.h"

#include <string.h>

#include "base/crypto/ids.h"
#include "base/str.h"
#include "base/utf8.h"
#include "chat/people/person_json.h"
#include "chat/people/user.h"
#include "chat/visitors/field_definition.h"
#include "db/people/user.h"

/* --- Writing --- */

static void
addresses_json(struct json_out *out, const struct contact_row *contact, const char *kind,
    const char *list, const char *member)
{
	bool any = false;

	for (const struct custom_field *address = contact->addresses; address;
	     address = address->next) {
		if (strcmp(address->name, kind) != 0)
			continue;
		if (!any) {
			json_key(out, list);
			json_array(out);
			any = true;
		}
		json_object(out);
		json_put_string(out, member, address->value);
		json_object_end(out);
	}
	if (any)
		json_array_end(out);
}

static void
manager_json(struct json_out *out, const struct contact_row *contact, bool expanded)
{
	const struct author manager = { contact->manager_id, contact->manager_username,
		contact->manager_name };

	if (expanded)
		person_json(out, "contactManager", &manager);
	else
		json_put_string_opt(out, "contactManager", contact->manager_id);
}

static void
last_chat_json(struct json_out *out, const struct contact_channel *channel)
{
	if (!channel || !channel->rid)
		return;
	json_key(out, "lastChat");
	json_object(out);
	json_put_string(out, "_id", channel->rid);
	json_put_time(out, "ts", channel->ts);
	json_object_end(out);
}

static void
source_json(struct json_out *out, const char *name, const struct contact_channel *channel)
{
	json_key(out, name);
	json_object(out);
	json_put_string(out, "type", channel->source);
	json_object_end(out);
}

void
contact_channel_write(struct json_out *out, const struct contact_channel *channel)
{
	json_object(out);
	json_put_string(out, "name", channel->source);
	json_key(out, "visitor");
	json_object(out);
	json_put_string(out, "visitorId", channel->visitor_id);
	source_json(out, "source", channel);
	json_object_end(out);
	json_put_bool(out, "blocked", channel->blocked);
	json_put_bool(out, "verified", false);
	source_json(out, "details", channel);
	last_chat_json(out, channel);
	json_object_end(out);
}

static void
fields_json(struct json_out *out, const struct custom_field *fields)
{
	if (!fields)
		return;
	json_key(out, "customFields");
	json_object(out);
	for (; fields; fields = fields->next) {
		json_key_text(out, fields->name);
		json_string(out, fields->value);
	}
	json_object_end(out);
}

static void
conflicts_json(struct json_out *out, const struct custom_field *conflicts)
{
	json_key(out, "conflictingFields");
	json_array(out);
	for (; conflicts; conflicts = conflicts->next) {
		json_object(out);
		json_put_string(out, "field", conflicts->name);
		json_put_string(out, "value", conflicts->value);
		json_object_end(out);
	}
	json_array_end(out);
}

void
contact_write(struct json_out *out, const struct contact_row *contact, bool expanded)
{
	json_object(out);
	json_put_string(out, "_id", contact->id);
	json_put_string(out, "name", contact->name);
	addresses_json(out, contact, CONTACT_EMAIL, "emails", "address");
	addresses_json(out, contact, CONTACT_PHONE, "phones", "phoneNumber");
	manager_json(out, contact, expanded);
	fields_json(out, contact->fields);
	json_put_bool(out, "unknown", contact->unknown);
	if (contact->pre_registered)
		json_put_bool(out, "preRegistration", true);
	json_key(out, "channels");
	json_array(out);
	for (const struct contact_channel *ch = contact->channels; ch; ch = ch->next)
		contact_channel_write(out, ch);
	json_array_end(out);
	conflicts_json(out, contact->conflicts);
	last_chat_json(out, contact->channels);
	json_put_time(out, "createdAt", contact->created_at);
	json_put_time(out, "_updatedAt", contact->updated_at);
	json_object_end(out);
}

enum chat_error
contact_show(struct chat *chat, struct json_out *out, const char *id)
{
	struct contact_row contact;
	enum db_error error = db_contact_by_id(chat->db, chat->mem, id, chat->now_ms, &contact);

	if (error)
		return error == DB_NO_ROW ? CHAT_NO_ENTRY : chat_error_from_db(error);
	contact_write(out, &contact, false);
	return CHAT_OK;
}

enum chat_error
contact_exists(
    struct chat *chat, const char *id, const char *email, const char *phone, bool *exists)
{
	if (id)
		return chat_error_from_db(db_contact_exists(chat->db, id, exists));
	return chat_error_from_db(db_contact_has_address(
	    chat->db, email ? CONTACT_EMAIL : CONTACT_PHONE, email ? email : phone, exists));
}

/* --- Custom fields --- */

/* The definition of a field that contacts have. */
static const struct field_definition *
definition_of(const struct field_definitions *definitions, const char *name)
{
	const struct field_definition *field =
	    field_definition_find(definitions, FIELD_OF_VISITOR, name);

	return field && strcmp(field->visibility, "hidden") != 0 ? field : NULL;
}

static const char *
value_of(const struct contact_fields *fields, const char *name)
{
	for (size_t i = 0; i < fields->len; i++)
		if (strcmp(fields->items[i].name, name) == 0)
			return fields->items[i].value;
	return NULL;
}

static enum chat_error
name_refuse(struct chat *chat, const char *name)
{
	chat->complaint = arena_printf(chat->mem, "Custom field %s is not allowed", name);
	return CHAT_INVALID_FIELD;
}

/* Checks each field that is sent. `lenient`: those that are not defined are left out. */
static enum chat_error
sent_check(struct chat *chat, const struct field_definitions *definitions,
    const struct contact_fields *sent, bool lenient, struct contact_field *kept, size_t *len)
{
	enum chat_error error = CHAT_OK;

	for (size_t i = 0; i < sent->len && !error; i++) {
		const struct contact_field *item = &sent->items[i];
		const struct field_definition *field = definition_of(definitions, item->name);
		bool defined = definitions->len == 0 || field;

		if (!*item->name || strlen(item->name) > FIELD_NAME_MAX)
			return name_refuse(chat, item->name);
		if (!defined && !lenient)
			return name_refuse(chat, item->name);
		if (field)
			error = field_value_check(chat, field, item->value);
		if (defined && *item->value)
			kept[(*len)++] = *item;
	}
	return error;
}

static enum chat_error
required_check(struct chat *chat, const struct field_definitions *definitions,
    const struct contact_fields *sent)
{
	enum chat_error error = CHAT_OK;

	for (size_t i = 0; i < definitions->len && !error; i++) {
		const struct field_definition *field = &definitions->items[i];

		if (definition_of(definitions, field->id) == field && !value_of(sent, field->id))
			error = field_value_check(chat, field, NULL);
	}
	return error;
}

/*
 * Replaces *fields by what is to be stored of it, and of what a contact has stored of fields that are not defined
 * any more: who has such is not refused what is not defined. `all`: these are all fields of the contact.
 */
static enum chat_error
fields_resolve(struct chat *chat, const struct contact_fields **fields,
    const struct custom_field *stored, bool all)
{
	static const struct contact_fields none = { 0 };
	struct field_definitions *definitions = arena_alloc(chat->mem, sizeof(*definitions));
	const struct contact_fields *sent = *fields ? *fields : &none;
	enum chat_error error = field_definitions_read(chat, definitions);
	struct contact_fields *kept = arena_alloc(chat->mem, sizeof(*kept));
	struct contact_field *items;
	size_t len = 0, gone = 0;

	for (const struct custom_field *old = stored; old && definitions->len > 0; old = old->next)
		gone += !definition_of(definitions, old->name);
	items = arena_alloc(chat->mem, (sent->len + gone + 1) * sizeof(*items));
	for (const struct custom_field *old = stored; old && all && gone > 0; old = old->next)
		if (!definition_of(definitions, old->name))
			items[len++] = (struct contact_field){ old->name, old->value };
	if (!error && all)
		error = required_check(chat, definitions, sent);
	if (!error)
		error = sent_check(chat, definitions, sent, gone > 0, items, &len);
	*kept = (struct contact_fields){ items, len };
	*fields = kept;
	return !error && len > CONTACT_FIELDS_MAX ? CHAT_TOO_MANY : error;
}

/* --- Changing --- */

/* NULL and "": nobody. */
static enum chat_error
manager_check(struct chat *chat, const char *id)
{
	struct user_row user;
	enum db_error error;

	if (!id || !*id)
		return CHAT_OK;
	error = db_user_by_id(chat->db, chat->mem, id, &user);
	if (error && error != DB_NO_ROW)
		return chat_error_from_db(error);
	return !error && user.active && user.roles & ROLE_AGENT ? CHAT_OK : CHAT_NO_USER;
}

enum chat_error
contact_create(struct chat *chat, struct contact_change *contact, const char **id)
{
	enum chat_error error = manager_check(chat, contact->manager_id);

	contact->manager_id = str_or_null(contact->manager_id);
	if (!error)
		error = fields_resolve(chat, &contact->fields, NULL, true);
	if (error)
		return error;
	*id = contact->id = id_new_in(chat->mem);
	return chat_error_from_db(db_contact_insert(chat->db, contact, chat->now_ms));
}

static enum chat_error
change_store(struct chat *chat, struct json_out *out, const struct contact_row *contact,
    struct contact_change *change)
{
	enum chat_error error = manager_check(chat, change->manager_id);
	enum db_error db_error;

	if (change->name && utf8_is_blank(change->name))
		change->name = NULL;
	if (!error && change->fields)
		error =
		    fields_resolve(chat, &change->fields, contact->fields, !change->keep_fields);
	if (error)
		return error;
	db_error = db_contact_update(chat->db, change, chat->now_ms);
	if (db_error)
		return db_error == DB_NO_ROW ? CHAT_NO_ENTRY : chat_error_from_db(db_error);
	return contact_show(chat, out, change->id);
}

static enum chat_error
contact_find(struct chat *chat, const char *id, struct contact_row *contact)
{
	enum db_error error = db_contact_by_id(chat->db, chat->mem, id, chat->now_ms, contact);

	return error == DB_NO_ROW ? CHAT_NO_ENTRY : chat_error_from_db(error);
}

enum chat_error
contact_update(struct chat *chat, struct json_out *out, struct contact_change *change)
{
	struct contact_row contact;
	enum chat_error error = contact_find(chat, change->id, &contact);

	return error ? error : change_store(chat, out, &contact, change);
}

enum chat_error
contact_settle(struct chat *chat, struct json_out *out, struct contact_change *change)
{
	struct contact_row contact;
	enum chat_error error = contact_find(chat, change->id, &contact);

	if (error)
		return error;
	if (!contact.conflicts)
		return CHAT_MISMATCH;
	change->keep_fields = change->settle_conflicts = true;
	return change_store(chat, out, &contact, change);
}
