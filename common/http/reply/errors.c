/* SPDX-License-Identifier: MIT */
#include "http/reply/errors.h"

#include "base/json_out.h"
#include "base/log.h"
#include "http/request/request.h"

/* The form of the body. */
enum error_form {
	FORM_PLAIN, /* {"success":false,"error":"<text>"} */
	FORM_CODED, /* {"success":false,"error":"<text> [<code>]","errorType":"<code>"} */
	FORM_WHOLE, /* the text is the whole body */
};

struct wording {
	int status; /* 0 means 400, the status of nearly all errors of this API */
	enum error_form form;
	const char *text; /* NULL where the code suffices */
	const char *code;
	const char *details; /* JSON */
};

static const struct wording wordings[WIRE_ERROR__MAX] = {
	[WIRE_INVALID_TOKEN] = { .text = "invalid-token" },
	[WIRE_INVALID_TOKEN_CODED] = { .form = FORM_CODED, .code = "invalid-token" },
	[WIRE_EMPTY_TOKEN] = { .form = FORM_CODED,
	    .text = "Token cannot be empty",
	    .code = "error-invalid-token" },
	[WIRE_INVALID_ROOM] = { .text = "invalid-room" },
	[WIRE_ROOM_CLOSED] = { .text = "room-closed" },
	[WIRE_INVALID_MESSAGE] = { .text = "invalid-message" },
	[WIRE_ERROR_INVALID_DEPARTMENT] = { .text = "error-invalid-department" },
	[WIRE_NOT_ALLOWED] = { .text = "not-allowed" },
	[WIRE_ERROR_ACTION_NOT_ALLOWED] = { .text = "error-action-not-allowed" },
	[WIRE_MESSAGE_TOO_LONG] = { .text = "message-length-exceeds-character-limit" },
	[WIRE_MESSAGE_EXISTS] = { .form = FORM_CODED,
	    .text = "A message with this _id already exists",
	    .code = "error-message-exists" },
	[WIRE_NOTIFY_ALL_NOT_ALLOWED] = { .form = FORM_CODED,
	    .text = "Notify all in this room not allowed",
	    .code = "error-action-not-allowed",
	    .details = "{\"action\":\"Notify_all_in_this_room\"}" },
	[WIRE_NOTIFY_HERE_NOT_ALLOWED] = { .form = FORM_CODED,
	    .text = "Notify here in this room not allowed",
	    .code = "error-action-not-allowed",
	    .details = "{\"action\":\"Notify_here_in_this_room\"}" },
	[WIRE_OMNICHANNEL_DISABLED] = { .form = FORM_CODED,
	    .code = "error-omnichannel-is-disabled" },
	[WIRE_NO_AGENT_ONLINE] = { .form = FORM_CODED,
	    .text = "Sorry, no online agents",
	    .code = "no-agent-online" },
	[WIRE_OFFLINE_MESSAGE_FAILED] = { .form = FORM_WHOLE,
	    .text = "{\"success\":false,\"error\":\"Error sending Omnichannel offline message\","
		    "\"message\":\"Error sending Omnichannel offline message\"}" },
	[WIRE_REGISTRATION_FAILED] = { .text = "error-livechat-visitor-registration" },
	[WIRE_TOO_MANY_FIELDS] = { .form = FORM_CODED,
	    .text = "There cannot be more custom fields",
	    .code = "error-too-many-fields" },
	[WIRE_INVALID_CUSTOM_FIELD] = { .text = "invalid-custom-field" },
	[WIRE_INVALID_STATUS] = { .form = FORM_CODED,
	    .text = "The status of a visitor is online, away, busy or offline",
	    .code = "error-invalid-status" },
	[WIRE_VISITOR_HAS_OPEN_ROOMS] = { .form = FORM_CODED,
	    .text = "Cannot remove visitors with opened rooms",
	    .code = "visitor-has-open-rooms" },
	[WIRE_INVALID_AGENT] = { .text = "invalid-agent" },
	[WIRE_AGENT_NOT_FOUND] = { .text = "agent-not-found" },
	[WIRE_INVALID_DATA] = { .text = "invalid-data" },
	[WIRE_NO_VIDEO_CALLS] = { .form = FORM_CODED,
	    .text = "Video calls are not offered by this server",
	    .code = "error-video-calls-not-offered" },
	[WIRE_TRANSCRIPT_NOT_ENABLED] = { .form = FORM_CODED,
	    .text = "Transcripts are switched off (setting Livechat_enable_transcript)",
	    .code = "error-transcript-not-enabled" },
	[WIRE_ERROR_INVALID_VISITOR] = { .text = "error-invalid-visitor" },
	[WIRE_TRANSCRIPT_FAILED] = { .form = FORM_WHOLE,
	    .text = "{\"success\":false,\"error\":\"Error sending Omnichannel transcript\","
		    "\"message\":\"Error sending Omnichannel transcript\"}" },
	[WIRE_CLOSING_NOT_ALLOWED] = { .text = "error-not-allowed-to-close-conversation" },
	[WIRE_ERROR_INVALID_ROOM] = { .text = "error-invalid-room" },
	[WIRE_ERROR_NOT_AUTHORIZED] = { .text = "error-not-authorized" },
	[WIRE_ROOM_ALREADY_CLOSED] = { .text = "error-room-already-closed" },
	[WIRE_CONVERSATION_CLOSED] = { .text = "This_conversation_is_already_closed" },
	[WIRE_COMMENT_REQUIRED] = { .text = "error-comment-is-required" },
	[WIRE_INQUIRY_NOT_FOUND] = { .form = FORM_CODED,
	    .text = "Inquiry not found",
	    .code = "error-not-found" },
	[WIRE_INQUIRY_TAKEN] = { .form = FORM_CODED,
	    .text = "Inquiry already taken",
	    .code = "error-inquiry-taken" },
	[WIRE_INVALID_USER] = { .text = "The user is invalid" },
	[WIRE_AGENT_OFFLINE] = { .form = FORM_CODED,
	    .text = "Agent status is offline or Omnichannel service is not active",
	    .code = "error-agent-status-service-offline" },
	[WIRE_USER_OFFLINE] = { .form = FORM_CODED,
	    .text = "User is offline",
	    .code = "error-user-is-offline" },
	[WIRE_SAME_AGENT] = { .form = FORM_CODED,
	    .text = "The selected agent serves this room already",
	    .code = "error-selected-agent-room-agent-are-same" },
	[WIRE_SAME_DEPARTMENT] = { .text = "error-forwarding-chat-same-department" },
	[WIRE_NOT_IN_DEPARTMENT] = { .text = "error-user-not-belong-to-department" },
	[WIRE_NOT_SERVED] = { .form = FORM_CODED,
	    .text = "The room is not served by an agent",
	    .code = "error-returning-inquiry" },
	[WIRE_FORWARDING_FAILED] = { .text = "error-forwarding-chat" },
	[WIRE_ROOM_NOT_NAMED] = { .text = "The 'rid' property on the message object is missing." },
	[WIRE_INVALID_CHANNEL] = { .form = FORM_CODED, .code = "invalid-channel" },
	[WIRE_ERROR_INVALID_ROOM_CODED] = { .form = FORM_CODED, .code = "error-invalid-room" },
	[WIRE_MESSAGE_ELSEWHERE] = { .text =
					 "The room id provided does not match where the message is "
					 "from." },
	[WIRE_EDITING_NOT_ALLOWED] = { .form = FORM_CODED,
	    .text = "Message editing not allowed",
	    .code = "error-action-not-allowed" },
	[WIRE_MESSAGE_TOO_LARGE] = { .form = FORM_CODED,
	    .text = "Message size exceeds Message_MaxAllowedSize",
	    .code = "error-message-size-exceeded" },
	[WIRE_ERROR_NOT_ALLOWED_CODED] = { .form = FORM_CODED,
	    .text = "Not allowed",
	    .code = "error-not-allowed" },
	[WIRE_UNAUTHORIZED] = { .status = 403, .text = "unauthorized" },
	[WIRE_VISITOR_NOT_FOUND] = { .text = "visitor-not-found" },
	[WIRE_ERROR_NOT_ALLOWED] = { .text = "error-not-allowed" },
	[WIRE_INVALID_ROOM_VISITOR] = { .text = "invalid-room-visitor" },
	[WIRE_DEPARTMENT_NOT_FOUND_CODED] = { .form = FORM_CODED,
	    .text = "Department not found",
	    .code = "error-department-not-found" },
	[WIRE_DEPARTMENT_NOT_FOUND] = { .text = "error-department-not-found" },
	[WIRE_DEPARTMENT_NAME_MISSING] = { .form = FORM_CODED,
	    .text = "A department needs a name",
	    .code = "error-invalid-department-name" },
	[WIRE_INVALID_EMAIL] = { .form = FORM_CODED,
	    .text = "Invalid email address",
	    .code = "error-invalid-email" },
	[WIRE_LOGIN_MISSING] = { .status = 401,
	    .form = FORM_WHOLE,
	    .text = "{\"status\":\"error\",\"message\":\"You must be logged in to do this.\"}" },
	[WIRE_PERMISSION_MISSING] = { .status = 403,
	    .text = "User does not have the permissions required for this action "
		    "[error-unauthorized]" },
	[WIRE_LOGIN_REFUSED] = { .status = 401,
	    .form = FORM_WHOLE,
	    .text = "{\"success\":false,\"status\":\"error\",\"error\":\"Unauthorized\","
		    "\"message\":\"Unauthorized\"}" },
	[WIRE_NO_SUCH_AGENT] = { .status = 404, .text = "Agent not found" },
	[WIRE_USER_DEACTIVATED] = { .text = "error-user-deactivated" },
	[WIRE_ERROR_INVALID_USER_CODED] = { .form = FORM_CODED, .code = "error-invalid-user" },
	[WIRE_INVALID_USER_TYPE] = { .text = "Invalid type" },
	[WIRE_TOKEN_NAME_MISSING] = { .text = "The 'tokenName' param is required" },
	[WIRE_TOKEN_NAME_WRONG] = { .form = FORM_CODED,
	    .text = "The 'tokenName' param must be 1 to 128 bytes without control characters",
	    .code = "invalid-params" },
	[WIRE_TOKEN_EXISTS] = { .form = FORM_CODED,
	    .text = "A token with this name already exists",
	    .code = "error-token-already-exists" },
	[WIRE_TOKEN_UNKNOWN] = { .form = FORM_CODED,
	    .text = "Token does not exist",
	    .code = "error-token-does-not-exists" },
	[WIRE_UNAVAILABLE] = { .status = 503,
	    .form = FORM_CODED,
	    .text = "The chat service is temporarily unavailable",
	    .code = "error-service-unavailable" },
	[WIRE_BROKEN] = { .status = 500, .text = "Internal server error" },
};

