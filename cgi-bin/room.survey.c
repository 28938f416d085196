/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/livechat/room.survey   stores how a visitor rates the conversation, open or closed
 */
#include "chat/widget/survey.h"
#include "http/endpoint.h"

static const struct field answer_fields[] = {
	{ .name = "name", .flags = FIELD_REQUIRED },
	{ .name = "value", .flags = FIELD_REQUIRED, .max = 4096 },
	{ .name = NULL },
};

static const struct field post_fields[] = {
	{ .name = "token", .flags = FIELD_REQUIRED | FIELD_VISITOR_TOKEN },
	{ .name = "rid", .flags = FIELD_REQUIRED },
	{ .name = "data",
	    .type = FIELD_ARRAY,
	    .flags = FIELD_REQUIRED | FIELD_NOT_EMPTY,
	    .fields = answer_fields },
	{ .name = NULL },
};

static void
room_survey_post(struct request *rq)
{
	struct chat *chat = request_chat(rq);
	const char *rid = param_string(rq, "rid"), *kept_json;
	const struct value *data = param(rq, "data"), *item;
	struct survey_answer *answers =
	    arena_alloc(chat->mem, value_count(data) * sizeof(*answers));
	struct json_out *out;
	enum chat_error error;
	size_t count = 0;

	for (; (item = value_item(data, count)); count++)
		answers[count] = (struct survey_answer){ .name = value_member_text(item, "name"),
			.value = value_member_text(item, "value") };
	error = survey_store(chat, param_string(rq, "token"), rid, answers, count, &kept_json);
	if (error) {
		reply_error(rq, error);
		return;
	}
	out = reply_object(rq);
	json_put_string(out, "rid", rid);
	json_put_raw(out, "data", kept_json);
	reply_success(rq);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/livechat/room.survey",
	    .fields = post_fields,
	    .limit = LIMIT_UPDATE,
	    .access = { .who = ACCESS_ROOM_VISITOR },
	    .handler = room_survey_post },
	{ .method = NULL },
};

ENDPOINT("room.survey", routes);
