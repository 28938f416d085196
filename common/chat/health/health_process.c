/* SPDX-License-Identifier: MIT */
#include "chat/health/finding.h"

#include <unistd.h>

#include "base/process/program.h"
#include "base/version.h"

static void
check_program(const struct report *to)
{
	struct arena *mem = to->chat->mem;
	const char *path = program_path();

	if (!program_is_current())
		report(to, HEALTH_WARNING, "program file",
		    arena_printf(mem,
			"%s was replaced or removed, and this process still runs what it was "
			"(release %s)",
			path, livechat_version),
		    "it ends after some minutes without a request; restart the web server, or what "
		    "starts the processes, to have all run the new file at once");
	else
		report(to, HEALTH_OK, "program file",
		    path ? arena_printf(mem, "%s, release %s", path, livechat_version)
			 : arena_printf(mem, "release %s", livechat_version),
		    NULL);
}

static void
check_account(const struct report *to)
{
	if (geteuid() == 0)
		report(to, HEALTH_WARNING, "system account",
		    "the program runs as root, so that an error in it would give away the whole "
		    "machine",
		    "have the web server or spawn-fcgi use another account (lighttpd: "
		    "server.username)");
	else
		report(to, HEALTH_OK, "system account",
		    arena_printf(to->chat->mem, "the program runs under user id %ld, not as root",
			(long)geteuid()),
		    NULL);
}

static void
check_interface(const struct report *to, const struct health_process *process)
{
	report(to, HEALTH_OK, "FastCGI",
	    process->serves_many ? "a process serves many requests, with one connection to the "
				   "database"
				 : "not in use: plain CGI starts a process and a connection to the "
				   "database for each request, which is slower",
	    NULL);
}

static void
check_option_file(const struct report *to, const struct health_process *process)
{
	if (process->option_fault)
		report(to, HEALTH_FAILURE, "option file",
		    arena_printf(to->chat->mem, "the next connection to the database fails: %s",
			process->option_fault),
		    NULL);
	else
		report(to, HEALTH_OK, "option file",
		    arena_printf(
			to->chat->mem, "%s, with the right permissions", process->option_file),
		    NULL);
}

static void
check_log_file(const struct report *to, const struct health_process *process)
{
	struct arena *mem = to->chat->mem;

	if (!process->log_file)
		report(to, HEALTH_WARNING, "log file",
		    "there is none, so what goes wrong is in the web server's log only",
		    "name a file in LIVECHAT_LOG, in a folder that the program may write to and "
		    "the web server does not publish; or let it write to the folder of the option "
		    "file");
	else if (process->log_fault)
		report(to, HEALTH_WARNING, "log file",
		    arena_printf(
			mem, "%s is not written: %s", process->log_file, process->log_fault),
		    "remove what is there, or name another in LIVECHAT_LOG");
	else
		report(to, HEALTH_OK, "log file", arena_printf(mem, "%s", process->log_file), NULL);
}

static void
check_limits_file(const struct report *to, const struct health_process *process)
{
	struct arena *mem = to->chat->mem;

	if (process->limits_fault)
		report(to, HEALTH_FAILURE, "limits file",
		    arena_printf(mem,
			"rate limits cannot be counted for all processes together, so logins, "
			"offline messages and transcripts are refused: %s: %s",
			process->limits_file ? process->limits_file : "LIVECHAT_LIMITS",
			process->limits_fault),
		    "set LIVECHAT_LIMITS to a file in a folder that only this user may write to");
	else
		report(to, HEALTH_OK, "limits file",
		    arena_printf(mem, "all processes count in %s", process->limits_file), NULL);
}

static void
check_upload_program(const struct report *to, const struct health_process *process)
{
	if (process->upload_fault)
		report(to, HEALTH_WARNING, "upload program", process->upload_fault,
		    "save livechat.fcgi once more as livechat-upload.cgi beside it, with the same "
		    "mode");
}

static void
check_scheme(const struct report *to, const struct health_process *process)
{
	static const char subject[] = "encryption";

	switch (process->scheme) {
	case SCHEME_HTTPS:
		report(to, HEALTH_OK, subject, "this request came by HTTPS", NULL);
		break;
	case SCHEME_HTTP:
		report(to, HEALTH_WARNING, subject,
		    "this request came without HTTPS: passwords and chats can be read on their way",
		    "set up HTTPS on the web server; if a proxy in front of it has HTTPS, name the "
		    "proxy in the setting trusted_proxies, and let it send X-Forwarded-Proto");
		break;
	case SCHEME_UNTRUSTED:
		report(to, HEALTH_WARNING, subject,
		    "a proxy says that this request came by HTTPS, but it is not known as one, so "
		    "that all visitors have its address",
		    "name its address in the setting trusted_proxies");
		break;
	}
}

void
health_process(
    struct chat *chat, const struct health_process *process, finding_fn *found, void *arg)
{
	const struct report to = { .chat = chat, .found = found, .arg = arg };

	check_program(&to);
	check_account(&to);
	check_interface(&to, process);
	check_option_file(&to, process);
	check_log_file(&to, process);
	check_limits_file(&to, process);
	check_upload_program(&to, process);
	check_scheme(&to, process);
}
