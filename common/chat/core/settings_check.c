/* SPDX-License-Identifier: MIT */
#include "chat/core/settings.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "base/crypto/webpush.h"
#include "base/zone/zone.h"
#include "chat/core/quiet.h"
#include "chat/core/settings_list.h"

typedef bool item_fn(const char *item);

/* Returns whether each entry of a list is valid. Commas and blanks separate the entries. */
static bool
list_all(const char *list, item_fn *item_right)
{
	char copy[SETTING_VALUE_MAX + 1];
	const char *item;
	size_t len;

	while ((item = str_next(&list, ", ", &len))) {
		snprintf(copy, sizeof(copy), "%.*s", (int)len, item);
		if (!item_right(copy))
			return false;
	}
	return true;
}

static bool
is_message_type(const char *item)
{
	return strspn(item, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") ==
	       strlen(item);
}

static bool
is_network(const char *item)
{
	char address[INET6_ADDRSTRLEN];
	unsigned char bytes[16];
	size_t len = strcspn(item, "/");
	const char *bits = item[len] ? item + len + 1 : "0";
	bool v6;

	if (len >= sizeof(address))
		return false;
	memcpy(address, item, len);
	address[len] = '\0';
	v6 = inet_pton(AF_INET6, address, bytes) == 1;
	if (!v6 && inet_pton(AF_INET, address, bytes) != 1)
		return false;
	return *bits && strlen(bits) <= 3 && strspn(bits, "0123456789") == strlen(bits) &&
	       strtol(bits, NULL, 10) <= (v6 ? 128 : 32);
}

/* Whether it is an address of a page that a mail can link to, with a host, or empty. */
static bool
is_page(const char *value)
{
	size_t scheme_len = strncmp(value, "https://", 8) == 0 ? 8 : 7;

	return *value == '\0' || ((scheme_len == 8 || strncmp(value, "http://", 7) == 0) &&
				     strcspn(value + scheme_len, "/?#:") > 0 &&
				     strcspn(value, " \"'<>") == strlen(value));
}

/* Whether it is a language as browsers name it, such as zh-Hant-TW, or empty. */
static bool
is_language(const char *value)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	static const char both[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
	size_t len = strspn(value, letters);

	if (*value == '\0')
		return true;
	if (len < 2 || len > 3)
		return false;
	for (value += len; *value == '-' || *value == '_'; value += len + 1) {
		len = strspn(value + 1, both);
		if (len < 1 || len > 8)
			return false;
	}
	return *value == '\0';
}

static const char *
text_complaint(enum setting setting, const char *value)
{
	size_t len = strlen(value);

	for (size_t i = 0; i < len; i++)
		if ((unsigned char)value[i] < ' ' || value[i] == 0x7f)
			return "text without control characters";
	if (!utf8_valid(value, len, NULL))
		return "valid UTF-8";
	switch (setting) {
	case SETTING_BACKGROUND:
		return strpbrk(value, ";{}<>\\") ? "one CSS value, without ; { } < > and \\" : NULL;
	case SETTING_HIDE_SYSTEM_MESSAGES:
	case SETTING_HIDE_SYSTEM_MESSAGES_IN_CLIENT:
		/* The database compares it with FIND_IN_SET(), which allows no blanks. */
		return !strchr(value, ' ') && list_all(value, is_message_type)
			   ? NULL
			   : "types of messages such as livechat-started, separated by commas "
			     "without "
			     "blanks";
	case SETTING_LANGUAGE:
		return is_language(value) ? NULL : "a language such as en or pt-BR, or empty";
	case SETTING_MAIL_QUIET_HOURS:
		return quiet_valid(value) ? NULL : "hours such as 22:00-07:00, or empty";
	case SETTING_CHAT_URL:
	case SETTING_INBOX_URL:
	case SETTING_SITE_URL:
		return is_page(value) ? NULL
				      : "the address of a page, such as https://example.com/inbox";
	case SETTING_OUTGOING_CA_FILE:
		return *value == '\0' || *value == '/' ? NULL : "the path of a file, or empty";
	case SETTING_PUSH_PRIVATE_KEY:
		return *value == '\0' || webpush_secret_valid(value)
			   ? NULL
			   : "a private key of P-256 in Base64url, or empty";
	case SETTING_SITE_TIME_ZONE:
		return zone_exists(value) ? NULL : "a time zone such as Europe/Berlin";
	case SETTING_OUTGOING_PRIVATE_NETWORKS:
	case SETTING_TRUSTED_PROXIES:
		return list_all(value, is_network)
			   ? NULL
			   : "addresses or networks such as 10.0.0.0/8, separated by commas";
	default:
		return NULL;
	}
}

static const char *
choice_complaint(const struct setting_rule *rule, const char *value)
{
	static char complaint[200];
	size_t len = 0;

	for (const char *const *choice = rule->choices; *choice; choice++)
		if (strcmp(*choice, value) == 0)
			return NULL;
	for (const char *const *choice = rule->choices; *choice && len < sizeof(complaint);
	     choice++)
		len += (size_t)snprintf(complaint + len, sizeof(complaint) - len, "%s%s",
		    choice == rule->choices ? "" : " or ", *choice);
	return complaint;
}

static const char *
integer_complaint(const struct setting_rule *rule, const char *value)
{
	static char complaint[80];
	const char *digits = value + (*value == '-');
	long long number;

	errno = 0;
	number = strtoll(value, NULL, 10);
	if (*digits && strspn(digits, "0123456789") == strlen(digits) && errno == 0 &&
	    number >= rule->min && number <= rule->max)
		return NULL;
	snprintf(complaint, sizeof(complaint), "a whole number from %lld to %lld",
	    (long long)rule->min, (long long)rule->max);
	return complaint;
}

/* Returns how the items of the setting are read; NULL: it has no items that are converted. */
static setting_item_fn *
item_reader(enum setting setting)
{
	if (setting_rule(setting)->type == SETTING_EMAILS)
		return setting_item_email;
	return setting == SETTING_API_CORS_ORIGIN ? setting_item_origin : NULL;
}

static const char *
list_complaint(enum setting setting, const char *value)
{
	static char complaint[SETTING_VALUE_MAX + 200];
	struct arena *arena = arena_new();
	const char *bad, *wrong;
	const char *list = setting_list(arena, value, item_reader(setting), &bad, &wrong);
	bool right = list != NULL, several = right && strchr(list, ',');

	if (!right)
		snprintf(complaint, sizeof(complaint), "%s, separated by commas (%s: %s)",
		    setting == SETTING_API_CORS_ORIGIN ? "* or origins such as https://example.com"
						       : "e-mail addresses",
		    bad, wrong);
	arena_free(arena);
	if (several && setting == SETTING_FROM_EMAIL)
		return "one e-mail address";
	if (right && setting == SETTING_API_CORS_ORIGIN && value[strspn(value, ", ")] == '\0')
		return "* or origins such as https://example.com";
	return right ? NULL : complaint;
}

char *
setting_normal(enum setting setting, const char *value)
{
	struct arena *arena;
	const char *bad, *wrong;
	char *normal;

	if (!item_reader(setting))
		return str_dup(value);
	arena = arena_new();
	normal = str_dup(setting_list(arena, value, item_reader(setting), &bad, &wrong));
	arena_free(arena);
	return normal;
}

const char *
setting_complaint(enum setting setting, const char *value)
{
	const struct setting_rule *rule = setting_rule(setting);
	const char *wrong;

	if (strlen(value) > SETTING_VALUE_MAX)
		return "shorter";
	switch (rule->type) {
	case SETTING_BOOLEAN:
		return strcmp(value, "true") == 0 || strcmp(value, "false") == 0 ? NULL
										 : "true or false";
	case SETTING_INTEGER:
		return integer_complaint(rule, value);
	case SETTING_CHOICE:
		return choice_complaint(rule, value);
	case SETTING_COLOR:
		return *value ? color_complaint(value) : NULL;
	case SETTING_EMAILS:
	case SETTING_LIST:
	case SETTING_TEXT:
		break;
	}
	wrong = text_complaint(setting, value);
	return wrong || !item_reader(setting) ? wrong : list_complaint(setting, value);
}
