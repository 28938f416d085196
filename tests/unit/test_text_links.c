/* SPDX-License-Identifier: MIT */
/* The parser of message texts: links. */
#include "test_text_notation.h"

static void
urls_of_known_hosts_are_links(void **state)
{
	(void)state;
	expect("see https://rocket.chat/a?b=1&c#d",
	    "p('see ' a<https://rocket.chat/a?b=1&c#d>('https://rocket.chat/a?b=1&c#d'))");
	expect("HTTPS://ROCKET.CHAT", "p(a<HTTPS://ROCKET.CHAT>('HTTPS://ROCKET.CHAT'))");
	expect("http://127.0.0.1:80/x", "p(a<http://127.0.0.1:80/x>('http://127.0.0.1:80/x'))");
	expect("http://localhost", "p(a<http://localhost>('http://localhost'))");
	expect("https://例え.jp", "p(a<https://例え.jp>('https://例え.jp'))");
}

static void
urls_of_unknown_hosts_are_text(void **state)
{
	(void)state;
	expect("http://a.b https://server/path", "p('http://a.b https://server/path')");
	expect("foo.za a.m", "p('foo.za a.m')");
	expect("http://foo.invalidtld", "p('http://foo.invalidtld')");
	expect("https://[::1]/", "p('https://[::1]/')");
	expect("file.txt node.js v1.0 localhost:80", "p('file.txt node.js v1.0 localhost:80')");
}

static void
bare_hosts_get_two_slashes(void **state)
{
	(void)state;
	expect("github.com", "p(a<//github.com>('github.com'))");
	expect("bbc.co.uk", "p(a<//bbc.co.uk>('bbc.co.uk'))");
	expect("foo.co.za", "p(a<//foo.co.za>('foo.co.za'))");
	expect("a.b://se", "p(a<a.b://se>('a.b://se'))");
	expect("a.b://za", "p('a.b://za')");
	expect("A.com", "p(a<//A.com>('A.com'))");
	expect("127.0.0.1", "p(a<//127.0.0.1>('127.0.0.1'))");
	expect("foo.bar:80", "p(a<foo.bar:80>('foo.bar:80'))");
	expect("_foo.com_", "p(i('foo.com'))");
}

static void
punctuation_after_a_url_is_not_part_of_it(void **state)
{
	(void)state;
	expect(
	    "(see a.com), a.com!", "p('(see ' a<//a.com>('a.com') '), ' a<//a.com>('a.com') '!')");
	expect("a.com/x...", "p(a<//a.com/x>('a.com/x') '...')");
	expect("https://a.com/A_(b)", "p(a<https://a.com/A_(b>('https://a.com/A_(b') ')')");
	expect("a.com/?", "p(a<//a.com/?>('a.com/?'))");
}

static void
a_hyphen_in_a_url_includes_the_next_character(void **state)
{
	(void)state;
	expect("my-site.dev", "p(a<//my-site.dev>('my-site.dev'))");
	expect("a-.com", "p('a-.com')");
	expect("a--.com", "p('a--.com')");
	expect("mailto:b@a-.com", "p('mailto:b' @a-.com)");
}

static void
addresses_are_links_to_mail(void **state)
{
	(void)state;
	expect("joe@joe.com.", "p(a<mailto:joe@joe.com>('joe@joe.com') '.')");
	expect("(a.b+c@d.com)", "p('(' a<mailto:a.b+c@d.com>('a.b+c@d.com') ')')");
	expect("mailto:joe@joe.com", "p(a<mailto:joe@joe.com>('joe@joe.com'))");
	expect("a@b joe@localhost", "p('a@b joe@localhost')");
}

static void
phone_numbers_need_a_plus_and_five_digits(void **state)
{
	(void)state;
	expect("+5551999999999", "p(a<tel:5551999999999>('+5551999999999'))");
	expect("+(55)1234 x", "p(a<tel:551234>('+(55)1234') ' x')");
	expect("+(55)1234-56", "p(a<tel:55123456>('+(55)1234-56'))");
	expect("+1-23456", "p(a<tel:123456>('+1-23456'))");
	expect("+1234 99999999999 +(12345)", "p('+1234 99999999999 +(12345)')");
	expect("+1-800-555-1234", "p('+1-800-555-1234')");
}

static void
titles_may_have_targets_of_any_scheme(void **state)
{
	(void)state;
	expect("[a *b*](https://a.com)", "p(a<https://a.com>('a ' b('b')))");
	expect("[](a.com)", "p(a<a.com>('a.com'))");
	expect("[a](javascript:alert(1))", "p(a<javascript:alert(1)>('a'))");
	expect("[a](+123)", "p(a<tel:123>('a'))");
	expect("[a](http://x)", "p(a<http://x>('a'))");
	expect("[a](b) [a]() [a](/b) [a]", "p('[a](b) [a]() [a](/b) [a]')");
	expect("[a [b]](a.com)", "p(a<a.com>('a [b]'))");
	expect("[a] [b](a.com)", "p('[a] ' a<a.com>('b'))");
	expect("[a](a.com)[b](b.com)", "p(a<a.com>('a') a<b.com>('b'))");
	expect("[a\nb](a.com)", "p(a<a.com>('a\nb'))");
}

static void
links_do_not_nest(void **state)
{
	(void)state;
	expect("[*[a](b.com)*](c.com)", "p(a<c.com>(b('[a](b.com)')))");
}

static void
angle_brackets_contain_target_and_title(void **state)
{
	(void)state;
	expect("<https://a.com|a *b*>", "p(a<https://a.com>('a *b*'))");
	expect("<+12345|call>", "p(a<tel:12345>('call'))");
	expect("<https://a.com|> <|a>", "p('<https://a.com|> <|a>')");
}

static void
images_have_plain_titles(void **state)
{
	(void)state;
	expect("![a b](https://a.com/c.png)", "p(img<https://a.com/c.png>('a b'))");
	expect("![](a.com/c.png)", "p(img<a.com/c.png>('a.com/c.png'))");
	expect("![a]", "p('![a]')");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(urls_of_known_hosts_are_links),
		cmocka_unit_test(urls_of_unknown_hosts_are_text),
		cmocka_unit_test(bare_hosts_get_two_slashes),
		cmocka_unit_test(punctuation_after_a_url_is_not_part_of_it),
		cmocka_unit_test(a_hyphen_in_a_url_includes_the_next_character),
		cmocka_unit_test(addresses_are_links_to_mail),
		cmocka_unit_test(phone_numbers_need_a_plus_and_five_digits),
		cmocka_unit_test(titles_may_have_targets_of_any_scheme),
		cmocka_unit_test(links_do_not_nest),
		cmocka_unit_test(angle_brackets_contain_target_and_title),
		cmocka_unit_test(images_have_plain_titles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
