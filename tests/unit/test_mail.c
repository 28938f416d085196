/* SPDX-License-Identifier: MIT */
/* Mail: no text of a visitor can add a header or markup, and every failure has a reason. */
#include "unit.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "chat/core/address.h"
#include "chat/mail/mail_text.h"
#include "chat/mail/sendmail.h"

static void
addresses_are_read(void **state)
{
	static const struct {
		const char *typed, *read; /* NULL: it is refused */
	} rows[] = {
		{ "visitor@pimenta.chat", "visitor@pimenta.chat" },
		{ " a+b@C.de ", "a+b@c.de" },
		{ "O'Hara@x.org", "O'Hara@x.org" },
		{ "x@sub.domain.example", "x@sub.domain.example" },
		{ "info@b\xc3\xbc"
		  "cher.example",
		    "info@xn--bcher-kva.example" },
		{ "info@B\xc3\x9c"
		  "CHER.example",
		    "info@xn--bcher-kva.example" },
		{ "info@fa\xc3\x9f.de", "info@xn--fa-hia.de" }, /* not fass.de */
		{ "info@xn--bcher-kva.example", "info@xn--bcher-kva.example" },
	};
	static const struct {
		const char *typed, *wrong;
	} bad[] = {
		{ "", "empty" },
		{ "  ", "empty" },
		{ "a", "no @" },
		{ "a@b@c.d", "more than one @" },
		{ "@b.c", "nothing precedes" },
		{ "a@", "no domain name" },
		{ "a@b", "no dot" },
		{ "a@b.", "no domain name" },
		{ "a@.b", "no domain name" },
		{ "a@b..c", "no domain name" },
		{ "a@b.c-", "no domain name" },
		{ "a@b c.d", "no domain name" },
		{ "a@b,c.d", "no domain name" },
		{ "a b@c.d", "blank" },
		{ "a,b@c.d", "separator" },
		{ "<a@b.c>", "separator" },
		{ "\"a\"@b.c", "separator" },
		{ "a@b.c\r\nBcc: x", "control character" },
		{ "a@b.c\n", "control character" },
		{ "-f@b.c", "hyphen" },
		{ "\xc3\xa9@b.c", "letter other than a to z" },
		{ "a@\xe2\x80\x8b.c", "no domain name" },
	};
	struct arena *arena = arena_new();
	char text[400];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_string_equal(mail_address_read(arena, rows[i].typed, NULL), rows[i].read);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		const char *wrong = NULL;

		assert_null(mail_address_read(arena, bad[i].typed, &wrong));
		assert_non_null(strstr(wrong, bad[i].wrong));
	}
	/* The longest address, and the next. */
	memset(text, 'a', sizeof(text));
	memcpy(text + 250, "@b.c", 5);
	assert_non_null(mail_address_read(arena, text, NULL));
	memcpy(text + 250, "@b.cd", 6);
	assert_null(mail_address_read(arena, text, NULL));
	arena_free(arena);
}

static const char *
compose(struct arena *arena, const char *name, const char *subject)
{
	struct mail_draft draft = {
		.to = "desk@example.org",
		.from = "chat@example.org",
		.from_name = name,
		.reply_to = "v@example.com",
		.reply_name = name,
		.subject = subject,
		.html = "<p>hello</p>",
		.id = "abc",
		.date_ms = INT64_C(1626193226672),
	};

	return mail_compose(arena, &draft);
}

static void
a_mail_is_complete(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	assert_string_equal(compose(arena, "Mary", "Need help"),
	    "From: Mary <chat@example.org>\n"
	    "Reply-To: Mary <v@example.com>\n"
	    "To: <desk@example.org>\n"
	    "Subject: Need help\n"
	    "Date: Tue, 13 Jul 2021 16:20:26 +0000\n"
	    "Message-ID: <abc@example.org>\n"
	    "Auto-Submitted: auto-generated\n"
	    "MIME-Version: 1.0\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "Content-Transfer-Encoding: base64\n"
	    "\n"
	    "PHA+aGVsbG88L3A+\n");
	arena_free(arena);
}

/* Returns the number of header fields: lines before the empty one that do not continue another. */
static int
header_count(const char *mail)
{
	int count = 0;

	for (const char *line = mail; *line != '\n'; line = strchr(line, '\n') + 1)
		count += *line != ' ';
	return count;
}

