/* SPDX-License-Identifier: MIT */
#include "chat/core/address.h"

#include <stdbool.h>
#include <string.h>

#include "text/domain.h"

#define ADDRESS_MAX 254 /* RFC 5321, 4.5.3.1.3: a path has 256 bytes with its brackets */

static bool
has_control_character(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			return true;
	return false;
}

/* Returns what is wrong with the part before the @, or NULL. */
static const char *
local_complaint(const char *local, size_t len)
{
	if (len == 0)
		return "nothing precedes its @";
	if (*local == '-')
		return "it begins with a hyphen";
	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)local[i] > '~')
			return "it has a letter other than a to z before its @, which mail servers "
			       "rarely accept";
		if (strchr(" <>()[]\\,;:\"", local[i]))
			return "it has a blank, bracket, quote, comma or another separator before "
			       "its @";
	}
	return NULL;
}

/* The same for the whole of an address that is not empty; `at` is its only @. */
static const char *
address_complaint(const char *address, const char *at, const char *domain)
{
	const char *wrong = local_complaint(address, (size_t)(at - address));

	if (wrong)
		return wrong;
	if (!domain)
		return "what follows its @ is no domain name";
	if (!strchr(domain, '.'))
		return "its domain has no dot";
	if ((size_t)(at - address) + 1 + strlen(domain) > ADDRESS_MAX)
		return "it is longer than 254 characters";
	return NULL;
}

const char *
mail_address_read(struct arena *arena, const char *text, const char **complaint)
{
	const char *address, *at, *domain = NULL, *wrong;
	size_t len;

	text += strspn(text, " ");
	for (len = strlen(text); len > 0 && text[len - 1] == ' '; len--)
		continue;
	address = arena_strndup(arena, text, len);
	at = strchr(address, '@');
	if (len == 0)
		wrong = "it is empty";
	else if (has_control_character(address))
		wrong = "it has a line end or another control character";
	else if (!at)
		wrong = "it has no @";
	else if (strchr(at + 1, '@'))
		wrong = "it has more than one @";
	else {
		domain = domain_to_ascii(arena, at + 1, strlen(at + 1));
		wrong = address_complaint(address, at, domain);
	}
	if (complaint)
		*complaint = wrong;
	return wrong ? NULL : arena_printf(arena, "%.*s@%s", (int)(at - address), address, domain);
}

const char *
mail_address_sought(struct arena *arena, const char *text)
{
	const char *at = strrchr(text, '@');
	const char *domain = at ? domain_to_ascii(arena, at + 1, strlen(at + 1)) : NULL;

	return domain ? arena_printf(arena, "%.*s@%s", (int)(at - text), text, domain) : text;
}

enum chat_error
email_read(struct chat *chat, const char *text, const char **email)
{
	*email = mail_address_read(chat->mem, text, &chat->detail);
	return *email ? CHAT_OK : CHAT_INVALID_EMAIL;
}
