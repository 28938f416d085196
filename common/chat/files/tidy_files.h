/* SPDX-License-Identifier: MIT */
/*
 * tidy_files.h: removes files that are to be removed, and bytes that belong to none.
 */
#ifndef CHAT_FILES_TIDY_FILES_H
#define CHAT_FILES_TIDY_FILES_H

#include "chat/core/chat.h"
#include "db/duties/duty.h"
#include "db/files/upload.h"

/*
 * Does the duty DUTY_FILES, in small steps: removes some files that have expired, then looks through a few folders of
 * the store for bytes that no row has named for an hour. Each folder has its turn within a day.
 */
CHAT_CHECKED enum chat_error files_tidy(
    struct chat *chat, const struct duty *duty, int64_t wait_ms);

/* What files_sweep() has done. */
struct files_swept {
	int64_t expired; /* files that had expired */
	int64_t strays;  /* and bytes of no file */
};

/* Does all of it at once. CHAT_UNAVAILABLE: the folder cannot be used, which the log says. */
CHAT_CHECKED enum chat_error files_sweep(struct chat *chat, struct files_swept *swept);

/* Files of the request were marked to be removed: a process does it soon. */
void files_released(struct chat *chat);

#endif
