/* SPDX-License-Identifier: MIT */
#include "chat/accounts/account.h"
#include "chat/people/team.h"

void
account_json(struct json_out *out, const struct user_row *row, bool full)
{
	json_object(out);
	json_put_string(out, "_id", row->id);
	json_put_string(out, "username", row->username);
	json_put_string_opt(out, "name", row->name);
	json_put_string(out, "type", "user");
	json_put_string(out, "status", row->status);
	json_put_bool(out, "active", row->active);
	team_roles_json(out, row->roles);
	if (row->roles & ROLE_AGENT)
		json_put_string(out, "statusLivechat", team_status(row->available));
	if (full) {
		team_emails_json(out, row->email);
		json_put_time(out, "createdAt", row->created_at);
		json_put_time(out, "_updatedAt", row->updated_at);
		if (row->login_at)
			json_put_time(out, "lastLogin", row->login_at);
		if (row->must_change_password)
			json_put_bool(out, "requirePasswordChange", true);
	}
	json_object_end(out);
}

struct list_write {
	struct json_out *out;
	int64_t count;
};

static enum db_error
list_row(const struct user_row *row, void *arg)
{
	struct list_write *write = arg;

	account_json(write->out, row, true);
	write->count++;
	return DB_OK;
}

enum chat_error
account_list_write(struct chat *chat, struct json_out *out, const char *text,
    const struct paging *paging, struct list_size *size)
{
	struct page page = paging_page(paging, user_sort_names);
	struct list_write write = { .out = out };
	enum db_error error;

	json_array(out);
	error = db_user_page(chat->db, chat->mem, text, &page, list_row, &write, &size->total);
	json_array_end(out);
	size->count = write.count;
	return chat_error_from_db(error);
}
