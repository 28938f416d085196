/* SPDX-License-Identifier: MIT */
/*
 * place.h: where the files are that people send, and what looks for viruses in them.
 *
 * Both come from the environment or the option file, and from no setting: who can change settings in a
 * browser does not choose what the account runs or where it writes.
 */
#ifndef CHAT_FILES_PLACE_H
#define CHAT_FILES_PLACE_H

#include "base/options/option_file.h"
#include "chat/core/chat.h"

/*
 * The folder is the one that LIVECHAT_FILES says (`named`, NULL: it says none), else the option files-folder of
 * the option file, else livechat-files beside that file. It is none if the web server would publish it. The command is the
 * option scan-command. The results are in `mem`.
 */
struct files_place files_place_find(struct arena *mem, const struct option_file_query *query,
    const char *named, const char *option_file);

/*
 * Opens the folder of files; *folder is closed with the request's memory. The errors are those of files_failed(), and the log
 * says why.
 */
CHAT_CHECKED enum chat_error files_open(struct chat *chat, int *folder);

/*
 * Logs what has failed with the folder, with an error number of the system. CHAT_NO_SPACE: there is no room;
 * CHAT_UNAVAILABLE: anything else.
 */
CHAT_CHECKED enum chat_error files_failed(const struct chat *chat, const char *what, int error);

#endif