static void
no_text_can_add_a_header(void **state)
{
	static const char *const texts[] = { "x\r\nBcc: a@b.c", "x\nBcc: a@b.c", "\n\nbody", "\r",
		"a\vb", "\"<evil@x.y>, ", "=?UTF-8?B?Cg==?=", "\xc3\xa9\n: x" };
	struct arena *arena = arena_new();
	int usual = header_count(compose(arena, "Mary", "Need help"));

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		const char *mail = compose(arena, texts[i], texts[i]);

		assert_int_equal(header_count(mail), usual);
		assert_null(strstr(mail, "\nBcc"));
		assert_null(strchr(mail, '\r'));
		assert_null(strstr(mail, "evil@"));
	}
	arena_free(arena);
}

/* RFC 2047, 2: the lines of a field with encoded words have 76 characters at most, all included. */
static void
long_headers_are_folded(void **state)
{
	static const char *const characters[] = { "a", "\xc3\xa9", "\xe4\xb8\x96",
		"\xf0\x9f\x98\x80" };
	struct arena *arena = arena_new();
	struct buf text = { 0 };

	(void)state;
	for (size_t len = 1; len < 100; len++)
		for (size_t i = 0; i < ARRAY_LEN(characters); i++) {
			const char *mail, *body;

			buf_reset(&text);
			for (size_t n = 0; n < len; n++)
				buf_puts(&text, characters[i]);
			mail = compose(arena, buf_cstr(&text), buf_cstr(&text));
			body = strstr(mail, "\n\n");
			for (const char *line = mail, *end; line < body; line = end + 1) {
				end = strchr(line, '\n');
				assert_true(end - line <= 76);
				assert_true(end - line > 1);
			}
		}
	buf_free(&text);
	arena_free(arena);
}

/* An address cannot be folded, so one that fills a line stands without encoded words. */
static void
a_long_address_has_no_encoded_words(void **state)
{
	struct arena *arena = arena_new();
	char address[200];
	struct mail_draft draft = { .to = address,
		.from = "chat@example.org",
		.from_name = "",
		.reply_to = address,
		.reply_name = "Zo\xc3\xab",
		.subject = "",
		.html = "",
		.id = "abc" };

	(void)state;
	for (size_t len = 60; len < 90; len++) {
		const char *mail, *field;
		bool fits = strlen(" <>") + len <= 76;

		memset(address, 'a', len);
		strcpy(address + len - strlen("@example.com"), "@example.com");
		mail = mail_compose(arena, &draft);
		field = strstr(mail, "Reply-To:");
		assert_true((strstr(mail, "=?UTF-8?") != NULL) == fits);
		assert_non_null(strstr(field, address));
		field = strstr(field, "\nTo:");
		assert_non_null(strstr(field, address));
	}
	arena_free(arena);
}

static const char *
subject_of(struct arena *arena, const char *subject)
{
	const char *field = strstr(compose(arena, "M", subject), "Subject: ") + strlen("Subject: ");

	return arena_strndup(arena, field, strcspn(field, "\n"));
}

static void
white_space_and_control_characters_are_one_blank(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	assert_string_equal(subject_of(arena, "Hello\nmy order"), "Hello my order");
	assert_string_equal(subject_of(arena, " \tHello \r\n\x01 my\xc2\xa0\xe2\x80\xa8order\x7f"),
	    "Hello my order");
	assert_string_equal(subject_of(arena, "\n"), "");
	arena_free(arena);
}

static void
markup_of_visitors_is_escaped(void **state)
{
	struct buf html = { 0 };

	(void)state;
	mail_html_text(&html, "<b>&\"x\"\r\ny");
	assert_string_equal(buf_cstr(&html), "&lt;b&gt;&amp;&quot;x&quot;<br>\ny");
	buf_free(&html);
}

/* Runs a program to its end; returns NULL when it accepted the mail, else the reason. */
static const char *
sendmail_run(struct arena *arena, const char *program, const char *content)
{
	const char *reason;
	struct sendmail *sendmail =
	    sendmail_start(arena, program, "desk@example.org", content, &reason);

	if (!sendmail)
		return reason;
	assert_int_not_equal(sendmail_wait(sendmail, 15000, arena, &reason), SENDMAIL_RUNNING);
	return reason;
}