/* How routes answer an error of chat that is not in their .says. */
static const enum wire_error usual[CHAT_ERROR__MAX] = {
	[CHAT_NO_VISITOR] = WIRE_INVALID_TOKEN,
	[CHAT_NO_ROOM] = WIRE_INVALID_ROOM,
	[CHAT_NO_MESSAGE] = WIRE_INVALID_MESSAGE,
	[CHAT_NO_DEPARTMENT] = WIRE_ERROR_INVALID_DEPARTMENT,
	[CHAT_NO_USER] = WIRE_ERROR_INVALID_USER_CODED,
	[CHAT_NO_INQUIRY] = WIRE_INQUIRY_NOT_FOUND,
	[CHAT_NO_TOKEN] = WIRE_TOKEN_UNKNOWN,
	[CHAT_UNAUTHORIZED] = WIRE_LOGIN_MISSING,
	[CHAT_FORBIDDEN] = WIRE_PERMISSION_MISSING,
	[CHAT_NOT_YOURS] = WIRE_NOT_ALLOWED,
	[CHAT_SWITCHED_OFF] = WIRE_OMNICHANNEL_DISABLED,
	[CHAT_MISMATCH] = WIRE_INVALID_ROOM_VISITOR,
	[CHAT_EXISTS] = WIRE_MESSAGE_EXISTS,
	[CHAT_EMPTY_TOKEN] = WIRE_EMPTY_TOKEN,
	[CHAT_NAME_MISSING] = WIRE_TOKEN_NAME_MISSING,
	[CHAT_INVALID_NAME] = WIRE_INVALID_CUSTOM_FIELD,
	[CHAT_INVALID_EMAIL] = WIRE_INVALID_EMAIL,
	[CHAT_INVALID_VALUE] = WIRE_INVALID_DATA,
	[CHAT_TOO_LONG] = WIRE_MESSAGE_TOO_LONG,
	[CHAT_TOO_MANY] = WIRE_TOO_MANY_FIELDS,
	[CHAT_NOTIFY_ALL_NOT_ALLOWED] = WIRE_NOTIFY_ALL_NOT_ALLOWED,
	[CHAT_NOTIFY_HERE_NOT_ALLOWED] = WIRE_NOTIFY_HERE_NOT_ALLOWED,
	[CHAT_CLOSED] = WIRE_ROOM_CLOSED,
	[CHAT_HAS_OPEN_ROOMS] = WIRE_VISITOR_HAS_OPEN_ROOMS,
	[CHAT_NOT_SERVED] = WIRE_NOT_SERVED,
	[CHAT_TAKEN] = WIRE_INQUIRY_TAKEN,
	[CHAT_NO_AGENT_ONLINE] = WIRE_NO_AGENT_ONLINE,
	[CHAT_AGENT_UNAVAILABLE] = WIRE_AGENT_OFFLINE,
	[CHAT_SAME_AGENT] = WIRE_SAME_AGENT,
	[CHAT_SAME_DEPARTMENT] = WIRE_SAME_DEPARTMENT,
	[CHAT_NO_DESTINATION] = WIRE_FORWARDING_FAILED,
	[CHAT_COMMENT_REQUIRED] = WIRE_COMMENT_REQUIRED,
	[CHAT_USER_DEACTIVATED] = WIRE_USER_DEACTIVATED,
	[CHAT_REGISTRATION_FAILED] = WIRE_REGISTRATION_FAILED,
	[CHAT_MAIL_FAILED] = WIRE_TRANSCRIPT_FAILED,
	[CHAT_UNAVAILABLE] = WIRE_UNAVAILABLE,
	[CHAT_BROKEN] = WIRE_BROKEN,
};

