/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/omnichannel/contacts.checkExistence   returns whether there is a contact with this `_id`, e-mail address or
 *                                                   phone number, of which exactly one is sent
 */
#include "base/utf8.h"
#include "chat/contacts/contact.h"
#include "http/endpoint.h"

static const struct field get_fields[] = {
	{ .name = "contactId" },
	{ .name = "email" },
	{ .name = "phone" },
	{ .name = NULL },
};

static const char *const kinds[] = { "contactId", "email", "phone" };
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* Whether an @ stands within it, with something on each side. */
static bool
looks_like_address(const char *text)
{
	const char *at = strchr(text, '@');

	return at && at != text && at[1] != '\0' && !strchr(at + 1, '@');
}

/* What is wrong by the schema that wants this kind alone; NULL: nothing. */
static const char *
kind_complaint(struct request *rq, size_t kind)
{
	const char *text = param_string(rq, kinds[kind]);

	if (!text)
		return arena_printf(
		    request_chat(rq)->mem, "must have required property '%s'", kinds[kind]);
	if (value_count(request_params(rq)) > 1)
		return "must NOT have additional properties";
	if (strcmp(kinds[kind], "email") == 0 && !looks_like_address(text))
		return "must match format \"basic_email\"";
	return utf8_is_blank(text) ? "must pass \"isNotEmpty\" keyword validation" : NULL;
}

/* Rocket.Chat tries three schemas, of which one must match, and answers what is wrong with each. */
static bool
one_check(struct request *rq)
{
	const char *complaints[KINDS];

	for (size_t i = 0; i < KINDS; i++)
		if (!(complaints[i] = kind_complaint(rq, i)))
			return true;
	reply_invalid(rq, "%s\n %s\n %s\n must match exactly one schema in oneOf", complaints[0],
	    complaints[1], complaints[2]);
	return false;
}

static void
existence_get(struct request *rq)
{
	bool exists;
	enum chat_error error = contact_exists(request_chat(rq), param_string(rq, "contactId"),
	    param_string(rq, "email"), param_string(rq, "phone"), &exists);

	json_put_bool(reply_object(rq), "exists", exists);
	reply_finish(rq, error);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/omnichannel/contacts.checkExistence",
	    .permission = PERMISSION_VIEW_LIVECHAT_CONTACT,
	    .fields = get_fields,
	    .check = one_check,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = existence_get },
	{ .method = NULL },
};

ENDPOINT("contacts.checkExistence", routes);
