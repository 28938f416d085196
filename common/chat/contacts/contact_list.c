/* SPDX-License-Identifier: MIT */
#include "chat/contacts/contact_list.h"

#include <string.h>

#include "chat/contacts/contact.h"

enum chat_error
contact_list_write(struct chat *chat, struct json_out *out, const char *text, bool unknown,
    const struct paging *paging, struct list_size *size)
{
	const struct contact_search search = {
		.text = text, .unknown = unknown, .page = paging_page(paging, contact_sort_names)
	};
	struct contact_row *contacts;
	enum db_error error =
	    db_contact_search(chat->db, chat->mem, &search, chat->now_ms, &contacts, &size->total);

	if (error)
		return chat_error_from_db(error);
	json_array(out);
	for (; contacts; contacts = contacts->next, size->count++)
		contact_write(out, contacts, true);
	json_array_end(out);
	return CHAT_OK;
}

static bool
is_repeated(const struct contact_channel *first, const struct contact_channel *channel)
{
	for (; first != channel; first = first->next)
		if (strcmp(first->source, channel->source) == 0)
			return true;
	return false;
}

enum chat_error
contact_channels_write(struct chat *chat, struct json_out *out, const char *id)
{
	struct contact_channel *channels;
	enum db_error error = db_contact_channels(chat->db, chat->mem, id, chat->now_ms, &channels);

	if (error)
		return chat_error_from_db(error);
	json_array(out);
	for (const struct contact_channel *ch = channels; ch; ch = ch->next)
		if (!is_repeated(channels, ch))
			contact_channel_write(out, ch);
	json_array_end(out);
	return CHAT_OK;
}