/* Runs a program with these lines in place of the host's sendmail. */
static const char *
sendmail_with(struct arena *arena, const char *script, const char *content)
{
	char path[] = "/tmp/sendmail-test-XXXXXX";
	int fd = mkstemp(path);
	const char *reason;

	assert_true(fd >= 0);
	assert_true(dprintf(fd, "#!/bin/sh\n%s\n", script) > 0);
	assert_int_equal(fchmod(fd, 0700), 0);
	close(fd);
	reason = sendmail_run(arena, path, content);
	unlink(path);
	return reason;
}

static void
sendmail_gets_the_mail_and_the_recipient(void **state)
{
	struct arena *arena = arena_new();
	char *large = arena_alloc(arena, 300001);

	(void)state;
	memset(large, 'm', 300000);
	large[300000] = '\0';
	assert_null(sendmail_with(
	    arena, "[ \"$*\" = '-oi -- desk@example.org' ] && [ \"$(cat)\" = hello ]", "hello"));
	assert_null(sendmail_with(arena, "[ $(wc -c) -eq 300000 ]", large));
	assert_null(sendmail_with(arena, "exit 0", large));
	arena_free(arena);
}

static void
failures_of_sendmail_have_a_reason(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	assert_non_null(strstr(sendmail_with(arena, "echo 'no such\nuser' >&2; exit 67", "x"),
	    "status 67: no such user"));
	assert_non_null(strstr(sendmail_with(arena, "kill -9 $$", "x"), "signal 9"));
	assert_non_null(
	    strstr(sendmail_run(arena, "/nonexistent/sendmail", "x"), "LIVECHAT_SENDMAIL"));
	arena_free(arena);
}

#define SLEEP_MS 600000
#define TRIES 12000 /* a minute in steps of 5 ms; only a failing test waits that long */

/* A sendmail that hangs delays nothing, and leaves no process behind when it is given up. */
static void
a_slow_sendmail_is_not_waited_for(void **state)
{
	char path[] = "/tmp/sendmail-test-XXXXXX", pids[] = "/tmp/sendmail-pids-XXXXXX";
	struct arena *arena = arena_new();
	int fd = mkstemp(path), pid_fd = mkstemp(pids);
	struct sendmail *sendmail;
	const char *reason;
	char pid[32] = "";
	int64_t begin_ms;

	(void)state;
	assert_true(
	    dprintf(fd, "#!/bin/sh\nsleep %d &\necho $! >%s\nwait\n", SLEEP_MS / 1000, pids) > 0);
	assert_int_equal(fchmod(fd, 0700), 0);
	close(fd);
	begin_ms = clock_monotonic_ms();
	sendmail = sendmail_start(arena, path, "desk@example.org", "x", &reason);
	assert_non_null(sendmail);
	assert_int_equal(sendmail_wait(sendmail, 50, arena, &reason), SENDMAIL_RUNNING);
	assert_true(clock_monotonic_ms() - begin_ms < SLEEP_MS / 10);
	for (int i = 0; i < TRIES && pread(pid_fd, pid, sizeof(pid) - 1, 0) <= 0; i++)
		sendmail_wait(sendmail, 5, arena, &reason);
	assert_true(atoi(pid) > 0);
	sendmail_abandon(sendmail);
	for (int i = 0; i < TRIES && kill(atoi(pid), 0) == 0; i++)
		usleep(5000);
	assert_int_not_equal(kill(atoi(pid), 0), 0);
	close(pid_fd);
	unlink(path);
	unlink(pids);
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_read),
		cmocka_unit_test(a_mail_is_complete),
		cmocka_unit_test(no_text_can_add_a_header),
		cmocka_unit_test(long_headers_are_folded),
		cmocka_unit_test(a_long_address_has_no_encoded_words),
		cmocka_unit_test(white_space_and_control_characters_are_one_blank),
		cmocka_unit_test(markup_of_visitors_is_escaped),
		cmocka_unit_test(sendmail_gets_the_mail_and_the_recipient),
		cmocka_unit_test(failures_of_sendmail_have_a_reason),
		cmocka_unit_test(a_slow_sendmail_is_not_waited_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
