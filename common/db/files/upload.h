/* SPDX-License-Identifier: MIT */
/*
 * upload.h: rows of uploads: files that people have sent. Their bytes are in the store (store/store.h).
 *
 * A row is removed in two steps: its expires_at says that it is to be, and the duty DUTY_FILES removes the
 * bytes and then the row. So a row never goes before its bytes do.
 */
#ifndef DB_FILES_UPLOAD_H
#define DB_FILES_UPLOAD_H

#include "db/db.h"

#define DUTY_FILES "files"

/* How often the duty looks for bytes that no row names, once a file was sent. */
#define FILES_PAUSE_MS INT64_C(900000)

struct upload_row {
	const char *id; /* NULL: there is none */
	const char *rid;
	const char *message_id;  /* NULL: it is not part of a message yet */
	const char *original_id; /* of a thumbnail: the picture; NULL: it is none */
	bool by_visitor;
	const char *user_id; /* the visitor or the user who sent it */
	const char *name;
	const char *media_type;
	int64_t size;
	const char *sha256; /* in hexadecimal, of the bytes as stored */
	int64_t width;      /* of a picture, as it is seen; 0: unknown */
	int64_t height;
	const char *preview; /* base64; NULL: none, or the message has it already */
	const char *path;    /* in the store */
	int64_t uploaded_at;
	int64_t expires_at; /* when it is to be removed; 0: it is not */
	bool hidden;        /* its message is only kept as an earlier version */
};

/* The most files of one message: a picture and its thumbnail. */
#define UPLOADS_MAX 2

/* The files of a message: new ones that are stored along with it, or one that is stored already. */
struct upload_set {
	const struct upload_row *rows;
	size_t len;
	bool stored;      /* they are there, and become part of the message */
	const char *name; /* their name from then on; NULL: they keep theirs */
};

/* Called for each row, whose strings are valid during the call only. */
typedef enum db_error upload_row_fn(const struct upload_row *upload, void *arg);

/*
 * For the transaction that inserts the message with this id, which is DB_EXISTS if a file that is stored
 * already is part of a message, or has expired.
 */
DB_CHECKED enum db_error db_uploads_of_message(
    struct db *db, const struct upload_set *set, const char *message_id);

/* Stores files that are not part of a message until db_uploads_of_message() says so, or they expire. */
DB_CHECKED enum db_error db_uploads_stage(struct db *db, const struct upload_set *set);

/* For the transaction that deletes the message: its files are removed, or hidden with what is kept of it. */
DB_CHECKED enum db_error db_uploads_release(struct db *db, const char *message_id, bool hide);

/* For a transaction that has set expires_at: the duty is due now. */
DB_CHECKED enum db_error db_upload_removal_due(struct db *db);

/* The bytes of all files of the room, and of all rooms. */
DB_CHECKED enum db_error db_upload_usage(
    struct db *db, const char *rid, int64_t *of_room, int64_t *of_all);

/*
 * A file that has not expired. *of_visitor: `token` (NULL: none) is that of the visitor of its room.
 * DB_NO_ROW: there is none.
 */
DB_CHECKED enum db_error db_upload_get(struct db *db, struct arena *mem, const char *id,
    const char *token, struct upload_row *upload, bool *of_visitor);

/* The file of a message, not its thumbnail; and the thumbnail of a file. DB_NO_ROW: there is none. */
DB_CHECKED enum db_error db_upload_of_message(
    struct db *db, struct arena *mem, const char *message_id, struct upload_row *upload);
DB_CHECKED enum db_error db_upload_thumbnail(
    struct db *db, struct arena *mem, const char *id, struct upload_row *upload);

/* Some files of rooms that were closed before that time, at most UPLOADS_AT_ONCE; one is then to be removed. */
#define UPLOADS_AT_ONCE 100
DB_CHECKED enum db_error db_uploads_old(
    struct db *db, int64_t closed_before_ms, upload_row_fn *row, void *arg);
DB_CHECKED enum db_error db_upload_expire(struct db *db, const char *id);

/* Some that have expired by then, at most UPLOADS_AT_ONCE; and when the next one will (0: none). */
DB_CHECKED enum db_error db_uploads_expired(
    struct db *db, int64_t now_ms, upload_row_fn *row, void *arg);
DB_CHECKED enum db_error db_upload_next_expiry(struct db *db, int64_t *at_ms);

/* Removes the row of an expired file, whose bytes are gone. */
DB_CHECKED enum db_error db_upload_remove(
    struct db *db, const struct upload_row *upload, int64_t now_ms);

/* Whether a row names this path in the store. */
DB_CHECKED enum db_error db_upload_knows_path(struct db *db, const char *path, bool *knows);

/* The newest files of the room (NULL: of all). */
DB_CHECKED enum db_error db_upload_list(
    struct db *db, const char *rid, int64_t limit, upload_row_fn *row, void *arg);

/* The next files by their ids, at most UPLOADS_AT_ONCE. `id` is "" for the first ones. */
DB_CHECKED enum db_error db_uploads_after(
    struct db *db, const char *id, upload_row_fn *row, void *arg);

/* The mark of the store that the files are in: `mark`, if none has been noted before. NULL: no file was ever sent. */
DB_CHECKED enum db_error db_upload_mark(
    struct db *db, struct arena *mem, const char *mark, const char **noted);

struct upload_totals {
	int64_t files;
	int64_t bytes;
};

/* What upload_totals says, and what the rows come to. */
DB_CHECKED enum db_error db_upload_totals(
    struct db *db, struct upload_totals *noted, struct upload_totals *counted);

/* Adds to what upload_totals says. */
DB_CHECKED enum db_error db_upload_totals_add(struct db *db, int64_t files, int64_t bytes);

#endif
