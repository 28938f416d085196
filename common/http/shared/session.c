/* SPDX-License-Identifier: MIT */
#include "http/shared/session.h"

void
reply_session(struct request *rq, const struct session *session)
{
	struct json_out *out = reply_object(rq);
	enum chat_error error;

	json_put_string(out, "status", "success");
	json_key(out, "data");
	json_object(out);
	json_put_string(out, "userId", session->user->id);
	json_put_string(out, "authToken", session->token);
	json_key(out, "me");
	json_object(out);
	error = session_me_json(request_chat(rq), out, session->user);
	json_object_end(out);
	json_object_end(out);
	reply_finish(rq, error);
}
