/* SPDX-License-Identifier: MIT */
/* contact_parameters.h: what users write about a contact. */
#ifndef CGI_BIN_CONTACT_PARAMETERS_H
#define CGI_BIN_CONTACT_PARAMETERS_H

#include "base/number.h"
#include "base/utf8.h"
#include "chat/contacts/contact.h"
#include "http/endpoint.h"

#define CONTACT_VALUE_MAX 4096 /* of a custom field, in UTF-16 code units */

/* Custom fields may have any name. */
static const struct field contact_any_fields[] = {
	{ .name = NULL },
};

#define CONTACT_NAME(more) \
	{ \
		.name = "name", .flags = (more), .max = 255 \
	}

#define CONTACT_ADDRESSES(more) \
	{ .name = "emails", \
		.type = FIELD_ARRAY, \
		.flags = FIELD_UNIQUE | FIELD_NO_SCALAR | (more), \
		.max = 254, \
		.max_items = CONTACT_ADDRESSES_MAX }, \
	{ \
		.name = "phones", .type = FIELD_ARRAY, \
		.flags = FIELD_UNIQUE | FIELD_NO_SCALAR | (more), .max = 64, \
		.max_items = CONTACT_ADDRESSES_MAX \
	}

#define CONTACT_CUSTOM_FIELDS(more) \
	{ \
		.name = "customFields", .type = FIELD_OBJECT, .flags = FIELD_OPEN | (more), \
		.fields = contact_any_fields \
	}

/* The value of a custom field as text; NULL for arrays and objects. */
static const char *
contact_field_text(struct request *rq, const struct value *value)
{
	char digits[NUMBER_TEXT_SIZE];
	double number;

	if (value_number(value, &number)) {
		number_text(digits, number);
		return arena_strdup(request_chat(rq)->mem, digits);
	}
	switch (value_type(value)) {
	case VALUE_NULL:
		return "";
	case VALUE_BOOLEAN:
		return value_boolean(value) ? "true" : "false";
	default:
		return value_text(value);
	}
}

/* Reads customFields; *fields becomes NULL if there are none. Replies with an error and returns false. */
static bool
contact_fields_read(struct request *rq, const struct contact_fields **fields)
{
	const struct value *sent = param(rq, "customFields");
	struct arena *mem = request_chat(rq)->mem;
	struct contact_field *items = arena_alloc(mem, (value_count(sent) + 1) * sizeof(*items));
	struct contact_fields *read = arena_alloc(mem, sizeof(*read));
	size_t len = 0;

	for (struct member m = member_first(sent); m.name; m = member_next(m)) {
		const char *text = contact_field_text(rq, m.value);

		if (!text) {
			reply_failed(rq, "Invalid value for %s field", m.name);
			return false;
		}
		if (utf8_utf16_len(text, strlen(text)) > CONTACT_VALUE_MAX) {
			reply_invalid(
			    rq, "must NOT have more than %d characters", CONTACT_VALUE_MAX);
			return false;
		}
		items[len++] = (struct contact_field){ m.name, text };
	}
	*read = (struct contact_fields){ items, len };
	*fields = value_type(sent) == VALUE_OBJECT ? read : NULL;
	return true;
}

/* The texts of an array; NULL when there is none. */
static inline const struct contact_texts *
contact_texts_read(struct request *rq, const char *name)
{
	const struct value *sent = param(rq, name), *item;
	struct arena *mem = request_chat(rq)->mem;
	struct contact_texts *texts;
	const char **items;

	if (!sent)
		return NULL;
	texts = arena_zalloc(mem, sizeof(*texts));
	items = arena_alloc(mem, (value_count(sent) + 1) * sizeof(*items));
	while ((item = value_item(sent, texts->len)))
		items[texts->len++] = value_text(item);
	texts->items = items;
	return texts;
}

#endif
