/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#include <openssl/crypto.h>

#include "admin.h"
#include "chat/people/password.h"

static volatile sig_atomic_t interrupted;

static void
on_signal(int number)
{
	(void)number;
	interrupted = 1;
}

/*
 * Reads one line byte by byte, so that the input behind it is left for others. *len may exceed what
 * fits into `line`. Returns false at the end of input or after a signal.
 */
static bool
line_from_stdin(char *line, size_t size, size_t *len)
{
	bool any = false;
	char c;

	for (*len = 0;;) {
		ssize_t got = read(STDIN_FILENO, &c, 1);

		if (got < 0 && errno == EINTR && !interrupted)
			continue;
		if (got <= 0 || c == '\n')
			break;
		any = true;
		if (*len < size - 1)
			line[*len] = c;
		++*len;
	}
	if (*len > 0 && *len < size && line[*len - 1] == '\r')
		--*len;
	line[*len < size ? *len : size - 1] = '\0';
	return any && !interrupted;
}

/* Turns the echo of the terminal off while reading and on again even if a signal arrives. */
static bool
line_from_terminal(const char *prompt, char *line, size_t size, size_t *len)
{
	struct sigaction action = { .sa_handler = on_signal }, was_int, was_term, was_hup;
	struct termios was, quiet;
	bool any;

	fputs(prompt, stderr);
	sigaction(SIGINT, &action, &was_int);
	sigaction(SIGTERM, &action, &was_term);
	sigaction(SIGHUP, &action, &was_hup);
	tcgetattr(STDIN_FILENO, &was);
	quiet = was;
	quiet.c_lflag &= ~(tcflag_t)ECHO;
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	any = line_from_stdin(line, size, len);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &was);
	sigaction(SIGINT, &was_int, NULL);
	sigaction(SIGTERM, &was_term, NULL);
	sigaction(SIGHUP, &was_hup, NULL);
	fputc('\n', stderr);
	return any;
}

static enum status
password_check(const char *line, size_t len)
{
	const char *complaint = password_complaint(line, len);

	return complaint ? fail("the password %s", complaint) : STATUS_OK;
}

enum status
password_read(struct admin *admin, bool optional, const char **password)
{
	char line[PASSWORD_MAX_LEN + 2], again[PASSWORD_MAX_LEN + 2];
	bool terminal = isatty(STDIN_FILENO);
	size_t len = 0, again_len = 0;
	enum status status;

	*password = NULL;
	if (terminal)
		line_from_terminal(
		    optional ? "Password (empty: none): " : "Password: ", line, sizeof(line), &len);
	else
		line_from_stdin(line, sizeof(line), &len);
	if (interrupted)
		return fail("interrupted; nothing was changed");
	if (len == 0)
		return optional ? STATUS_OK
				: fail("no password: type one, or give it on standard input");
	status = password_check(line, len);
	if (!status && terminal) {
		line_from_terminal("Once more: ", again, sizeof(again), &again_len);
		if (interrupted)
			status = fail("interrupted; nothing was changed");
		else if (again_len != len || memcmp(line, again, len) != 0)
			status = fail("the two are not the same");
	}
	if (!status)
		*password = arena_strdup(admin->chat.mem, line);
	OPENSSL_cleanse(line, sizeof(line));
	OPENSSL_cleanse(again, sizeof(again));
	return status;
}
