/* SPDX-License-Identifier: MIT */
#include "chat/people/team.h"

#include <stdio.h>
#include <string.h>

#include "base/crypto/ids.h"
#include "chat/hours/agent_hours.h"
#include "chat/people/access.h"

unsigned
team_role(const char *type)
{
	if (strcmp(type, "agent") == 0)
		return ROLE_AGENT;
	return strcmp(type, "manager") == 0 ? ROLE_MANAGER : 0;
}

const char *
team_status(bool available)
{
	return available ? "available" : "not-available";
}

bool
team_status_read(const char *status, bool *available)
{
	*available = strcmp(status, "available") == 0;
	return *available || strcmp(status, "not-available") == 0;
}

void
team_emails_json(struct json_out *out, const char *email)
{
	json_key(out, "emails");
	json_array(out);
	if (email) {
		json_object(out);
		json_put_string(out, "address", email);
		json_put_bool(out, "verified", true);
		json_object_end(out);
	}
	json_array_end(out);
}

void
team_roles_json(struct json_out *out, unsigned roles)
{
	json_key(out, "roles");
	json_array(out);
	for (enum role role = ROLE_USER; role <= ROLE_ADMIN; role <<= 1)
		if (roles & role)
			json_string(out, role_name(role));
	json_array_end(out);
}

/* Begins an object and writes the members of agents and managers. */
static void
team_json_begin(struct json_out *out, const struct user_row *user, const struct agent_hours *hours)
{
	json_object(out);
	json_put_string(out, "_id", user->id);
	json_put_string(out, "username", user->username);
	json_put_string_opt(out, "name", user->name);
	json_put_string(out, "status", user->status);
	if (user->roles & ROLE_AGENT) {
		json_put_string(out, "statusLivechat", team_status(user->available));
		agent_hours_json(out, hours, user->id);
	}
	team_emails_json(out, user->email);
	json_put_raw(out, "livechat", "{}");
}

struct list_write {
	struct json_out *out;
	struct agent_hours hours;
	char id[ID_MAX_LEN + 1]; /* of the user whose object is open; "": none */
	int64_t count;
};

static void
list_object_end(struct list_write *write)
{
	if (!*write->id)
		return;
	json_array_end(write->out);
	json_object_end(write->out);
}

static enum db_error
list_row(const struct user_row *user, const char *department_id, void *arg)
{
	struct list_write *write = arg;

	if (strcmp(write->id, user->id) != 0) {
		list_object_end(write);
		snprintf(write->id, sizeof(write->id), "%s", user->id);
		write->count++;
		team_json_begin(write->out, user, &write->hours);
		json_key(write->out, "departments");
		json_array(write->out);
	}
	if (department_id)
		json_string(write->out, department_id);
	return DB_OK;
}

enum chat_error
team_list_write(struct chat *chat, struct json_out *out, const struct team_list *filter,
    const struct paging *paging, struct list_size *size)
{
	struct team_list list = *filter;
	struct list_write write = { .out = out };
	enum chat_error hours_error;
	enum db_error error;

	list.page = paging_page(paging, team_sort_names);
	hours_error = agent_hours_read(chat, NULL, &write.hours);
	if (hours_error)
		return hours_error;
	json_array(out);
	error = db_team_list(chat->db, chat->mem, &list, list_row, &write);
	if (!error)
		error = db_team_count(chat->db, chat->mem, &list, &size->total);
	if (error)
		return chat_error_from_db(error);
	list_object_end(&write);
	json_array_end(out);
	size->count = write.count;
	return CHAT_OK;
}

/* CHAT_NO_USER: there is no user with this id. */
static enum chat_error
user_get(struct chat *chat, const char *id, struct user_row *row)
{
	enum db_error error;

	*row = (struct user_row){ 0 };
	if (!id_valid(id, ID_MAX_LEN))
		return CHAT_NO_USER;
	error = db_user_by_id(chat->db, chat->mem, id, row);
	return error == DB_NO_ROW ? CHAT_NO_USER : chat_error_from_db(error);
}

enum chat_error
team_member_write(struct chat *chat, unsigned role, const char *id, struct json_out *out)
{
	struct agent_hours hours;
	struct user_row row;
	enum chat_error error = user_get(chat, id, &row);

	if (error)
		return error;
	if (!(row.roles & role)) {
		json_null(out);
		return CHAT_OK;
	}
	error = agent_hours_read(chat, row.id, &hours);
	if (error)
		return error;
	team_json_begin(out, &row, &hours);
	json_object_end(out);
	return CHAT_OK;
}

enum chat_error
team_add(struct chat *chat, unsigned role, const char *username, struct user_row *added)
{
	enum db_error error = db_user_by_username(chat->db, chat->mem, username, added);

	if (error == DB_NO_ROW)
		return CHAT_NO_USER;
	if (!error)
		error = db_role_grant(chat->db, added->id, role, chat->now_ms);
	return chat_error_from_db(error);
}

enum chat_error
team_set_status(struct chat *chat, const struct user *user, const char *agent_id,
    const bool *status, bool *available)
{
	bool is_self = !agent_id || strcmp(agent_id, user->id) == 0, in_hours = true, wanted;
	enum team_word word = TEAM_WORD_OF_OTHERS;
	struct user_row row;
	enum chat_error error = user_get(chat, is_self ? user->id : agent_id, &row);

	if (error)
		return error;
	if (!(row.roles & ROLE_AGENT))
		return CHAT_NO_USER;
	if (!access_granted(chat, ACCESS_SELF, user, is_self))
		return CHAT_NOT_YOURS;
	if (!row.active)
		return CHAT_USER_DEACTIVATED;
	/* A bot with a personal access token never logs in: being available makes it online. */
	if (is_self)
		word = user->is_program ? TEAM_WORD_OF_PROGRAM : TEAM_WORD_OF_AGENT;
	wanted = status ? *status : !row.available;
	if (wanted && word != TEAM_WORD_OF_PROGRAM)
		error = agent_in_hours(chat, row.id, &in_hours);
	*available = row.available;
	/* Of others this is no error to Rocket.Chat's clients: the answer says what the status is. */
	if (error || !in_hours)
		return error || !is_self ? error : CHAT_OUTSIDE_HOURS;
	error =
	    chat_error_from_db(db_team_set_available(chat->db, row.id, wanted, word, chat->now_ms));
	if (!error)
		error = user_get(chat, row.id, &row);
	*available = row.available;
	return error;
}
