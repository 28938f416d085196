/* SPDX-License-Identifier: MIT */
#include "chat/health/finding.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "chat/outgoing/outgoing.h"
#include "store/store.h"

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

/* Where files are stored, and how many more can be. */
static void
check_folder(const struct report *to, const char *folder)
{
	struct arena *mem = to->chat->mem;
	int64_t keep = setting_int(to->chat->settings, SETTING_FILE_UPLOAD_MIN_FREE);
	uint64_t space;
	int error = store_look(folder, &space);

	if (error)
		report(to, HEALTH_FAILURE, "files",
		    arena_printf(mem, "the folder %s cannot be used (%s): no file is taken", folder,
			strerror(error)),
		    "it must belong to the account that the program runs under, with mode 0700, "
		    "and be "
		    "in a folder that there is; another can be named as files-folder in the option "
		    "file");
	else if (space < (uint64_t)keep)
		report(to, HEALTH_FAILURE, "files",
		    arena_printf(mem,
			"the disk of %s has less free than FileUpload_Min_Free says: no file is "
			"taken",
			folder),
		    "make room on the disk, or set FileUpload_Min_Free to less");
	else
		report(to, HEALTH_OK, "files", arena_printf(mem, "they are stored in %s", folder),
		    NULL);
}

static void
check_files(const struct report *to)
{
	const struct files_place *files = to->chat->files;

	if (!setting_bool(to->chat->settings, SETTING_FILE_UPLOAD_ENABLED))
		report(
		    to, HEALTH_OK, "files", "none can be sent, as FileUpload_Enabled says", NULL);
	else if (files && files->folder)
		check_folder(to, files->folder);
	else
		report(to, HEALTH_FAILURE, "files",
		    files && files->refusal ? files->refusal : "there is no place for them", NULL);
}

void
health_machine(struct chat *chat, finding_fn *found, void *arg)
{
	const struct report to = { .chat = chat, .found = found, .arg = arg };

	check_mail(&to);
	check_https(&to);
	check_files(&to);
}