void
failure_body(struct buf *body, const char *text, const char *code, const char *details)
{
	struct buf words = { 0 };
	struct json_out json;

	if (text)
		buf_puts(&words, text);
	if (code)
		buf_printf(&words, "%s[%s]", text ? " " : "", code);
	json_begin(&json, body);
	json_object(&json);
	json_put_bool(&json, "success", false);
	json_put_string(&json, "error", buf_cstr(&words));
	json_put_string_opt(&json, "errorType", code);
	if (details)
		json_put_raw(&json, "details", details);
	json_object_end(&json);
	buf_free(&words);
}

enum wire_error
error_worded(const struct route *route, enum chat_error error)
{
	if (error <= CHAT_OK || error >= CHAT_ERROR__MAX) {
		log_error("a handler called %d an error; answered 500", (int)error);
		return WIRE_BROKEN;
	}
	for (size_t i = 0; route && i < SAYS_MAX && route->says[i].error; i++)
		if (route->says[i].error == error)
			return route->says[i].as;
	return usual[error];
}

int
wire_error_body(enum wire_error error, struct buf *body)
{
	const struct wording *wording = &wordings[error];

	if (wording->form == FORM_WHOLE)
		buf_puts(body, wording->text);
	else
		failure_body(body, wording->text, wording->code, wording->details);
	return wording->status ? wording->status : 400;
}

struct error_words
error_words(struct request *rq, enum chat_error error)
{
	const struct wording *wording = &wordings[error_worded(rq->route, error)];

	if (wording->code)
		return (struct error_words){ wording->code, wording->text };
	return (struct error_words){ wording->text, NULL };
}
