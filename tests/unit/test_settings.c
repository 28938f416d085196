/* SPDX-License-Identifier: MIT */
/* Settings: their defaults, and which values are refused. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "chat/core/setting_change.h"
#include "chat/core/settings.h"

static void
assert_right(enum setting setting, const char *value)
{
	const char *complaint = setting_complaint(setting, value);

	if (complaint)
		fail_msg(
		    "%s = \"%s\" was refused: %s", setting_rule(setting)->name, value, complaint);
}

static void
assert_wrong(enum setting setting, const char *value)
{
	if (!setting_complaint(setting, value))
		fail_msg("%s = \"%s\" was accepted", setting_rule(setting)->name, value);
}

static void
every_setting_has_a_rule(void **state)
{
	(void)state;
	for (enum setting i = 0; i < SETTING__MAX; i++) {
		assert_non_null(setting_rule(i)->name);
		assert_true(strlen(setting_rule(i)->help) > 10);
		assert_int_equal(setting_find(setting_rule(i)->name), i);
		assert_right(i, setting_rule(i)->initial);
	}
	assert_int_equal(setting_find("livechat_enabled"), SETTING__MAX);
	assert_int_equal(setting_find(""), SETTING__MAX);
}

/* A new installation has these values. */
static void
settings_have_documented_defaults(void **state)
{
	struct settings *settings = settings_new();

	(void)state;
	assert_true(setting_bool(settings, SETTING_ENABLED));
	assert_true(setting_bool(settings, SETTING_ACCEPT_CHATS_WITH_NO_AGENTS));
	assert_true(setting_bool(settings, SETTING_ALLOW_DELETE_BY_ID));
	assert_true(setting_bool(settings, SETTING_API_ENABLE_CORS));
	assert_true(setting_bool(settings, SETTING_API_ENABLE_RATE_LIMITER));
	assert_false(setting_bool(settings, SETTING_MESSAGE_KEEP_HISTORY));
	assert_false(setting_bool(settings, SETTING_MESSAGE_READ_RECEIPT_ENABLED));
	assert_false(setting_bool(settings, SETTING_VALIDATE_OFFLINE_EMAIL));
	assert_string_equal(setting_text(settings, SETTING_API_CORS_ORIGIN), "*");
	assert_string_equal(setting_text(settings, SETTING_ROUTING_METHOD), "Manual_Selection");
	assert_string_equal(setting_text(settings, SETTING_TRUSTED_PROXIES), "");
	assert_int_equal(setting_int(settings, SETTING_HISTORY_LIMIT_DEFAULT), 20);
	assert_int_equal(setting_int(settings, SETTING_HISTORY_LIMIT_MAX), 100);
	assert_int_equal(setting_int(settings, SETTING_LIMIT_SEND_PER_MINUTE), 60);
	assert_int_equal(setting_int(settings, SETTING_LIMIT_SEND_BURST), 10);
	assert_int_equal(setting_int(settings, SETTING_LIMIT_BATCH_PER_MINUTE), 600);
	assert_int_equal(setting_int(settings, SETTING_LIMIT_NEW_VISITOR_PER_MINUTE), 10);
	assert_int_equal(setting_int(settings, SETTING_LIMIT_NEW_ROOM_PER_MINUTE), 10);
	assert_int_equal(setting_int(settings, SETTING_LIMIT_OFFLINE_INTERVAL_SECONDS), 5);
	assert_int_equal(setting_int(settings, SETTING_LIMIT_OFFLINE_PER_HOUR), 10);
	assert_int_equal(setting_int(settings, SETTING_LIMIT_LOGIN_PER_5_MINUTES), 5);
	settings_free(settings);
}

static void
booleans_are_true_or_false(void **state)
{
	(void)state;
	assert_right(SETTING_ENABLED, "false");
	assert_wrong(SETTING_ENABLED, "");
	assert_wrong(SETTING_ENABLED, "0");
	assert_wrong(SETTING_ENABLED, "True");
	assert_wrong(SETTING_ENABLED, "false ");
}

static void
integers_are_within_their_limits(void **state)
{
	(void)state;
	assert_right(SETTING_HISTORY_LIMIT_MAX, "1");
	assert_right(SETTING_HISTORY_LIMIT_MAX, "1000");
	assert_wrong(SETTING_HISTORY_LIMIT_MAX, "0");
	assert_wrong(SETTING_HISTORY_LIMIT_MAX, "1001");
	assert_wrong(SETTING_HISTORY_LIMIT_MAX, "-1");
	assert_wrong(SETTING_HISTORY_LIMIT_MAX, "");
	assert_wrong(SETTING_HISTORY_LIMIT_MAX, "-");
	assert_wrong(SETTING_HISTORY_LIMIT_MAX, "1e2");
	assert_wrong(SETTING_HISTORY_LIMIT_MAX, " 5");
	assert_right(SETTING_GUEST_COUNT, "9223372036854775807");
	assert_wrong(SETTING_GUEST_COUNT, "9223372036854775808");
	assert_non_null(strstr(setting_complaint(SETTING_HISTORY_LIMIT_MAX, "0"), "1 to 1000"));
}

