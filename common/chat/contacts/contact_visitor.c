/* SPDX-License-Identifier: MIT */
#include "chat/contacts/contact_visitor.h"

#include "base/crypto/ids.h"
#include "chat/people/user.h"
#include "db/contacts/contact.h"
#include "db/contacts/contact_change.h"
#include "db/people/user.h"

static enum chat_error
manager_find(struct chat *chat, const char *username, const char **id)
{
	struct user_row user;
	enum db_error error = db_user_by_username(chat->db, chat->mem, username, &user);

	if (error)
		return error == DB_NO_ROW ? CHAT_NO_USER : chat_error_from_db(error);
	*id = user.id;
	return user.active && user.roles & ROLE_AGENT ? CHAT_OK : CHAT_INVALID_ROLE;
}

static enum chat_error
manager_store(struct chat *chat, const struct visitor *visitor, const char *manager_id)
{
	struct contact_change change = { .manager_id = manager_id };
	enum db_error error =
	    db_contact_ensure(chat->db, visitor, id_new_in(chat->mem), chat->now_ms);

	if (!error)
		error = db_contact_of_visitor(chat->db, chat->mem, visitor->id, &change.id);
	if (!error)
		error = db_contact_update(chat->db, &change, chat->now_ms);
	/* They were erased meanwhile. */
	return error == DB_NO_ROW ? CHAT_OK : chat_error_from_db(error);
}

enum chat_error
contact_visitor_put(
    struct chat *chat, struct visitor_facts *facts, const char *manager, const char **id)
{
	const char *manager_id = NULL;
	struct visitor visitor;
	enum chat_error error = manager ? manager_find(chat, manager, &manager_id) : CHAT_OK;

	facts->by_user = true;
	if (!error)
		error = visitor_put(chat, facts, &visitor);
	if (error)
		return error;
	*id = visitor.id;
	return manager_id ? manager_store(chat, &visitor, manager_id) : CHAT_OK;
}
