/* SPDX-License-Identifier: MIT */
#include "chat/widget/trigger.h"

#include "base/clock.h"
#include "base/crypto/ids.h"

static void
trigger_json(struct json_out *out, const struct trigger_row *trigger)
{
	json_object(out);
	json_put_string(out, "_id", trigger->id);
	json_put_string(out, "name", trigger->name);
	json_put_string(out, "description", trigger->description);
	json_put_bool(out, "enabled", trigger->enabled);
	json_put_bool(out, "runOnce", trigger->run_once);
	json_put_raw(out, "conditions", trigger->conditions_json);
	json_put_raw(out, "actions", trigger->actions_json);
	json_put_time(out, "_updatedAt", trigger->updated_at);
	json_object_end(out);
}

struct list_write {
	struct json_out *out;
	int64_t count;
};

static enum db_error
list_row(const struct trigger_row *trigger, void *arg)
{
	struct list_write *write = arg;

	trigger_json(write->out, trigger);
	write->count++;
	return DB_OK;
}

enum chat_error
trigger_list_write(
    struct chat *chat, struct json_out *out, const struct paging *paging, struct list_size *size)
{
	const struct page page = paging_page(paging, trigger_sort_names);
	struct list_write write = { .out = out };
	enum db_error error;

	json_array(out);
	error = db_trigger_list(chat->db, &page, list_row, &write, &size->total);
	json_array_end(out);
	size->count = write.count;
	return chat_error_from_db(error);
}

enum chat_error
trigger_show(struct chat *chat, struct json_out *out, const char *id)
{
	struct trigger_row trigger;
	enum db_error error = db_trigger_by_id(chat->db, chat->mem, id, &trigger);

	if (error == DB_NO_ROW)
		json_null(out);
	else if (!error)
		trigger_json(out, &trigger);
	return error == DB_NO_ROW ? CHAT_OK : chat_error_from_db(error);
}

static enum db_error
armed_row(const struct trigger_row *trigger, void *arg)
{
	struct json_out *out = arg;

	json_object(out);
	json_put_string(out, "_id", trigger->id);
	json_put_raw(out, "actions", trigger->actions_json);
	json_put_raw(out, "conditions", trigger->conditions_json);
	json_put_bool(out, "runOnce", trigger->run_once);
	json_object_end(out);
	return DB_OK;
}

enum chat_error
trigger_armed_write(struct chat *chat, struct json_out *out)
{
	enum db_error error;

	json_array(out);
	error = db_trigger_armed(chat->db, armed_row, out);
	json_array_end(out);
	return chat_error_from_db(error);
}

static enum db_error
any_row(const struct trigger_row *trigger, void *arg)
{
	(void)trigger;
	*(bool *)arg = true;
	return DB_OK;
}

enum chat_error
trigger_any_armed(struct chat *chat, bool *any)
{
	*any = false;
	return chat_error_from_db(db_trigger_armed(chat->db, any_row, any));
}

static enum chat_error
trigger_create(struct chat *chat, struct trigger_row *trigger)
{
	int64_t count;
	enum db_error error = db_trigger_count(chat->db, &count);

	if (!error && count >= TRIGGERS_MAX)
		return CHAT_TOO_MANY;
	trigger->id = id_new_in(chat->mem);
	if (!error)
		error = db_trigger_insert(chat->db, trigger);
	return chat_error_from_db(error);
}

enum chat_error
trigger_save(struct chat *chat, struct trigger_row *trigger)
{
	enum db_error error;

	trigger->updated_at = clock_now_ms();
	if (!trigger->id || !*trigger->id)
		return trigger_create(chat, trigger);
	error = db_trigger_update(chat->db, trigger);
	if (error != DB_NO_ROW)
		return chat_error_from_db(error);
	trigger->id = NULL;
	return CHAT_OK;
}

enum chat_error
trigger_remove(struct chat *chat, const char *id)
{
	return chat_error_from_db(db_trigger_remove(chat->db, id));
}
