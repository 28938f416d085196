/* SPDX-License-Identifier: MIT */
/* Web Push: the example of RFC 8291, keys that are none, Base64url; and which addresses are public. */
#include "unit.h"

#include <string.h>

#include "base/crypto/base64url.h"
#include "base/network.h"
#include "base/crypto/webpush.h"

/* RFC 8291, section 5 and appendix A. */
#define TEXT "When I grow up, I want to be a watermelon"
#define RECEIVER \
	"BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
#define AUTH "BTBZMqHH6r4Tts7J_aSIgg"
#define SENDER "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
#define SENDER_PUBLIC \
	"BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8"
#define SALT "DGv6ra1nlYgDCS1FRnbzlw"
#define BODY \
	"DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_" \
	"c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWA" \
	"mS6TlzAC8wEqKK6PBru3jl7A_" \
	"yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSx" \
	"sj_Qulcy4a-fN"

static void
test_the_example_of_the_standard(void **state)
{
	unsigned char salt[WEBPUSH_SALT_LEN], body[WEBPUSH_BODY_MAX];
	char text[BASE64URL_LEN(WEBPUSH_BODY_MAX) + 1];
	struct webpush_receiver receiver;
	struct webpush_key key;
	size_t len;

	(void)state;
	assert_true(webpush_receiver_read(&receiver, RECEIVER, AUTH));
	assert_true(webpush_key_read(&key, SENDER));
	base64url(text, key.public, WEBPUSH_PUBLIC_LEN);
	assert_string_equal(text, SENDER_PUBLIC);
	assert_true(base64url_read(SALT, salt, sizeof(salt)));
	len = webpush_encrypt(body, &receiver, &key, salt, TEXT, strlen(TEXT));
	base64url(text, body, len);
	assert_string_equal(text, BODY);
}

static void
test_a_longest_text_fills_the_record(void **state)
{
	static const char text[WEBPUSH_TEXT_MAX] = "";
	unsigned char body[WEBPUSH_BODY_MAX], salt[WEBPUSH_SALT_LEN] = { 0 };
	struct webpush_receiver receiver;
	struct webpush_key key;

	(void)state;
	assert_true(webpush_receiver_read(&receiver, RECEIVER, AUTH));
	webpush_key_new(&key);
	assert_int_equal(
	    webpush_encrypt(body, &receiver, &key, salt, text, sizeof(text)), WEBPUSH_BODY_MAX);
}

static void
test_keys_that_are_none(void **state)
{
	static const char *const keys[] = { "", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
		"_____wAAAAD__________7zm-q2nF56E87nKwvxjJVE", SENDER "A",
		"yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oR/", "short" };
	static const char off_the_curve[] = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-"
					    "AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw8";
	struct webpush_receiver receiver;
	struct webpush_key key;

	(void)state;
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		assert_false(webpush_secret_valid(keys[i]) || webpush_key_read(&key, keys[i]));
	/* The largest one. */
	assert_true(webpush_key_read(&key, "_____wAAAAD__________7zm-q2nF56E87nKwvxjJVA"));
	assert_false(webpush_receiver_read(&receiver, off_the_curve, AUTH));
	assert_false(webpush_receiver_read(&receiver, SENDER, AUTH));
	assert_false(webpush_receiver_read(&receiver, RECEIVER, SENDER));
	assert_false(webpush_receiver_read(&receiver, RECEIVER, AUTH "===="));
	assert_true(webpush_receiver_read(&receiver, RECEIVER "=", AUTH "=="));
}

static void
test_base64url(void **state)
{
	static const char *const texts[] = { "", "Zg", "Zm8", "Zm9v", "Zm9vYg", "Zm9vYmE",
		"Zm9vYmFy" };
	char text[16], bytes[16];

	(void)state;
	for (size_t len = 0; len <= 6; len++) {
		base64url(text, "foobar", len);
		assert_string_equal(text, texts[len]);
		assert_true(base64url_read(text, bytes, len));
		assert_memory_equal(bytes, "foobar", len);
	}
	assert_false(base64url_read("Zh", bytes, 1));
	assert_false(base64url_read("Zg=", bytes, 1));
	assert_false(base64url_read("Z", bytes, 1));
}

static bool
is_public(const char *text)
{
	struct address address;

	assert_true(address_parse(text, strlen(text), &address));
	return address_is_public(&address);
}

static void
test_public_addresses(void **state)
{
	static const char *const public[] = { "1.1.1.1", "9.255.255.255", "172.32.0.1",
		"223.255.255.255", "2606:4700::1111", "2a00::1", "::ffff:1.1.1.1" };
	static const char *const special[] = { "0.0.0.0", "10.1.2.3", "127.0.0.1", "100.64.0.1",
		"169.254.169.254", "172.31.255.255", "192.168.0.1", "198.19.0.1", "224.0.0.1",
		"255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::7f00:1", "64:ff9b::7f00:1",
		"fe80::1", "fd00::1", "ff02::1", "2002:7f00:1::", "2001::1", "2001:db8::1" };

	(void)state;
	for (size_t i = 0; i < sizeof(public) / sizeof(*public); i++)
		assert_true(is_public(public[i]));
	for (size_t i = 0; i < sizeof(special) / sizeof(*special); i++)
		assert_false(is_public(special[i]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_example_of_the_standard),
		cmocka_unit_test(test_a_longest_text_fills_the_record),
		cmocka_unit_test(test_keys_that_are_none),
		cmocka_unit_test(test_base64url),
		cmocka_unit_test(test_public_addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