static void
addresses_are_lists_of_valid_addresses(void **state)
{
	(void)state;
	assert_right(SETTING_OFFLINE_EMAIL, "");
	assert_right(SETTING_OFFLINE_EMAIL, "a@example.com,b@example.com");
	assert_right(SETTING_OFFLINE_EMAIL, "a@example.com, b@example.com");
	assert_wrong(SETTING_OFFLINE_EMAIL, "a@example.com, b");
	assert_wrong(SETTING_OFFLINE_EMAIL, "a@example.com\nBcc: c@example.com");
	assert_right(SETTING_FROM_EMAIL, "a@example.com");
	assert_wrong(SETTING_FROM_EMAIL, "a@example.com,b@example.com");
}

static void
origins_are_lists_of_origins(void **state)
{
	(void)state;
	assert_right(SETTING_API_CORS_ORIGIN, "https://example.com");
	assert_right(SETTING_API_CORS_ORIGIN, "https://example.com:8443, http://localhost");
	assert_wrong(SETTING_API_CORS_ORIGIN, "");
	assert_wrong(SETTING_API_CORS_ORIGIN, "example.com");
	assert_wrong(SETTING_API_CORS_ORIGIN, "https://");
	assert_wrong(SETTING_API_CORS_ORIGIN, "https://example.com/");
	assert_wrong(SETTING_API_CORS_ORIGIN, "https://example.com\r\nSet-Cookie: a");
}

static void
proxies_are_lists_of_networks(void **state)
{
	(void)state;
	assert_right(SETTING_TRUSTED_PROXIES, "127.0.0.1");
	assert_right(SETTING_TRUSTED_PROXIES, "10.0.0.0/8, 2001:db8::/32,::1");
	assert_right(SETTING_TRUSTED_PROXIES, "0.0.0.0/0");
	assert_wrong(SETTING_TRUSTED_PROXIES, "10.0.0.0/33");
	assert_wrong(SETTING_TRUSTED_PROXIES, "::1/129");
	assert_wrong(SETTING_TRUSTED_PROXIES, "10.0.0.0/");
	assert_wrong(SETTING_TRUSTED_PROXIES, "10.0.0.0/-1");
	assert_wrong(SETTING_TRUSTED_PROXIES, "proxy.example.com");
	assert_wrong(SETTING_TRUSTED_PROXIES, "*");
}

static void
texts_have_a_form_and_a_maximum_length(void **state)
{
	char *long_text = calloc(1, SETTING_VALUE_MAX + 2);

	(void)state;
	assert_right(SETTING_HIDE_SYSTEM_MESSAGES, "livechat-started,uj");
	assert_wrong(SETTING_HIDE_SYSTEM_MESSAGES, "livechat-started, uj");
	assert_wrong(SETTING_HIDE_SYSTEM_MESSAGES, "'");
	assert_wrong(SETTING_HIDE_SYSTEM_MESSAGES, "\xff");
	assert_wrong(SETTING_ROUTING_METHOD, "manual_selection");
	memset(long_text, 'a', SETTING_VALUE_MAX);
	assert_right(SETTING_HIDE_SYSTEM_MESSAGES, long_text);
	long_text[SETTING_VALUE_MAX] = 'a';
	assert_wrong(SETTING_HIDE_SYSTEM_MESSAGES, long_text);
	free(long_text);
}

static void
assert_normal(enum setting setting, const char *value, const char *expected)
{
	char *normal;

	assert_right(setting, value);
	normal = setting_normal(setting, value);
	assert_string_equal(normal, expected);
	free(normal);
}

