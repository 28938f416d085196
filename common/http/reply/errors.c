/* SPDX-License-Identifier: MIT */
#include "http/reply/errors.h"

#include "base/json_out.h"
#include "base/log.h"
#include "http/reply/upload.h"
#include "http/request/request.h"

/* The form of the body. */
enum error_form {
	FORM_PLAIN,  /* {"success":false,"error":"<text>"} */
	FORM_CODED,  /* {"success":false,"error":"<text> [<code>]","errorType":"<code>"} */
	FORM_WHOLE,  /* the text is the whole body */
	FORM_UPLOAD, /* as FORM_CODED, with the code as "reason", too */
};

struct wording {
	int status; /* 0 means 400, the status of nearly all errors of this API */
	enum error_form form;
	const char *text; /* NULL where the code suffices */
	const char *code;
	const char *details; /* JSON */
};

/* The method of Rocket.Chat that clients know. */
#define SAVING_CANNED "{\"method\":\"saveCannedResponse\"}"

#define UPLOAD(http_status, words, type) \
	{ \
		.status = (http_status), .form = FORM_UPLOAD, .text = (words), .code = (type) \
	}

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
	[WIRE_MESSAGE_BLANK] = { .form = FORM_CODED,
	    .text = "The message is blank",
	    .code = "error-message-blank" },
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
	[WIRE_NO_AGENT_IN_DEPARTMENT] = { .form = FORM_CODED,
	    .code = "error-no-agents-online-in-department" },
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
	[WIRE_INVALID_USER_STATUS] = { .form = FORM_CODED,
	    .text = "Valid status types include online, away, offline, and busy.",
	    .code = "error-invalid-status" },
	[WIRE_NO_SUCH_USER] = { .form = FORM_CODED,
	    .text = "The required \"userId\" or \"username\" param provided does not match any "
		    "users",
	    .code = "error-invalid-user" },
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
	[WIRE_CHANNEL_NOT_FOUND] = { .form = FORM_CODED,
	    .text =
		"The required \"roomId\" or \"roomName\" param provided does not match any channel",
	    .code = "error-room-not-found" },
	[WIRE_CHANNEL_NOT_ALLOWED] = { .form = FORM_WHOLE,
	    .text = "{\"success\":false,\"error\":\"not-allowed\",\"errorType\":\"Not Allowed\"}" },
	[WIRE_INVALID_SUBSCRIPTION] = { .text = "error-invalid-subscription" },
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
	[WIRE_BUSINESS_HOUR_NOT_FOUND] = { .text = "error-business-hour-not-found" },
	[WIRE_BUSINESS_HOUR_NAME_IN_USE] = { .text = "error-business-hour-name-already-in-use" },
	[WIRE_BUSINESS_HOURS_CLOSED] = { .text = "error-business-hours-are-closed" },
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
	[WIRE_BLOCKED] = { .text = "error-contact-channel-blocked" },
	[WIRE_CONTACT_NOT_FOUND] = { .text = "error-contact-not-found" },
	[WIRE_TOO_MANY_BLOCKS] = { .form = FORM_CODED,
	    .text = "There cannot be more than 1,000 blocks",
	    .code = "error-too-many-blocks" },
	[WIRE_TOO_MANY_TRIGGERS] = { .form = FORM_CODED,
	    .text = "There cannot be more than 100 triggers",
	    .code = "error-too-many-triggers" },
	[WIRE_INVALID_FIELD] = { .text = "Invalid value for … field" },
	[WIRE_FIELDS_MISSING] = { .text = "Missing required custom fields: …" },
	[WIRE_FIELD_DEFINED] = { .text = "Custom Field already exists" },
	[WIRE_FIELD_NOT_DEFINED] = { .text = "Custom Field Not found" },
	[WIRE_FIELD_TO_REMOVE_NOT_DEFINED] = { .text = "Custom field not found" },
	[WIRE_TOO_MANY_DEFINITIONS] = { .form = FORM_CODED,
	    .text = "There cannot be more than 100 definitions of custom fields",
	    .code = "error-too-many-definitions" },
	[WIRE_RESOURCE_NOT_FOUND] = { .status = 404, .text = "Resource not found" },
	[WIRE_CANNED_NOT_FOUND] = { .form = FORM_CODED,
	    .text = "Canned Response not found",
	    .code = "error-canned-response-not-found",
	    .details = SAVING_CANNED },
	[WIRE_CANNED_TO_REMOVE_NOT_FOUND] = { .form = FORM_CODED,
	    .text = "Canned Response not found",
	    .code = "error-canned-response-not-found",
	    .details = "{\"method\":\"removeCannedResponse\"}" },
	[WIRE_CANNED_EMPTY] = { .form = FORM_CODED,
	    .text = "A canned response needs a shortcut and a text",
	    .code = "error-invalid-canned-response",
	    .details = SAVING_CANNED },
	[WIRE_CANNED_SCOPE] = { .form = FORM_CODED,
	    .text = "The scope of a canned response is user, department or global",
	    .code = "error-invalid-scope",
	    .details = SAVING_CANNED },
	[WIRE_CANNED_DEPARTMENT] = { .form = FORM_CODED,
	    .text = "Invalid department",
	    .code = "error-invalid-department",
	    .details = SAVING_CANNED },
	[WIRE_SHORTCUT_EXISTS] = { .form = FORM_CODED,
	    .text = "Shortcut provided already exists",
	    .code = "error-invalid-shortcut",
	    .details = SAVING_CANNED },
	[WIRE_UNKNOWN_ROOM] = { .text = "Invalid room" },
	[WIRE_UNKNOWN_ROOM_CODED] = { .form = FORM_CODED,
	    .text = "Invalid room",
	    .code = "error-invalid-room" },
	[WIRE_BARE] = { .form = FORM_WHOLE, .text = "{\"success\":false}" },
	[WIRE_ROOM_NOT_CLOSED] = { .form = FORM_CODED,
	    .text = "Room is not closed",
	    .code = "error-room-is-not-closed" },
	[WIRE_USERNAME_TAKEN] = { .form = FORM_CODED,
	    .text = "This username is already in use",
	    .code = "error-field-unavailable",
	    .details = "{\"field\":\"username\"}" },
	[WIRE_EMAIL_TAKEN] = { .form = FORM_CODED,
	    .text = "This email address is already in use",
	    .code = "error-field-unavailable",
	    .details = "{\"field\":\"email\"}" },
	[WIRE_INVALID_USERNAME] = { .form = FORM_CODED,
	    .text = "A username has 1 to 64 letters (a-z), digits, dots, dashes and underscores",
	    .code = "error-input-is-not-a-valid-field",
	    .details = "{\"field\":\"username\"}" },
	[WIRE_INVALID_PERSON_NAME] = { .form = FORM_CODED,
	    .text = "A name has 1 to 255 characters, and no control characters",
	    .code = "error-input-is-not-a-valid-field",
	    .details = "{\"field\":\"name\"}" },
	[WIRE_INVALID_ROLE] = { .form = FORM_CODED,
	    .text = "The roles are user, livechat-agent, livechat-manager, livechat-monitor and "
		    "admin",
	    .code = "error-invalid-role" },
	[WIRE_PASSWORD_UNFIT] = { .form = FORM_CODED,
	    .text = "A password has 8 to 1024 bytes",
	    .code = "error-password-policy-not-met" },
	[WIRE_PASSWORD_SAME] = { .form = FORM_CODED,
	    .text = "The new password cannot be the current one",
	    .code = "error-password-same-as-current" },
	[WIRE_PASSWORD_WRONG] = { .form = FORM_CODED,
	    .text = "currentPassword is not the current password",
	    .code = "error-invalid-password" },
	[WIRE_PASSWORD_DUE] = { .status = 403,
	    .form = FORM_CODED,
	    .text = "You have to change your password first, by users.updateOwnBasicInfo",
	    .code = "error-password-change-required" },
	[WIRE_LAST_ADMIN] = { .form = FORM_CODED,
	    .text = "Leaving the app without an active admin is not allowed",
	    .code = "error-action-not-allowed",
	    .details = "{\"action\":\"Remove_last_admin\"}" },
	[WIRE_SETUP_FINISHED] = { .status = 403,
	    .form = FORM_CODED,
	    .text = "There is nothing to set up",
	    .code = "error-setup-finished" },
	[WIRE_SETUP_NOT_PROVED] = { .status = 403,
	    .form = FORM_CODED,
	    .text = "Prove that this web space is yours: upload the file, or show the setup-key",
	    .code = "error-setup-not-proved" },
	[WIRE_SIGNED_LOGIN_OFF] = { .status = 403,
	    .form = FORM_CODED,
	    .text = "The option file has no login-secret of 32 characters or more",
	    .code = "error-signed-login-off" },
	[WIRE_SIGNED_LOGIN_REFUSED] = { .status = 401,
	    .form = FORM_CODED,
	    .text = "The signature was not made with the login-secret of the option file",
	    .code = "error-signed-login-refused" },
	[WIRE_SIGNED_LOGIN_ROLE] = { .form = FORM_CODED,
	    .text = "The role is admin, livechat-manager or livechat-agent",
	    .code = "error-invalid-role" },
	[WIRE_SIGNED_LOGIN_EXPIRED] = { .status = 401,
	    .form = FORM_CODED,
	    .text = "The time of this login is over, or more than 60 seconds away",
	    .code = "error-signed-login-expired" },
	[WIRE_SIGNED_LOGIN_USED] = { .status = 401,
	    .form = FORM_CODED,
	    .text = "This login was used before",
	    .code = "error-signed-login-used" },
	[WIRE_SELF] = { .form = FORM_CODED,
	    .text = "Users can neither deactivate nor delete themselves",
	    .code = "error-action-not-allowed",
	    .details = "{\"action\":\"Remove_self\"}" },
	[WIRE_NO_SESSION] = { .form = FORM_CODED,
	    .text = "You have no session with this id",
	    .code = "error-session-not-found" },
	[WIRE_MAIL_KEY_UNKNOWN] = { .form = FORM_CODED,
	    .text = "This link is not or no longer known",
	    .code = "error-mail-key-unknown" },
	[WIRE_MAIL_NOT_FOUND] = { .form = FORM_CODED,
	    .text = "No mail with this id waits or was given up",
	    .code = "error-mail-not-found" },
	[WIRE_USER_NOT_FOUND] = { .text = "User not found." },
	[WIRE_USER_NOT_FOUND_CODED] = { .form = FORM_CODED,
	    .text = "The required \"userId\" or \"username\" param provided does not match any "
		    "users",
	    .code = "error-invalid-user" },
	[WIRE_NO_FILE] = { .form = FORM_CODED, .code = "invalid-file" },
	[WIRE_UPLOADS_OFF] = UPLOAD(400, "File uploads are disabled", "error-file-upload-disabled"),
	[WIRE_TYPE_NOT_ALLOWED] =
	    UPLOAD(400, "File type is not accepted", "error-type-not-allowed"),
	[WIRE_FILE_TOO_LARGE] =
	    UPLOAD(400, "File size exceeds the upload limit", "error-size-not-allowed"),
	[WIRE_FILE_EMPTY] =
	    UPLOAD(400, "File size (size = 0) is too small (min = 1)", "file-too-small"),
	[WIRE_QUOTA_EXCEEDED] = UPLOAD(400,
	    "The files of this chat take all the room that they may", "error-file-quota-exceeded"),
	[WIRE_MALWARE] =
	    UPLOAD(400, "The file contains malware", "error-file-upload-malware-detected"),
	[WIRE_NO_SPACE] = UPLOAD(503, "The server has no space for the file", "error-no-space"),
	[WIRE_TOO_MANY_TRANSFERS] =
	    UPLOAD(503, "Other files are being transferred, try again in a few seconds",
		"error-too-many-transfers"),
	[WIRE_UNAVAILABLE] = { .status = 503,
	    .form = FORM_CODED,
	    .text = "The chat service is temporarily unavailable",
	    .code = "error-service-unavailable" },
	[WIRE_TABLES_OLDER] = { .status = 503,
	    .form = FORM_CODED,
	    .text = "The tables of the database are older than the program: whoever looks after it "
		    "opens "
		    ".../livechat/setup in a browser, or runs livechat-admin migrate",
	    .code = "error-service-unavailable",
	    .details = "{\"reason\":\"tables-older\"}" },
	[WIRE_TABLES_NEWER] = { .status = 503,
	    .form = FORM_CODED,
	    .text = "The tables of the database are newer than this program: whoever looks after "
		    "it saves "
		    "livechat.fcgi once more as livechat-upload.cgi beside it",
	    .code = "error-service-unavailable",
	    .details = "{\"reason\":\"tables-newer\"}" },
	[WIRE_TOO_LARGE_TO_STORE] = { .status = 413,
	    .form = FORM_CODED,
	    .text = "This is larger than the database takes at once (max_allowed_packet)",
	    .code = "error-body-too-large" },
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
	[CHAT_NO_ENTRY] = WIRE_RESOURCE_NOT_FOUND,
	[CHAT_NO_BUSINESS_HOUR] = WIRE_BUSINESS_HOUR_NOT_FOUND,
	[CHAT_NO_TOKEN] = WIRE_TOKEN_UNKNOWN,
	[CHAT_UNAUTHORIZED] = WIRE_LOGIN_MISSING,
	[CHAT_FORBIDDEN] = WIRE_PERMISSION_MISSING,
	[CHAT_NOT_YOURS] = WIRE_NOT_ALLOWED,
	[CHAT_BLOCKED] = WIRE_BLOCKED,
	[CHAT_SWITCHED_OFF] = WIRE_OMNICHANNEL_DISABLED,
	[CHAT_MISMATCH] = WIRE_INVALID_ROOM_VISITOR,
	[CHAT_EXISTS] = WIRE_MESSAGE_EXISTS,
	[CHAT_EMPTY_TOKEN] = WIRE_EMPTY_TOKEN,
	[CHAT_NAME_MISSING] = WIRE_TOKEN_NAME_MISSING,
	[CHAT_INVALID_NAME] = WIRE_INVALID_CUSTOM_FIELD,
	[CHAT_INVALID_FIELD] = WIRE_INVALID_FIELD,
	[CHAT_FIELDS_MISSING] = WIRE_FIELDS_MISSING,
	[CHAT_INVALID_EMAIL] = WIRE_INVALID_EMAIL,
	[CHAT_INVALID_VALUE] = WIRE_INVALID_DATA,
	[CHAT_TOO_LONG] = WIRE_MESSAGE_TOO_LONG,
	[CHAT_BLANK] = WIRE_MESSAGE_BLANK,
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
	[CHAT_USERNAME_TAKEN] = WIRE_USERNAME_TAKEN,
	[CHAT_EMAIL_TAKEN] = WIRE_EMAIL_TAKEN,
	[CHAT_INVALID_USERNAME] = WIRE_INVALID_USERNAME,
	[CHAT_INVALID_ROLE] = WIRE_INVALID_ROLE,
	[CHAT_PASSWORD_UNFIT] = WIRE_PASSWORD_UNFIT,
	[CHAT_PASSWORD_SAME] = WIRE_PASSWORD_SAME,
	[CHAT_PASSWORD_WRONG] = WIRE_PASSWORD_WRONG,
	[CHAT_PASSWORD_DUE] = WIRE_PASSWORD_DUE,
	[CHAT_LAST_ADMIN] = WIRE_LAST_ADMIN,
	[CHAT_SELF] = WIRE_SELF,
	[CHAT_NO_SESSION] = WIRE_NO_SESSION,
	[CHAT_LOGIN_EXPIRED] = WIRE_SIGNED_LOGIN_EXPIRED,
	[CHAT_LOGIN_USED] = WIRE_SIGNED_LOGIN_USED,
	[CHAT_OUTSIDE_HOURS] = WIRE_BUSINESS_HOURS_CLOSED,
	[CHAT_REGISTRATION_FAILED] = WIRE_REGISTRATION_FAILED,
	[CHAT_MAIL_FAILED] = WIRE_TRANSCRIPT_FAILED,
	[CHAT_NO_FILE] = WIRE_NO_FILE,
	[CHAT_UPLOADS_OFF] = WIRE_UPLOADS_OFF,
	[CHAT_TYPE_NOT_ALLOWED] = WIRE_TYPE_NOT_ALLOWED,
	[CHAT_FILE_TOO_LARGE] = WIRE_FILE_TOO_LARGE,
	[CHAT_FILE_EMPTY] = WIRE_FILE_EMPTY,
	[CHAT_QUOTA_EXCEEDED] = WIRE_QUOTA_EXCEEDED,
	[CHAT_MALWARE] = WIRE_MALWARE,
	[CHAT_NO_SPACE] = WIRE_NO_SPACE,
	[CHAT_TOO_MANY_TRANSFERS] = WIRE_TOO_MANY_TRANSFERS,
	[CHAT_UNAVAILABLE] = WIRE_UNAVAILABLE,
	[CHAT_TOO_LARGE] = WIRE_TOO_LARGE_TO_STORE,
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

static void
upload_body(struct buf *body, const struct wording *wording)
{
	struct json_out json;

	json_begin(&json, body);
	json_object(&json);
	upload_failure_json(&json, wording->code, wording->text);
	json_object_end(&json);
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
wire_error_body(enum wire_error error, const char *reason, struct buf *body)
{
	const struct wording *wording = &wordings[error];
	struct buf details = { 0 };

	if (reason)
		buf_printf(&details, "{\"reason\":\"%s\"}", reason);
	else if (wording->details)
		buf_puts(&details, wording->details);
	if (wording->form == FORM_UPLOAD) {
		upload_body(body, wording);
	} else if (wording->form != FORM_WHOLE) {
		failure_body(body, wording->text, wording->code,
		    details.len > 0 ? buf_cstr(&details) : NULL);
	} else {
		buf_puts(body, wording->text);
		if (reason) {
			body->len--; /* the brace at the end */
			buf_printf(body, ",\"details\":%s}", buf_cstr(&details));
		}
	}
	buf_free(&details);
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
