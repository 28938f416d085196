/* SPDX-License-Identifier: MIT */
#include "http/shared/message.h"

#include "base/str.h"
#include "chat/format/message_json.h"

struct agent_message
agent_message_sent(struct request *rq, const struct value *sent)
{
	const char *msg = value_member_text(sent, "msg");

	return (struct agent_message){
		.rid = value_member_text(sent, "rid"),
		.msg = msg ? msg : "",
		.id = str_or_null(value_member_text(sent, "_id")),
		.extra_json = value_member_json(request_chat(rq)->mem, sent, "attachments"),
	};
}

void
reply_message(struct request *rq, enum chat_error error, const struct message *message)
{
	struct json_out *out;

	if (error) {
		reply_error(rq, error);
		return;
	}
	out = reply_object(rq);
	json_key(out, "message");
	message_json(request_chat(rq), out, message);
	reply_success(rq);
}
