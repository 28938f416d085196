/* SPDX-License-Identifier: MIT */
/*
 * picture_rows.h: what is stored of a picture beside the picture: its size, a preview and a thumbnail.
 */
#ifndef CHAT_FILES_PICTURE_ROWS_H
#define CHAT_FILES_PICTURE_ROWS_H

#include "chat/core/chat.h"
#include "db/files/upload.h"
#include "store/store.h"

/* Files in the store that belong to a picture. */
struct picture_files {
	struct draft thumbnail;
};

/*
 * Looks at the file of rows[0], and sets its width, height and preview if it is a picture that can be read. True:
 * rows[1] is its thumbnail. What goes wrong loses only these.
 */
bool picture_rows(struct chat *chat, const struct draft *file, int orientation,
    struct picture_files *files, struct upload_row rows[UPLOADS_MAX]);

/* Closes the files, which stay only if `stays`. */
void picture_files_end(struct picture_files *files, bool stays);

#endif
