/* SPDX-License-Identifier: MIT */
#include "chat/routing/transfer_history.h"

#include <string.h>

#include "db/messages/message_page.h"
#include "db/sort_column.h"

struct transfers_write {
	struct json_out *out;
	int64_t count;
};

/* The members that are a message's own are the last line of what is shown of it. */
static enum db_error
transfer_row(const struct message *message, void *arg)
{
	struct transfers_write *write = arg;
	const char *line = message->shown_json ? strrchr(message->shown_json, '\n') : NULL;
	size_t begin_len = strlen(TRANSFER_BEGIN);

	if (!line || strncmp(++line, TRANSFER_BEGIN, begin_len) != 0)
		return DB_OK;
	json_raw(write->out, line + begin_len, strlen(line + begin_len));
	write->count++;
	return DB_OK;
}

enum chat_error
transfer_history_write(struct chat *chat, struct json_out *out, const struct room_state *room,
    const struct paging *paging, struct list_size *size)
{
	struct paging oldest_first = *paging;
	struct transfers_write write = { .out = out };
	struct message_type_list list = { .rid = room->id, .type = TRANSFER_TYPE };
	enum db_error error;

	if (oldest_first.sort_len == 0)
		oldest_first.sort[oldest_first.sort_len++] = (struct sort_key){ .name = "ts" };
	list.page = paging_page(&oldest_first, message_sort_names);
	json_array(out);
	error = db_message_of_type(chat->db, &list, transfer_row, &write, &size->total);
	json_array_end(out);
	size->count = write.count;
	return chat_error_from_db(error);
}
