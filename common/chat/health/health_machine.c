/* SPDX-License-Identifier: MIT */
#include "chat/health/finding.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "chat/outgoing/outgoing.h"

static bool
sends_mails(const struct settings *settings)
{
	return *setting_text(settings, SETTING_OFFLINE_EMAIL) ||
	       *setting_text(settings, SETTING_WAITING_EMAIL) ||
	       *setting_text(settings, SETTING_CHAT_URL) ||
	       setting_bool(settings, SETTING_ENABLE_TRANSCRIPT);
}

static void
check_mail(const struct report *to)
{
	struct chat *chat = to->chat;

	if (access(chat->sendmail, X_OK) != 0)
		report(to, sends_mails(chat->settings) ? HEALTH_FAILURE : HEALTH_WARNING,
		    "mail program",
		    arena_printf(chat->mem, "%s cannot be run (%s): no mail is sent",
			chat->sendmail, strerror(errno)),
		    "install a mail server, or name the program that takes mails in "
		    "LIVECHAT_SENDMAIL");
	else if (sends_mails(chat->settings) && !*setting_text(chat->settings, SETTING_FROM_EMAIL))
		report(to, HEALTH_WARNING, "mail program", "mails have no sender of yours",
		    "set From_Email to an address of this site");
	else
		report(to, HEALTH_OK, "mail program",
		    arena_printf(chat->mem, "%s takes mails", chat->sendmail), NULL);
}

static void
check_https(const struct report *to)
{
	const char *refusal = outgoing_refusal(to->chat);

	if (refusal)
		report(to, HEALTH_WARNING, "HTTPS",
		    arena_printf(
			to->chat->mem, "nothing can be sent to push services: %s", refusal),
		    NULL);
	else
		report(to, HEALTH_OK, "HTTPS", "push services can be sent to", NULL);
}

void
health_machine(struct chat *chat, finding_fn *found, void *arg)
{
	const struct report to = { .chat = chat, .found = found, .arg = arg };

	check_mail(&to);
	check_https(&to);
}
