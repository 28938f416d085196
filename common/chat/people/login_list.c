/* SPDX-License-Identifier: MIT */
#include "chat/people/login_list.h"

#include <string.h>

#include "base/crypto/ids.h"
#include "db/people/session.h"
#include "db/people/token.h"

static void
login_json(struct json_out *out, const struct user *user, const struct session_row *session)
{
	json_object(out);
	json_put_string(out, "_id", session->id);
	json_put_time(out, "createdAt", session->created_at);
	if (session->used_at)
		json_put_time(out, "lastUsedAt", session->used_at);
	if (session->expires_at)
		json_put_time(out, "expiresAt", session->expires_at);
	json_put_string_opt(out, "ip", session->ip);
	json_put_string_opt(out, "userAgent", session->user_agent);
	json_put_bool(out, "current", strcmp(session->hash, user->token_hash) == 0);
	json_object_end(out);
}

struct list_write {
	struct json_out *out;
	const struct user *user;
	int64_t count;
};

static enum db_error
list_row(const struct session_row *session, void *arg)
{
	struct list_write *write = arg;

	login_json(write->out, write->user, session);
	write->count++;
	return DB_OK;
}

enum chat_error
login_list_write(struct chat *chat, struct json_out *out, const struct user *user,
    const struct paging *paging, struct list_size *size)
{
	struct page page = paging_page(paging, NULL);
	struct list_write write = { out, user, 0 };
	enum db_error error;

	json_array(out);
	error = db_session_page(
	    chat->db, user->id, chat->now_ms, &page, list_row, &write, &size->total);
	json_array_end(out);
	size->count = write.count;
	return chat_error_from_db(error);
}

static enum chat_error
login_find(struct chat *chat, const struct user *user, const char *id, struct session_row *session)
{
	enum db_error error = DB_NO_ROW;

	if (id_valid(id, ID_MAX_LEN))
		error = db_session_get(chat->db, chat->mem, user->id, chat->now_ms, id, session);
	return error == DB_NO_ROW ? CHAT_NO_SESSION : chat_error_from_db(error);
}

enum chat_error
login_write(struct chat *chat, struct json_out *out, const struct user *user, const char *id)
{
	struct session_row session;
	enum chat_error error = login_find(chat, user, id, &session);

	if (!error)
		login_json(out, user, &session);
	return error;
}

enum chat_error
login_end(struct chat *chat, const struct user *user, const char *id)
{
	struct session_row session;
	enum chat_error error = login_find(chat, user, id, &session);

	return error ? error
		     : chat_error_from_db(
			   db_session_end(chat->db, session.hash, user->id, chat->now_ms));
}

enum chat_error
login_end_others(struct chat *chat, const struct user *user)
{
	return chat_error_from_db(db_sessions_end_others(
	    chat->db, user->id, user->is_program ? "" : user->token_hash, chat->now_ms));
}
