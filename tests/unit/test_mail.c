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
addresses_are_checked(void **state)
{
	static const char *const good[] = { "visitor@pimenta.chat", "a+b@c.de", "o'hara@x.org",
		"x@sub.domain.example" };
	static const char *const bad[] = { "", "a", "@b.c", "a@", "a@b", "a@b.", "a@.b", "a@b..c",
		"a b@c.d", "a@b.c\r\nBcc: x@y.z", "a@b.c\n", "-f@b.c", "a@b@c.d", "<a@b.c>",
		"a,b@c.d", "\"a\"@b.c", "a@b.c-", "\xc3\xa9@b.c" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		assert_true(mail_address_valid(good[i]));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(mail_address_valid(bad[i]));
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

static void
long_headers_are_folded(void **state)
{
	struct arena *arena = arena_new();
	char subject[2000];

	(void)state;
	memset(subject, 'a', sizeof(subject) - 1);
	subject[sizeof(subject) - 1] = '\0';
	for (const char *line = compose(arena, "M", subject), *end; (end = strchr(line, '\n'));
	     line = end + 1)
		assert_true(end - line <= 78 + 10);
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
		cmocka_unit_test(addresses_are_checked),
		cmocka_unit_test(a_mail_is_complete),
		cmocka_unit_test(no_text_can_add_a_header),
		cmocka_unit_test(long_headers_are_folded),
		cmocka_unit_test(markup_of_visitors_is_escaped),
		cmocka_unit_test(sendmail_gets_the_mail_and_the_recipient),
		cmocka_unit_test(failures_of_sendmail_have_a_reason),
		cmocka_unit_test(a_slow_sendmail_is_not_waited_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
