/* SPDX-License-Identifier: MIT */
/*
 * transcript_mail.h: the end of a wish for a transcript: it is mailed, or cannot be.
 */
#ifndef DB_ROOMS_TRANSCRIPT_MAIL_H
#define DB_ROOMS_TRANSCRIPT_MAIL_H

#include "db/db.h"
#include "db/duties/mail.h"
#include "db/rooms/room_change.h"

/*
 * Stores the mail and the system messages of the event about the room duty->ref, and removes the wish
 * and the duty. It does so once: if the duty is no longer this process's, it does nothing.
 */
DB_CHECKED enum db_error db_transcript_mail(
    struct db *db, const struct duty *duty, const struct mail *mail, struct room_event *event);

/* Removes the wish and the duty, because the transcript cannot be mailed. */
DB_CHECKED enum db_error db_transcript_give_up(struct db *db, const struct duty *duty);

#endif
