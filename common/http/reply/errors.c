#include "http/reply/errors.h"

#include "base/json_out.h"
#include "base/log.h"

/* How an error looks on the wire. */
enum error_form {
	FORM_PLAIN, /* {"success":false,"error":"<text>"} */
	FORM_CODED, /* {"success":false,"error":"<text> [<code>]","errorType":"<code>"} */
	FORM_WHOLE, /* the text is the body */
};

struct error_rule {
	int status; /* 0: 400, which is what this API answers for nearly everything */
	enum error_form form;
	const char *text; /* NULL where the code says it all */
	const char *code;
	const char *details; /* JSON */
};

static const struct error_rule rules[CHAT_ERROR__MAX] = {
	[CHAT_INVALID_TOKEN] = { .text = "invalid-token" },
	[CHAT_UNKNOWN_VISITOR] = { .form = FORM_CODED, .code = "invalid-token" },
	[CHAT_EMPTY_TOKEN] = { .form = FORM_CODED,
	    .text = "Token cannot be empty",
	    .code = "error-invalid-token" },
	[CHAT_INVALID_ROOM] = { .text = "invalid-room" },
	[CHAT_ROOM_CLOSED] = { .text = "room-closed" },
	[CHAT_INVALID_MESSAGE] = { .text = "invalid-message" },
	[CHAT_INVALID_DEPARTMENT] = { .text = "error-invalid-department" },
	[CHAT_ROOM_NOT_ACCESSIBLE] = { .text = "not-allowed" },
	[CHAT_ACTION_NOT_ALLOWED] = { .text = "error-action-not-allowed" },
	[CHAT_MESSAGE_TOO_LONG] = { .text = "message-length-exceeds-character-limit" },
	[CHAT_MESSAGE_EXISTS] = { .form = FORM_CODED,
	    .text = "A message with this _id already exists",
	    .code = "error-message-exists" },
	[CHAT_NOTIFY_ALL_NOT_ALLOWED] = { .form = FORM_CODED,
	    .text = "Notify all in this room not allowed",
	    .code = "error-action-not-allowed",
	    .details = "{\"action\":\"Notify_all_in_this_room\"}" },
	[CHAT_NOTIFY_HERE_NOT_ALLOWED] = { .form = FORM_CODED,
	    .text = "Notify here in this room not allowed",
	    .code = "error-action-not-allowed",
	    .details = "{\"action\":\"Notify_here_in_this_room\"}" },
	[CHAT_DISABLED] = { .form = FORM_CODED, .code = "error-omnichannel-is-disabled" },
	[CHAT_NO_AGENT_ONLINE] = { .form = FORM_CODED,
	    .text = "Sorry, no online agents",
	    .code = "no-agent-online" },
	[CHAT_OFFLINE_MESSAGE_FAILED] = { .form = FORM_WHOLE,
	    .text = "{\"success\":false,\"error\":\"Error sending Omnichannel offline message\","
		    "\"message\":\"Error sending Omnichannel offline message\"}" },
	[CHAT_REGISTRATION_FAILED] = { .text = "error-livechat-visitor-registration" },
	[CHAT_TOO_MANY_FIELDS] = { .form = FORM_CODED,
	    .text = "There cannot be more custom fields",
	    .code = "error-too-many-fields" },
	[CHAT_INVALID_FIELD] = { .text = "invalid-custom-field" },
	[CHAT_INVALID_STATUS] = { .form = FORM_CODED,
	    .text = "The status of a visitor is online, away, busy or offline",
	    .code = "error-invalid-status" },
	[CHAT_HAS_OPEN_ROOMS] = { .form = FORM_CODED,
	    .text = "Cannot remove visitors with opened rooms",
	    .code = "visitor-has-open-rooms" },
	[CHAT_INVALID_AGENT] = { .text = "invalid-agent" },
	[CHAT_AGENT_NOT_FOUND] = { .text = "agent-not-found" },
	[CHAT_INVALID_SURVEY] = { .text = "invalid-data" },
	[CHAT_NO_VIDEO_CALLS] = { .form = FORM_CODED,
	    .text = "Video calls are not offered by this server",
	    .code = "error-video-calls-not-offered" },
	[CHAT_TRANSCRIPT_OFF] = { .form = FORM_CODED,
	    .text = "Transcripts are switched off (setting Livechat_enable_transcript)",
	    .code = "error-transcript-not-enabled" },
	[CHAT_TRANSCRIPT_VISITOR] = { .text = "error-invalid-visitor" },
	[CHAT_TRANSCRIPT_FAILED] = { .form = FORM_WHOLE,
	    .text = "{\"success\":false,\"error\":\"Error sending Omnichannel transcript\","
		    "\"message\":\"Error sending Omnichannel transcript\"}" },
	[CHAT_CLOSING_NOT_ALLOWED] = { .text = "error-not-allowed-to-close-conversation" },
	[CHAT_UNKNOWN_ROOM] = { .text = "error-invalid-room" },
	[CHAT_NOT_AUTHORIZED] = { .text = "error-not-authorized" },
	[CHAT_ROOM_ALREADY_CLOSED] = { .text = "error-room-already-closed" },
	[CHAT_CONVERSATION_CLOSED] = { .text = "This_conversation_is_already_closed" },
	[CHAT_COMMENT_REQUIRED] = { .text = "error-comment-is-required" },
	[CHAT_INQUIRY_NOT_FOUND] = { .form = FORM_CODED,
	    .text = "Inquiry not found",
	    .code = "error-not-found" },
	[CHAT_INQUIRY_TAKEN] = { .form = FORM_CODED,
	    .text = "Inquiry already taken",
	    .code = "error-inquiry-taken" },
	[CHAT_INVALID_USER] = { .text = "The user is invalid" },
	[CHAT_AGENT_NOT_AVAILABLE] = { .form = FORM_CODED,
	    .text = "Agent status is offline or Omnichannel service is not active",
	    .code = "error-agent-status-service-offline" },
	[CHAT_USER_OFFLINE] = { .form = FORM_CODED,
	    .text = "User is offline",
	    .code = "error-user-is-offline" },
	[CHAT_SAME_AGENT] = { .form = FORM_CODED,
	    .text = "The selected agent serves this room already",
	    .code = "error-selected-agent-room-agent-are-same" },
	[CHAT_SAME_DEPARTMENT] = { .text = "error-forwarding-chat-same-department" },
	[CHAT_NOT_IN_DEPARTMENT] = { .text = "error-user-not-belong-to-department" },
	[CHAT_NOT_SERVED] = { .form = FORM_CODED,
	    .text = "The room is not served by an agent",
	    .code = "error-returning-inquiry" },
	[CHAT_FORWARDING_FAILED] = { .text = "error-forwarding-chat" },
	[CHAT_ROOM_NOT_NAMED] = { .text = "The 'rid' property on the message object is missing." },
	[CHAT_ROOM_UNKNOWN] = { .form = FORM_CODED, .code = "error-invalid-room" },
	[CHAT_MESSAGE_ELSEWHERE] = { .text =
					 "The room id provided does not match where the message is "
					 "from." },
	[CHAT_EDITING_NOT_ALLOWED] = { .form = FORM_CODED,
	    .text = "Message editing not allowed",
	    .code = "error-action-not-allowed" },
	[CHAT_MESSAGE_TOO_LARGE] = { .form = FORM_CODED,
	    .text = "Message size exceeds Message_MaxAllowedSize",
	    .code = "error-message-size-exceeded" },
	[CHAT_NOT_ALLOWED] = { .form = FORM_CODED,
	    .text = "Not allowed",
	    .code = "error-not-allowed" },
	[CHAT_NOT_PERMITTED] = { .status = 403, .text = "unauthorized" },
	[CHAT_VISITOR_NOT_FOUND] = { .text = "visitor-not-found" },
	[CHAT_ROOM_OF_OTHERS] = { .text = "error-not-allowed" },
	[CHAT_NOT_ITS_VISITOR] = { .text = "invalid-room-visitor" },
	[CHAT_DEPARTMENT_NOT_FOUND] = { .form = FORM_CODED,
	    .text = "Department not found",
	    .code = "error-department-not-found" },
	[CHAT_DEPARTMENT_UNKNOWN] = { .text = "error-department-not-found" },
	[CHAT_DEPARTMENT_WITHOUT_NAME] = { .form = FORM_CODED,
	    .text = "A department needs a name",
	    .code = "error-invalid-department-name" },
	[CHAT_INVALID_EMAIL] = { .form = FORM_CODED,
	    .text = "Invalid email address",
	    .code = "error-invalid-email" },
	[CHAT_UNAUTHORIZED] = { .status = 401,
	    .form = FORM_WHOLE,
	    .text = "{\"status\":\"error\",\"message\":\"You must be logged in to do this.\"}" },
	[CHAT_FORBIDDEN] = { .status = 403,
	    .text = "User does not have the permissions required for this action "
		    "[error-unauthorized]" },
	[CHAT_LOGIN_REFUSED] = { .status = 401,
	    .form = FORM_WHOLE,
	    .text = "{\"success\":false,\"status\":\"error\",\"error\":\"Unauthorized\","
		    "\"message\":\"Unauthorized\"}" },
	[CHAT_NO_SUCH_AGENT] = { .status = 404, .text = "Agent not found" },
	[CHAT_AGENT_OF_OTHERS] = { .status = 403, .text = "unauthorized" },
	[CHAT_USER_DEACTIVATED] = { .text = "error-user-deactivated" },
	[CHAT_UNKNOWN_USER] = { .form = FORM_CODED, .code = "error-invalid-user" },
	[CHAT_INVALID_USER_TYPE] = { .text = "Invalid type" },
	[CHAT_TOKEN_NAME_MISSING] = { .text = "The 'tokenName' param is required" },
	[CHAT_TOKEN_NAME_WRONG] = { .form = FORM_CODED,
	    .text = "The 'tokenName' param must be 1 to 128 bytes without control characters",
	    .code = "invalid-params" },
	[CHAT_TOKEN_EXISTS] = { .form = FORM_CODED,
	    .text = "A token with this name already exists",
	    .code = "error-token-already-exists" },
	[CHAT_TOKEN_UNKNOWN] = { .form = FORM_CODED,
	    .text = "Token does not exist",
	    .code = "error-token-does-not-exists" },
	[CHAT_UNAVAILABLE] = { .status = 503,
	    .form = FORM_CODED,
	    .text = "The chat service is temporarily unavailable",
	    .code = "error-service-unavailable" },
	[CHAT_BROKEN] = { .status = 500, .text = "Internal server error" },
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

int
error_body(enum chat_error error, struct buf *body)
{
	const struct error_rule *rule = &rules[error < CHAT_ERROR__MAX ? error : CHAT_BROKEN];

	if (!rule->text && !rule->code) {
		log_error("a handler called %d an error; answered 500", (int)error);
		return error_body(CHAT_BROKEN, body);
	}
	if (rule->form == FORM_WHOLE)
		buf_puts(body, rule->text);
	else
		failure_body(body, rule->text, rule->code, rule->details);
	return rule->status ? rule->status : 400;
}

struct error_words
error_words(enum chat_error error)
{
	const struct error_rule *rule = &rules[error];

	if (rule->code)
		return (struct error_words){ rule->code, rule->text };
	return (struct error_words){ rule->text, NULL };
}
