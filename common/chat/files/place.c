/* SPDX-License-Identifier: MIT */
#include "chat/files/place.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "store/store.h"

#define FOLDER_NAME "livechat-files"

struct files_place
files_place_find(struct arena *mem, const struct option_file_query *query, const char *named,
    const char *option_file)
{
	struct files_place place = { .folder = arena_strdup(mem, named) };

	if (!place.folder || !*place.folder)
		place.folder = option_file_value(mem, option_file, "files-folder");
	if (!place.folder || !*place.folder)
		place.folder =
		    arena_printf(mem, "%s/" FOLDER_NAME, option_file_folder(mem, option_file));
	place.scan_command = option_file_value(mem, option_file, "scan-command");
	if (place.scan_command && !*place.scan_command)
		place.scan_command = NULL;
	if (!option_file_published(mem, query, place.folder))
		return place;
	place.refusal = arena_printf(mem,
	    "files are not stored because the web server publishes %s: name a folder elsewhere "
	    "as files-folder in %s",
	    place.folder, option_file);
	place.folder = NULL;
	return place;
}

static void
folder_close(void *object)
{
	close((int)(intptr_t)object);
}

enum chat_error
files_failed(const struct chat *chat, const char *what, int error)
{
	const char *remedy = "see whether the disk is in order";

	if (error == ENOSPC)
		remedy = "make room on the disk";
	else if (error == EDQUOT)
		remedy = "the account has used up its quota: make room, or ask the host for more";
	else if (error == EACCES || error == EPERM)
		remedy = "the folder must belong to the account that the program runs under, and "
			 "nobody else may write into it (mode 0700)";
	else if (error == ENOENT || error == ENOTDIR)
		remedy = "create the folder that it is to be in";
	log_error(
	    "folder of files %s: %s: %s: %s", chat->files->folder, what, strerror(error), remedy);
	return error == ENOSPC || error == EDQUOT ? CHAT_NO_SPACE : CHAT_UNAVAILABLE;
}

enum chat_error
files_open(struct chat *chat, int *folder)
{
	int error;

	if (!chat->files || !chat->files->folder) {
		log_error("%s", chat->files && chat->files->refusal ? chat->files->refusal
								    : "files are not stored here");
		return CHAT_UNAVAILABLE;
	}
	error = store_open(chat->files->folder, folder);
	if (error)
		return files_failed(chat, "it cannot be used", error);
	arena_defer(chat->mem, folder_close, (void *)(intptr_t)*folder);
	return CHAT_OK;
}
