#include "db/rooms/row.h"

#include <string.h>

#include "base/str.h"

void
row_room(struct arena *mem, const struct db_cell *cells, struct room *room)
{
	*room = (struct room){ 0 };
	if (cells[0].is_null)
		return;
	room->id = db_cell_dup(mem, &cells[0]);
	room->fname = db_cell_dup(mem, &cells[1]);
	room->source = db_cell_dup(mem, &cells[2]);
	room->open = cells[3].number != 0;
	room->waiting = cells[4].number != 0;
	room->ts = cells[5].number;
	room->last_ts = cells[6].number;
	room->updated_at = cells[7].number;
	room->version = cells[8].number;
	room->msgs = cells[9].number;
	room->listed = cells[10].number;
	room->users_count = cells[11].number;
	room->read_ts = cells[12].number;
	room->lm = cells[13].number;
	room->visitor_ts = cells[14].number;
	room->queued_at = cells[15].number;
	room->served_at = cells[16].number;
	room->closed_at = cells[17].number;
	room->department_id = db_cell_dup(mem, &cells[18]);
	room->served_by_id = db_cell_dup(mem, &cells[19]);
	room->served_by_username = db_cell_dup(mem, &cells[20]);
	room->closer = db_cell_dup(mem, &cells[21]);
	room->closed_by_id = db_cell_dup(mem, &cells[22]);
	room->closed_by_username = db_cell_dup(mem, &cells[23]);
	room->agent_ts = cells[24].number;
	room->response_by_id = db_cell_dup(mem, &cells[25]);
	room->response_by_username = db_cell_dup(mem, &cells[26]);
	room->responses = cells[27].number;
	room->response_ms = cells[28].number;
	room->first_response_ms = cells[29].number;
	room->topic = db_cell_dup(mem, &cells[30]);
	room->tags_json = db_cell_dup(mem, &cells[31]);
	room->survey_json = db_cell_dup(mem, &cells[32]);
}

void
row_message_found(
    const struct db_cell *cells, const char *rid, const char *id, struct message *message)
{
	*message = (struct message){ 0 };
	if (cells[0].is_null)
		return;
	message->id = id;
	message->rid = rid;
	message->shown_json = cells[0].bytes;
	message->ts = cells[1].number;
	message->type = cells[2].bytes;
	message->by_visitor = cells[3].number != 0;
	message->updated_at = cells[4].number;
	message->edited_at = cells[5].number;
	message->file_upload_json = cells[6].bytes;
}

void
row_message_shown(const struct db_cell *cells, const char *rid, struct message *message)
{
	row_message_found(cells, rid, cells[ROW_SHOWN_LEN - 1].bytes, message);
}

void
row_message(const struct db_cell *cells, struct message *message)
{
	const struct db_cell *more = cells + ROW_SHOWN_LEN;

	row_message_shown(cells, more[0].bytes, message);
	if (!message->id)
		return;
	message->id_by_client = more[1].number != 0;
	message->u.id = more[2].bytes;
	message->u.username = more[3].bytes;
	message->u.name = more[4].bytes;
	message->msg = more[5].bytes;
	message->extra_json = more[6].bytes;
}

void
db_message_dup(struct arena *mem, struct message *message)
{
	const char **texts[] = { &message->id, &message->rid, &message->type, &message->u.id,
		&message->u.username, &message->u.name, &message->msg, &message->token,
		&message->edited_by_id, &message->edited_by_username, &message->extra_json,
		&message->shown_json, &message->file_upload_json, &message->parent_id };

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		*texts[i] = arena_strdup(mem, *texts[i]);
}
