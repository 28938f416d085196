/* SPDX-License-Identifier: MIT */
#include "chat/mail/outbox_list.h"

#include <string.h>

#include "db/duties/outbox.h"

/* How many mails one request removes. Each may be as large as a transcript. */
#define DROPPED_MAX 1000

struct list_write {
	struct json_out *out;
	int64_t count;
};

static enum db_error
mail_json(const struct outbox_row *mail, void *arg)
{
	struct list_write *write = arg;
	struct json_out *out = write->out;

	json_object(out);
	json_put_string(out, "_id", mail->id);
	json_put_string(out, "kind", mail->kind);
	json_put_string(out, "recipient", mail->recipient);
	json_put_string(out, "state", mail->state);
	json_put_int(out, "attempts", mail->attempts);
	json_put_time(out, "createdAt", mail->created_at);
	if (strcmp(mail->state, "queued") == 0 && mail->next_try_at)
		json_put_time(out, "nextTryAt", mail->next_try_at);
	if (mail->sent_at)
		json_put_time(out, "sentAt", mail->sent_at);
	json_put_string_opt(out, "lastError", mail->last_error);
	json_object_end(out);
	write->count++;
	return DB_OK;
}

enum chat_error
outbox_list_write(struct chat *chat, struct json_out *out, const char *state,
    const struct paging *paging, struct list_size *size)
{
	const struct page page = paging_page(paging, outbox_sort_names);
	struct list_write write = { .out = out };
	enum db_error error;

	json_array(out);
	error = db_outbox_found(chat->db, NULL, state, &size->total);
	if (!error)
		error = db_outbox_list(chat->db, state, &page, mail_json, &write);
	json_array_end(out);
	size->count = write.count;
	return chat_error_from_db(error);
}

enum chat_error
outbox_retry(struct chat *chat, const char *id, int64_t *count)
{
	int64_t queued;
	uint64_t retried;
	enum db_error error = db_outbox_retry(chat->db, id, chat->now_ms, &retried);

	if (error)
		return chat_error_from_db(error);
	*count = (int64_t)retried;
	if (retried > 0) {
		chat_duty_stored(chat, chat->now_ms);
		return CHAT_OK;
	}
	if (!id)
		return CHAT_OK;
	error = db_outbox_found(chat->db, id, "queued", &queued);
	return !error && queued == 0 ? CHAT_NO_ENTRY : chat_error_from_db(error);
}

enum chat_error
outbox_drop(struct chat *chat, const char *id, int64_t *count)
{
	uint64_t dropped;
	enum db_error error = db_outbox_drop(chat->db, id, DROPPED_MAX, &dropped);

	*count = (int64_t)dropped;
	if (!error && id && dropped == 0)
		return CHAT_NO_ENTRY;
	return chat_error_from_db(error);
}