/* Origins are stored as browsers send them, and addresses as mails need them. */
static void
domains_are_stored_in_ascii(void **state)
{
	static const char *const wrong[] = { "", ",", "example.com", "ftp://example.com",
		"https://", "https://a.example/", "https://a.example/chat", "https://a.example?x",
		"https://u@a.example", "https://*", "https://*.com", "https://a.*.example",
		"https://*a.example", "https://a..example",
		"https://a.example:", "https://a.example:0", "https://a.example:65536",
		"https://a.example:x", "https://[::1", "https://[x]", "https://a_\xe2\x80\x8b b",
		"https://\xf0\x9f\x8d\xba." };

	(void)state;
	assert_normal(SETTING_API_CORS_ORIGIN, "*", "*");
	assert_normal(SETTING_API_CORS_ORIGIN,
	    "https://b\xc3\xbc"
	    "cher.example",
	    "https://xn--bcher-kva.example");
	assert_normal(SETTING_API_CORS_ORIGIN, "HTTPS://A.Example:443,http://localhost:8080",
	    "https://a.example, http://localhost:8080");
	assert_normal(SETTING_API_CORS_ORIGIN,
	    "https://*.B\xc3\x9c"
	    "cher.example http://[::1]:80",
	    "https://*.xn--bcher-kva.example, http://[::1]");
	assert_normal(SETTING_API_CORS_ORIGIN, "http://127.0.0.1:3000", "http://127.0.0.1:3000");
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		assert_wrong(SETTING_API_CORS_ORIGIN, wrong[i]);
	assert_non_null(strstr(
	    setting_complaint(SETTING_API_CORS_ORIGIN, "https://a.example/"), "without a slash"));
	assert_normal(SETTING_OFFLINE_EMAIL,
	    "a@b.c,d@b\xc3\xbc"
	    "cher.example",
	    "a@b.c, d@xn--bcher-kva.example");
	assert_non_null(strstr(
	    setting_complaint(SETTING_OFFLINE_EMAIL, "a@b.c, nobody"), "nobody: it has no @"));
	assert_normal(SETTING_FROM_EMAIL, "", "");
	assert_normal(SETTING_FROM_EMAIL, " a@b.c ", "a@b.c");
	assert_wrong(SETTING_FROM_EMAIL, "a@b.c d@e.f");
	assert_wrong(SETTING_FROM_EMAIL, "a@b.c,d@e.f");
}

static void
time_zones_are_those_of_the_machine(void **state)
{
	(void)state;
	assert_right(SETTING_SITE_TIME_ZONE, "Europe/Berlin");
	assert_right(SETTING_SITE_TIME_ZONE, "UTC");
	assert_wrong(SETTING_SITE_TIME_ZONE, "Europe/Nowhere");
	assert_wrong(SETTING_SITE_TIME_ZONE, "Europe");
	assert_wrong(SETTING_SITE_TIME_ZONE, "zone.tab"); /* a file beside the zones */
	assert_wrong(SETTING_SITE_TIME_ZONE, "/etc/localtime");
	assert_wrong(SETTING_SITE_TIME_ZONE, "../../../etc/passwd");
	assert_wrong(SETTING_SITE_TIME_ZONE, "Europe/Berlin ");
	assert_wrong(SETTING_SITE_TIME_ZONE, "UTC;rm");
}

static void
colours_are_numbers_or_names(void **state)
{
	static const char *const right[] = { "#abc", "#C1272D", "red", "RebeccaPurple",
		"transparent", "" };
	static const char *const wrong[] = { "#", "#ab", "#abcd", "#abcdeg", "re", "redd", "red ",
		" red", "red;", "url(x)", "var(--x)" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(right); i++)
		assert_right(SETTING_TITLE_COLOR, right[i]);
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		assert_wrong(SETTING_TITLE_COLOR, wrong[i]);
}

static void
every_setting_has_a_group_and_a_type(void **state)
{
	(void)state;
	for (enum setting i = 0; i < SETTING__MAX; i++) {
		assert_non_null(setting_group(i));
		assert_non_null(setting_type_name(setting_rule(i)));
		if (setting_rule(i)->type == SETTING_CHOICE ||
		    setting_rule(i)->type == SETTING_LIST)
			assert_non_null(setting_rule(i)->choices);
	}
	assert_string_equal(setting_group(SETTING_TITLE), "Omnichannel");
	assert_string_equal(setting_group(SETTING_LIMIT_SEND_BURST), "Rate Limiter");
	assert_string_equal(setting_group(SETTING_LANGUAGE), "General");
}

static void
the_document_of_a_secret_does_not_show_it(void **state)
{
	const struct setting_rule rule = {
		.name = "Key", .type = SETTING_TEXT, .initial = "", .help = "-", .secret = true
	};
	struct buf buf = { 0 };
	struct json_out out;

	(void)state;
	json_begin(&out, &buf);
	json_object(&out);
	setting_json(&out, &rule, "General", "hidden");
	json_object_end(&out);
	assert_null(strstr(buf_cstr(&buf), "hidden"));
	assert_non_null(strstr(buf_cstr(&buf), "\"value\":\"\",\"secret\":true"));
	buf_free(&buf);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_setting_has_a_rule),
		cmocka_unit_test(domains_are_stored_in_ascii),
		cmocka_unit_test(time_zones_are_those_of_the_machine),
		cmocka_unit_test(settings_have_documented_defaults),
		cmocka_unit_test(booleans_are_true_or_false),
		cmocka_unit_test(integers_are_within_their_limits),
		cmocka_unit_test(addresses_are_lists_of_valid_addresses),
		cmocka_unit_test(origins_are_lists_of_origins),
		cmocka_unit_test(proxies_are_lists_of_networks),
		cmocka_unit_test(colours_are_numbers_or_names),
		cmocka_unit_test(every_setting_has_a_group_and_a_type),
		cmocka_unit_test(the_document_of_a_secret_does_not_show_it),
		cmocka_unit_test(texts_have_a_form_and_a_maximum_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
