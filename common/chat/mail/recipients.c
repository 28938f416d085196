/* SPDX-License-Identifier: MIT */
#include "chat/mail/recipients.h"

#include "base/crypto/ids.h"
#include "base/str.h"
#include "chat/core/address.h"
#include "db/people/department.h"

/* Finds the addresses, with commas between them. */
static enum chat_error
addresses_find(
    struct chat *chat, const char *department_id, enum setting setting, const char **addresses)
{
	struct department department;
	enum db_error error;

	*addresses = setting_text(chat->settings, setting);
	if (!department_id || !*department_id)
		return CHAT_OK;
	error = db_department_get(chat->db, chat->mem, department_id, &department);
	if (!error && department.email && *department.email)
		*addresses = department.email;
	return error == DB_NO_ROW ? CHAT_OK : chat_error_from_db(error);
}

enum chat_error
recipients_read(struct chat *chat, const char *department, enum setting setting,
    struct mail mails[RECIPIENTS_MAX], size_t *count)
{
	const char *addresses, *item;
	size_t len;
	enum chat_error error = addresses_find(chat, department, setting, &addresses);

	*count = 0;
	if (error)
		return error;
	while (*count < RECIPIENTS_MAX && (item = str_next(&addresses, ", ", &len))) {
		const char *address =
		    mail_address_read(chat->mem, arena_strndup(chat->mem, item, len), NULL);

		if (address)
			mails[(*count)++] =
			    (struct mail){ .id = id_new_in(chat->mem), .recipient = address };
	}
	return CHAT_OK;
}
