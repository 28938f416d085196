/* SPDX-License-Identifier: MIT */
/*
 * file_message.h: messages with a file, of visitors and of users.
 *
 * The file comes in by file_of_visitor() or file_of_user(), then upload_file() and upload_bytes() of
 * chat/files/upload.h, and becomes a message, or a file that waits for one, by the functions below. None of them leaves a
 * message without its bytes, and what remains of a file without a message is removed.
 */
#ifndef CHAT_MESSAGES_FILE_MESSAGE_H
#define CHAT_MESSAGES_FILE_MESSAGE_H

#include "chat/core/chat.h"
#include "chat/files/file_json.h"
#include "chat/files/upload.h"
#include "chat/people/user.h"
#include "db/messages/message.h"

/* What message_send() and agent_message_send() store along with the message. */
struct message_file {
	const struct upload_set *uploads;
	const char *extra_json;
	const char *file_upload_json;
};

/* Gives the message its file; NULL is fine. */
void message_file_put(struct message *message, const struct message_file *file);

/* Whether the stored message with this id has this very file, or as none (NULL) none: else CHAT_EXISTS. */
CHAT_CHECKED enum chat_error message_file_resent(
    struct chat *chat, const char *id, const struct message_file *file);

/* How long a file waits for its message. */
#define FILE_STAGED_MS INT64_C(86400000)

/* What is sent along with the file. */
struct file_sending {
	const char *msg; /* never NULL */
	const char *id;  /* of the message, chosen by the client; NULL: a new one */
	struct file_words words;
};

/*
 * Whether the visitor, or the user, may send a file of this size (content_length of the request, -1: unknown) into the
 * room. The errors are those of message_send(), agent_message_send() and upload_begin().
 */
CHAT_CHECKED enum chat_error file_of_visitor(struct chat *chat, const char *token, const char *rid,
    int64_t content_length, struct upload **upload);
CHAT_CHECKED enum chat_error file_of_user(struct chat *chat, const struct user *user,
    const char *rid, int64_t content_length, struct upload **upload);

/* Send it. The errors are those of upload_end(), message_send() and agent_message_send(). */
CHAT_CHECKED enum chat_error file_send_by_visitor(struct chat *chat, const char *token,
    const char *rid, struct upload *upload, const struct file_sending *sending,
    struct message *message);
CHAT_CHECKED enum chat_error file_send_by_user(struct chat *chat, const struct user *user,
    const char *rid, struct upload *upload, const struct file_sending *sending,
    struct message *message);

/* Stores a user's file for FILE_STAGED_MS, until they send the message. */
CHAT_CHECKED enum chat_error file_stage(
    struct chat *chat, struct upload *upload, struct upload_row *file);

/*
 * Sends the message of a file that this user has stored for this room; `name` (NULL: its own) is the file's from then on.
 * A repeated call returns the message that the first one has sent. CHAT_NO_FILE: there is no such file.
 */
CHAT_CHECKED enum chat_error file_confirm(struct chat *chat, const struct user *user,
    const char *rid, const char *file_id, const char *name, const struct file_sending *sending,
    struct message *message);

#endif
