/* SPDX-License-Identifier: MIT */
#include "chat/core/settings.h"

#include <assert.h>
#include <string.h>

#include "chat/core/quiet.h"
#include "chat/core/settings_list.h"

static const char *const page_parts[] = { "url", "title", NULL };
static const char *const abandoned_actions[] = { "none", "close", NULL };
static const char *const sides[] = { "right", "left", NULL };
static const char *const business_hour_types[] = { "Single", "Multiple", NULL };
static const char *const routing_methods[] = { "Manual_Selection", "Auto_Selection", NULL };
static const char *const message_types[] = { "uj", "ul", "livechat-close", "livechat-started",
	"livechat_transfer_history", "livechat_navigation_history", "command", NULL };

/* The first word with which a name begins decides. */
static const struct {
	const char *beginning;
	const char *group;
} groups[] = {
	{ "Accounts_", "Accounts" },
	{ "API_", "REST API" },
	{ "FileUpload_", "FileUpload" },
	{ "From_Email", "Email" },
	{ "Livechat_limit_", "Rate Limiter" },
	{ "Livechat_", "Omnichannel" },
	{ "Omnichannel_", "Omnichannel" },
	{ "Message_", "Message" },
	{ "Hide_System_Messages", "Message" },
	{ "", "General" },
};

static const struct setting_rule rules[SETTING__MAX] = {
	[SETTING_ACCOUNTS_LOGIN_EXPIRATION] = { "Accounts_LoginExpiration", SETTING_INTEGER, "90",
	    1, 36500, .help = "Days after which somebody has to log in again." },
	[SETTING_API_ALLOW_INFINITE_COUNT] = { "API_Allow_Infinite_Count", SETTING_BOOLEAN, "true",
	    0, 0, .help = "Lists may be asked for without a limit (count=0)." },
	[SETTING_API_CORS_ORIGIN] = { "API_CORS_Origin", SETTING_TEXT, "*", 0, 0,
	    .help = "Websites whose pages may call the API: * for all, or origins such as "
		    "https://example.com or https://*.example.com, separated by commas." },
	[SETTING_API_DEFAULT_COUNT] = { "API_Default_Count", SETTING_INTEGER, "50", 1, 100000,
	    .help = "Entries in a list that is asked for without count." },
	[SETTING_API_ENABLE_CORS] = { "API_Enable_CORS", SETTING_BOOLEAN, "true", 0, 0,
	    .help = "Pages of other websites may call the API at all (see API_CORS_Origin)." },
	[SETTING_API_ENABLE_RATE_LIMITER] = { "API_Enable_Rate_Limiter", SETTING_BOOLEAN, "true", 0,
	    0, .help = "The rates of the Livechat_limit_ settings are enforced." },
	[SETTING_API_UPPER_COUNT_LIMIT] = { "API_Upper_Count_Limit", SETTING_INTEGER, "100", 1,
	    100000, .help = "Entries in a list at most, whatever count asks for." },
	[SETTING_FILE_UPLOAD_ENABLE_JSON_WEB_TOKEN] = { "FileUpload_Enable_json_web_token_for_files",
	    SETTING_BOOLEAN, "true", 0, 0,
	    .help = "A message that is read on its own, and a history, has a link to its file that "
		    "works without a login, for an hour or two." },
	[SETTING_FILE_UPLOAD_ENABLED] = { "FileUpload_Enabled", SETTING_BOOLEAN, "true", 0, 0,
	    .help = "Files can be sent; see Livechat_fileupload_enabled for visitors." },
	[SETTING_FILE_UPLOAD_JSON_WEB_TOKEN_SECRET] = { "FileUpload_json_web_token_secret_for_files",
	    SETTING_TEXT, "", 0, 0,
	    .help = "What these links are signed with; empty: it is made when the first file is "
		    "sent. Another one ends all links that there are.",
	    .secret = true },
	[SETTING_FILE_UPLOAD_LINK_TOKEN] = { "FileUpload_Link_Token", SETTING_BOOLEAN, "false", 0, 0,
	    .help = "The links in messages with a file work without a login, for ever: for clients that "
		    "show pictures and can say in no other way who they are. Whoever gets a link gets the file." },
	[SETTING_FILE_UPLOAD_MAX_FILE_SIZE] = { "FileUpload_MaxFileSize", SETTING_INTEGER,
	    "104857600", -1, INT64_MAX,
	    .help = "Bytes of a file at most; -1: as many as there is room for, 0: 104857600." },
	[SETTING_FILE_UPLOAD_MAX_PIXELS] = { "FileUpload_Max_Pixels", SETTING_INTEGER, "50000000", 0,
	    1000000000,
	    .help = "Pixels of a picture up to which a small copy is made to show it; 0: none is made." },
	[SETTING_FILE_UPLOAD_MEDIA_TYPE_BLACK_LIST] = { "FileUpload_MediaTypeBlackList",
	    SETTING_TEXT, "image/svg+xml", 0, 0,
	    .help = "Media types of files that cannot be sent, such as image/svg+xml or video/*, "
		    "separated by commas." },
	[SETTING_FILE_UPLOAD_MEDIA_TYPE_WHITE_LIST] = { "FileUpload_MediaTypeWhiteList",
	    SETTING_TEXT, "", 0, 0,
	    .help = "Media types of the only files that can be sent; empty: all but those of "
		    "FileUpload_MediaTypeBlackList." },
	[SETTING_FILE_UPLOAD_MIN_FREE] = { "FileUpload_Min_Free", SETTING_INTEGER, "268435456", 0,
	    INT64_MAX, .help = "Bytes that files leave free on the disk." },
	[SETTING_FILE_UPLOAD_PROTECT_FILES] = { "FileUpload_ProtectFiles", SETTING_BOOLEAN, "true",
	    0, 0,
	    .help = "Only who may read a chat gets its files; otherwise everybody who knows a file's address does." },
	[SETTING_FILE_UPLOAD_RETENTION_DAYS] = { "FileUpload_Retention_Days", SETTING_INTEGER, "0",
	    0, 36500,
	    .help = "Days after which the files of a closed chat are removed, and its messages stay; 0: never." },
	[SETTING_FILE_UPLOAD_ROOM_QUOTA] = { "FileUpload_Room_Quota", SETTING_INTEGER, "104857600",
	    0, INT64_MAX, .help = "Bytes that a visitor may send into one chat; 0: no limit." },
	[SETTING_FILE_UPLOAD_TOTAL_QUOTA] = { "FileUpload_Total_Quota", SETTING_INTEGER,
	    "2147483648", 0, INT64_MAX, .help = "Bytes of all files at most; 0: no limit." },
	[SETTING_FROM_EMAIL] = { "From_Email", SETTING_EMAILS, "", 0, 0,
	    .help = "Sender of the mails that this service sends." },
	[SETTING_HIDE_SYSTEM_MESSAGES] = { "Hide_System_Messages", SETTING_LIST, "", 0, 0,
	    .help =
		"Types of messages of the server that visitors do not see, separated by commas.",
	    .choices = message_types },
	[SETTING_LANGUAGE] = { "Language", SETTING_TEXT, "", 0, 0,
	    .help = "Language of the visitors' client, such as en or pt-BR; empty: that of the "
		    "browser." },
	[SETTING_ROUTING_METHOD] = { "Livechat_Routing_Method", SETTING_CHOICE, "Manual_Selection",
	    0, 0,
	    .help = "How rooms find an agent. Manual_Selection: they wait until one takes them; "
		    "Auto_Selection: the least busy one gets them.",
	    .choices = routing_methods },
	[SETTING_ABANDONED_ROOMS_ACTION] = { "Livechat_abandoned_rooms_action", SETTING_CHOICE,
	    "none", 0, 0,
	    .help = "What happens to chats whose visitors do not answer for "
		    "Livechat_visitor_inactivity_timeout: none or close.",
	    .choices = abandoned_actions },
	[SETTING_ABANDONED_ROOMS_CLOSED_CUSTOM_MESSAGE] = { "Livechat_abandoned_rooms_closed_"
							    "custom_message",
	    SETTING_TEXT, "", 0, 0,
	    .help = "Comment with which they are closed; empty: one that says why." },
	[SETTING_ACCEPT_CHATS_WITH_NO_AGENTS] = { "Livechat_accept_chats_with_no_agents",
	    SETTING_BOOLEAN, "true", 0, 0,
	    .help = "Visitors may open rooms while no agent is available." },
	[SETTING_ACCEPT_CHATS_OUTSIDE_HOURS] = { "Livechat_accept_chats_outside_business_hours",
	    SETTING_BOOLEAN, "false", 0, 0,
	    .help =
		"Visitors may open rooms outside business hours; the rooms wait until it opens." },
	[SETTING_ALLOW_DELETE_BY_ID] = { "Livechat_allow_delete_by_id", SETTING_BOOLEAN, "true", 0,
	    0,
	    .help = "A visitor's message can be deleted by whoever knows its id, made by this "
		    "server." },
	[SETTING_ALLOW_SWITCHING_DEPARTMENTS] = { "Livechat_allow_switching_departments",
	    SETTING_BOOLEAN, "true", 0, 0, .help = "Visitors may ask for another department." },
	[SETTING_BACKGROUND] = { "Livechat_background", SETTING_TEXT, "", 0, 0,
	    .help = "Background of the visitors' client, as CSS writes it." },
	[SETTING_BUSINESS_HOUR_TYPE] = { "Livechat_business_hour_type", SETTING_CHOICE, "Single", 0,
	    0,
	    .help = "Single: the default business hour is that of all departments; Multiple: "
		    "departments "
		    "can "
		    "have one of their own.",
	    .choices = business_hour_types },
	[SETTING_CHAT_URL] = { "Livechat_chat_url", SETTING_TEXT, "", 0, 0,
	    .help = "Page with the chat, to which mails to visitors link. With it, Site_Url and "
		    "From_Email set, visitors who left an address and have gone are told by mail "
		    "that they were answered; empty: they are not." },
	[SETTING_CLEAR_LOCAL_STORAGE] = { "Livechat_clear_local_storage_when_chat_ended",
	    SETTING_BOOLEAN, "false", 0, 0,
	    .help = "A browser forgets its visitor when the conversation ends." },
	[SETTING_CONVERSATION_FINISHED_MESSAGE] = { "Livechat_conversation_finished_message",
	    SETTING_TEXT, "", 0, 0,
	    .help =
		"Title of the page shown when a conversation has ended; empty: the client's own." },
	[SETTING_CONVERSATION_FINISHED_TEXT] = { "Livechat_conversation_finished_text",
	    SETTING_TEXT, "", 0, 0, .help = "Text of that page." },
	[SETTING_DATA_PROCESSING_CONSENT_TEXT] = { "Livechat_data_processing_consent_text",
	    SETTING_TEXT, "", 0, 0, .help = "What a visitor is asked to agree to." },
	[SETTING_ALLOW_VISITOR_CLOSING_CHAT] = { "Omnichannel_allow_visitors_to_close_"
						 "conversation",
	    SETTING_BOOLEAN, "true", 0, 0, .help = "Visitors may end their chats." },
	[SETTING_REQUEST_COMMENT_WHEN_CLOSING] = { "Livechat_request_comment_when_closing_"
						   "conversation",
	    SETTING_BOOLEAN, "true", 0, 0, .help = "An agent who closes a chat has to say why." },
	[SETTING_MESSAGE_MAX_ALLOWED_SIZE] = { "Message_MaxAllowedSize", SETTING_INTEGER, "5000", 1,
	    100000,
	    .help =
		"Characters in a message of a user at most (UTF-16 units, as browsers count)." },
	[SETTING_DISPLAY_OFFLINE_FORM] = { "Livechat_display_offline_form", SETTING_BOOLEAN, "true",
	    0, 0, .help = "Visitors may leave offline messages." },
	[SETTING_EMAIL_FIELD_REGISTRATION_FORM] = { "Livechat_email_field_registration_form",
	    SETTING_BOOLEAN, "true", 0, 0,
	    .help = "The registration form asks for the e-mail address." },
	[SETTING_ENABLE_BUSINESS_HOURS] = { "Livechat_enable_business_hours", SETTING_BOOLEAN,
	    "false", 0, 0,
	    .help = "Visitors may open rooms, and agents take chats, in business hours only." },
	[SETTING_ENABLE_MESSAGE_CHARACTER_LIMIT] = { "Livechat_enable_message_character_limit",
	    SETTING_BOOLEAN, "false", 0, 0,
	    .help = "Messages of visitors are limited to Livechat_message_character_limit." },
	[SETTING_ENABLE_TRANSCRIPT] = { "Livechat_enable_transcript", SETTING_BOOLEAN, "false", 0,
	    0,
	    .help = "Visitors may have their conversation mailed, to an address that they name." },
	[SETTING_ENABLED] = { "Livechat_enabled", SETTING_BOOLEAN, "true", 0, 0,
	    .help = "The livechat is open." },
	[SETTING_ENABLED_WHEN_AGENT_IDLE] = { "Livechat_enabled_when_agent_idle", SETTING_BOOLEAN,
	    "true", 0, 0, .help = "Agents whose status is away are given rooms." },
	[SETTING_FAILED_MAILS_DAYS] = { "Livechat_failed_mails_days", SETTING_INTEGER, "365", 0,
	    36500,
	    .help = "Days after which mails that could not be sent, and are tried no more, are "
		    "removed from the outbox; 0: never." },
	[SETTING_FILEUPLOAD_ENABLED] = { "Livechat_fileupload_enabled", SETTING_BOOLEAN, "true", 0,
	    0, .help = "Visitors can send files; see FileUpload_Enabled." },
	[SETTING_FORCE_DATA_PROCESSING_CONSENT] = { "Livechat_force_accept_data_processing_consent",
	    SETTING_BOOLEAN, "false", 0, 0,
	    .help = "A visitor has to agree before they can chat." },
	[SETTING_GUEST_COUNT] = { "Livechat_guest_count", SETTING_INTEGER, "1", 0, INT64_MAX,
	    .help = "The number of the last guest-N. Counts by itself: do not change it." },
	[SETTING_HIDE_EXPAND_CHAT] = { "Livechat_hide_expand_chat", SETTING_BOOLEAN, "false", 0, 0,
	    .help = "The client cannot be opened in a window of its own." },
	[SETTING_HIDE_SYSTEM_MESSAGES_IN_CLIENT] = { "Livechat_hide_system_messages", SETTING_LIST,
	    "uj,ul,livechat-close", 0, 0,
	    .help = "Types of messages of the server that the visitors' client leaves out, "
		    "separated by "
		    "commas.",
	    .choices = message_types },
	[SETTING_HIDE_WATERMARK] = { "Livechat_hide_watermark", SETTING_BOOLEAN, "false", 0, 0,
	    .help = "The client does not say by whom it was made." },
	[SETTING_LAUNCHER_COLOR] = { "Livechat_launcher_color", SETTING_COLOR, "", 0, 0,
	    .help = "Colour of the button that opens the client; empty: that of its title." },
	[SETTING_LAUNCHER_OFFLINE_TEXT] = { "Livechat_launcher_offline_text", SETTING_TEXT, "", 0,
	    0,
	    .help = "Text of that button while nobody is there; empty: Livechat_launcher_text." },
	[SETTING_LAUNCHER_TEXT] = { "Livechat_launcher_text", SETTING_TEXT, "", 0, 0,
	    .help = "Text of the button that opens the client; empty: it has an icon only." },
	[SETTING_LAUNCHER_TEXT_COLOR] = { "Livechat_launcher_text_color", SETTING_COLOR, "", 0, 0,
	    .help = "Colour of text and icon of that button; empty: white." },
	[SETTING_HISTORY_LIMIT_DEFAULT] = { "Livechat_history_limit_default", SETTING_INTEGER, "20",
	    1, 1000, .help = "Messages in a history that is asked for without limit." },
	[SETTING_HISTORY_LIMIT_MAX] = { "Livechat_history_limit_max", SETTING_INTEGER, "100", 1,
	    1000, .help = "Messages in a history at most, whatever limit asks for." },
	[SETTING_HISTORY_MONITOR_TYPE] = { "Livechat_history_monitor_type", SETTING_CHOICE, "url",
	    0, 0, .help = "What counts as another page of a visitor: url or title.",
	    .choices = page_parts },
	[SETTING_INBOX_URL] = { "Livechat_inbox_url", SETTING_TEXT, "", 0, 0,
	    .help = "Page with the agents' inbox, to which mails about waiting visitors link." },
	[SETTING_LIMIT_BATCH_PER_MINUTE] = { "Livechat_limit_batch_per_minute", SETTING_INTEGER,
	    "600", 1, 1000000,
	    .help = "Batches of messages a logged-in user may send in a minute." },
	[SETTING_LIMIT_LOGIN_PER_5_MINUTES] = { "Livechat_limit_login_per_5_minutes",
	    SETTING_INTEGER, "5", 1, 1000000,
	    .help =
		"Logins that may be tried in five minutes, for each network and account; ten times "
		"as many for all accounts of a network." },
	[SETTING_LIMIT_NEW_ROOM_PER_MINUTE] = { "Livechat_limit_new_room_per_minute",
	    SETTING_INTEGER, "10", 1, 1000000, .help = "Rooms a visitor may open in a minute." },
	[SETTING_LIMIT_NEW_VISITOR_PER_MINUTE] = { "Livechat_limit_new_visitor_per_minute",
	    SETTING_INTEGER, "10", 1, 1000000,
	    .help = "Visitors a network may register in a minute." },
	[SETTING_LIMIT_OFFLINE_INTERVAL_SECONDS] = { "Livechat_limit_offline_interval_seconds",
	    SETTING_INTEGER, "5", 1, 3600,
	    .help = "Seconds between two offline messages from one network." },
	[SETTING_LIMIT_OFFLINE_PER_HOUR] = { "Livechat_limit_offline_per_hour", SETTING_INTEGER,
	    "10", 1, 1000000, .help = "Offline messages from one network in an hour." },
	[SETTING_LIMIT_SEND_BURST] = { "Livechat_limit_send_burst", SETTING_INTEGER, "10", 1,
	    1000000, .help = "Messages a visitor may send at once after having been silent." },
	[SETTING_LIMIT_SEND_PER_MINUTE] = { "Livechat_limit_send_per_minute", SETTING_INTEGER, "60",
	    1, 1000000,
	    .help = "Messages a visitor may send in a minute (edits and deletions count)." },
	[SETTING_LIMIT_TRANSCRIPT_PER_MINUTE] = { "Livechat_limit_transcript_per_minute",
	    SETTING_INTEGER, "5", 1, 1000000,
	    .help = "Transcripts a network may ask for in a minute." },
	[SETTING_LIMIT_UPDATE_PER_MINUTE] = { "Livechat_limit_update_per_minute", SETTING_INTEGER,
	    "60", 1, 1000000,
	    .help =
		"What a visitor may tell in a minute besides messages: name, status, pages, custom "
		"fields, survey, department." },
	[SETTING_LIMIT_UPLOAD_BURST] = { "Livechat_limit_upload_burst", SETTING_INTEGER, "5", 1,
	    1000000, .help = "Files a visitor may send in ten seconds." },
	[SETTING_LIMIT_UPLOAD_MEGABYTES_PER_HOUR] = { "Livechat_limit_upload_megabytes_per_hour",
	    SETTING_INTEGER, "100", 1, 1000000,
	    .help = "MiB of files that the visitors of a network may send in an hour." },
	[SETTING_LIMIT_UPLOAD_PER_HOUR] = { "Livechat_limit_upload_per_hour", SETTING_INTEGER, "30",
	    1, 1000000, .help = "Files a visitor may send in an hour." },
	[SETTING_MAIL_MESSAGE_TEXT] = { "Livechat_mail_message_text", SETTING_BOOLEAN, "false", 0,
	    0,
	    .help = "Mails to agents about waiting visitors, and to visitors about answers, and "
		    "pushes, contain what was written." },
	[SETTING_MAIL_QUIET_HOURS] = { "Livechat_mail_quiet_hours", SETTING_TEXT, "", 0, 0,
	    .help = "Hours in which no such mail or push is sent, such as 22:00-07:00, in "
		    "site_time_zone; empty: none." },
	[SETTING_MAILS_PER_HOUR] = { "Livechat_mails_per_hour", SETTING_INTEGER, "20", 0, 1000000,
	    .help =
		"Such mails to agents in an hour at most, and as many to visitors; 0: as many as "
		"there are." },
	[SETTING_MESSAGE_CHARACTER_LIMIT] = { "Livechat_message_character_limit", SETTING_INTEGER,
	    "0", 0, 131072,
	    .help = "Characters in a message of a visitor (UTF-16 units; 0: as many as "
		    "Message_MaxAllowedSize); see Livechat_enable_message_character_limit." },
	[SETTING_NAME_FIELD_REGISTRATION_FORM] = { "Livechat_name_field_registration_form",
	    SETTING_BOOLEAN, "true", 0, 0, .help = "The registration form asks for the name." },
	[SETTING_OFFLINE_EMAIL] = { "Livechat_offline_email", SETTING_EMAILS, "", 0, 0,
	    .help = "Who receives offline messages: addresses, separated by commas." },
	[SETTING_OFFLINE_FORM_UNAVAILABLE] = { "Livechat_offline_form_unavailable", SETTING_TEXT,
	    "", 0, 0, .help = "What visitors read while nobody is there and there is no form." },
	[SETTING_OFFLINE_MESSAGE] = { "Livechat_offline_message", SETTING_TEXT, "", 0, 0,
	    .help = "What visitors read above the form for offline messages." },
	[SETTING_OFFLINE_SUCCESS_MESSAGE] = { "Livechat_offline_success_message", SETTING_TEXT, "",
	    0, 0, .help = "What they read when their message was sent." },
	[SETTING_OFFLINE_TITLE] = { "Livechat_offline_title", SETTING_TEXT, "Leave a message", 0, 0,
	    .help = "Title of the client while nobody is there." },
	[SETTING_OFFLINE_TITLE_COLOR] = { "Livechat_offline_title_color", SETTING_COLOR, "#666666",
	    0, 0, .help = "Colour of that title." },
	[SETTING_PUSH_PRIVATE_KEY] = { "Livechat_push_private_key", SETTING_TEXT, "", 0, 0,
	    .help = "Private key (VAPID) by which browsers know this service when they are told of "
		    "visitors; empty: it is made when the first one subscribes.",
	    .secret = true },
	[SETTING_PUSH_UNREAD_SECONDS] = { "Livechat_push_unread_seconds", SETTING_INTEGER, "60", 0,
	    86400,
	    .help = "Seconds after which an agent who has no page open is told in their browsers "
		    "that a visitor of theirs has written; 0: never." },
	[SETTING_PUSHES_PER_HOUR] = { "Livechat_pushes_per_hour", SETTING_INTEGER, "60", 0, 1000000,
	    .help = "Messages that are pushed to one browser in an hour at most; 0: as many as "
		    "there are." },
	[SETTING_REGISTRATION_FORM] = { "Livechat_registration_form", SETTING_BOOLEAN, "true", 0, 0,
	    .help = "Visitors fill in a form before they chat." },
	[SETTING_REGISTRATION_FORM_MESSAGE] = { "Livechat_registration_form_message", SETTING_TEXT,
	    "", 0, 0, .help = "What they read above that form." },
	[SETTING_SHOW_AGENT_EMAIL] = { "Livechat_show_agent_email", SETTING_BOOLEAN, "false", 0, 0,
	    .help = "Visitors see the e-mail address of the agent who serves them." },
	[SETTING_SHOW_AGENT_INFO] = { "Livechat_show_agent_info", SETTING_BOOLEAN, "true", 0, 0,
	    .help = "Visitors see name and status of the agent who serves them." },
	[SETTING_SHOW_CONNECTING] = { "Livechat_Show_Connecting", SETTING_BOOLEAN, "false", 0, 0,
	    .help = "Visitors are told to wait until an agent has taken their room." },
	[SETTING_TITLE] = { "Livechat_title", SETTING_TEXT, "Livechat", 0, 0,
	    .help = "Title of the visitors' client." },
	[SETTING_TITLE_COLOR] = { "Livechat_title_color", SETTING_COLOR, "#C1272D", 0, 0,
	    .help = "Colour of that title." },
	[SETTING_TRANSCRIPT_EMAIL_SUBJECT] = { "Livechat_transcript_email_subject", SETTING_TEXT,
	    "", 0, 0,
	    .help = "Subject of a mailed conversation; empty: Transcript of your livechat "
		    "conversation." },
	[SETTING_TRANSCRIPT_MESSAGE] = { "Livechat_transcript_message", SETTING_TEXT, "", 0, 0,
	    .help =
		"What a visitor is asked when a conversation ends that could be mailed to them." },
	[SETTING_VALIDATE_OFFLINE_EMAIL] = { "Livechat_validate_offline_email", SETTING_BOOLEAN,
	    "false", 0, 0,
	    .help = "Offline messages are refused when the mail domain of their sender cannot "
		    "receive." },
	[SETTING_RETENTION_DAYS] = { "Livechat_retention_days", SETTING_INTEGER, "0", 0, 36500,
	    .help = "Days after which closed chats are erased with all that belongs to them; 0: "
		    "never." },
	[SETTING_SENT_MAILS_DAYS] = { "Livechat_sent_mails_days", SETTING_INTEGER, "90", 0, 36500,
	    .help =
		"Days after which mails that were sent are removed from the outbox; 0: never." },
	[SETTING_VISITOR_INACTIVITY_TIMEOUT] = { "Livechat_visitor_inactivity_timeout",
	    SETTING_INTEGER, "3600", 1, 31536000,
	    .help = "Seconds without an answer of the visitor after which a chat counts as "
		    "abandoned." },
	[SETTING_VISITOR_NAVIGATION_AS_A_MESSAGE] = { "Livechat_Visitor_navigation_as_a_message",
	    SETTING_BOOLEAN, "false", 0, 0,
	    .help = "Histories show which pages a visitor opened during a conversation." },
	[SETTING_WAITING_EMAIL] = { "Livechat_waiting_email", SETTING_EMAILS, "", 0, 0,
	    .help =
		"Who is told by mail that a visitor waits, unless the department has an address; "
		"empty: "
		"nobody at all." },
	[SETTING_WAITING_SECONDS] = { "Livechat_waiting_seconds", SETTING_INTEGER, "60", 0, 86400,
	    .help = "Seconds after which they are told, unless an agent has taken the chat; at "
		    "once when "
		    "nobody is there." },
	[SETTING_WIDGET_POSITION] = { "Livechat_widget_position", SETTING_CHOICE, "right", 0, 0,
	    .help = "Side of the page on which the client opens: right or left.",
	    .choices = sides },
	[SETTING_MESSAGE_ALLOW_DELETING] = { "Message_AllowDeleting", SETTING_BOOLEAN, "true", 0, 0,
	    .help = "Visitors may delete their messages." },
	[SETTING_MESSAGE_ALLOW_EDITING] = { "Message_AllowEditing", SETTING_BOOLEAN, "true", 0, 0,
	    .help = "Visitors may change their messages." },
	[SETTING_MESSAGE_ATTACHMENTS_STRIP_EXIF] = { "Message_Attachments_Strip_Exif",
	    SETTING_BOOLEAN, "true", 0, 0,
	    .help = "What a camera or a program has noted in a picture, such as the place, is removed "
		    "while the picture is stored." },
	[SETTING_MESSAGE_ATTACHMENTS_THUMBNAIL_HEIGHT] = { "Message_Attachments_Thumbnails_Height",
	    SETTING_INTEGER, "360", 32, 2000, .help = "Height of these small copies at most." },
	[SETTING_MESSAGE_ATTACHMENTS_THUMBNAIL_WIDTH] = { "Message_Attachments_Thumbnails_Width",
	    SETTING_INTEGER, "480", 32, 2000, .help = "Width of these small copies at most." },
	[SETTING_MESSAGE_ATTACHMENTS_THUMBNAILS_ENABLED] = { "Message_Attachments_Thumbnails_Enabled",
	    SETTING_BOOLEAN, "true", 0, 0,
	    .help = "Large pictures are shown by a small copy, which is stored beside them." },
	[SETTING_MESSAGE_KEEP_HISTORY] = { "Message_KeepHistory", SETTING_BOOLEAN, "false", 0, 0,
	    .help = "What a message said before it was changed or deleted is kept." },
	[SETTING_MESSAGE_READ_RECEIPT_ENABLED] = { "Message_Read_Receipt_Enabled", SETTING_BOOLEAN,
	    "false", 0, 0, .help = "Messages say whether an agent has read them." },
	[SETTING_MESSAGE_SHOW_DELETED_STATUS] = { "Message_ShowDeletedStatus", SETTING_BOOLEAN,
	    "false", 0, 0, .help = "A deleted message leaves an empty one behind." },
	[SETTING_SITE_URL] = { "Site_Url", SETTING_TEXT, "", 0, 0,
	    .help = "Address at which the API is reached from outside, such as "
		    "https://chat.example.com; mails link to it so that they can be stopped." },
	[SETTING_OUTGOING_CA_FILE] = { "outgoing_ca_file", SETTING_TEXT, "", 0, 0,
	    .help = "File with the certificate authorities that are believed when this service "
		    "calls others; empty: those of the system." },
	[SETTING_OUTGOING_PRIVATE_NETWORKS] = { "outgoing_private_networks", SETTING_TEXT, "", 0, 0,
	    .help = "Addresses that are not public, or networks such as 10.0.0.0/8, that this "
		    "service may call all the same, separated by commas." },
	[SETTING_SITE_TIME_ZONE] = { "site_time_zone", SETTING_TEXT, "", 0, 0,
	    .help = "Time zone of the site and of times in mails, such as Europe/Berlin; empty: "
		    "that of "
		    "the machine." },
	[SETTING_TRUSTED_PROXIES] = { "trusted_proxies", SETTING_TEXT, "", 0, 0,
	    .help = "Proxies whose X-Forwarded-For is believed: addresses or networks such as "
		    "10.0.0.0/8, separated by commas." },
};

const struct setting_rule *
setting_rule(enum setting setting)
{
	assert(setting < SETTING__MAX);
	return &rules[setting];
}

const char *
setting_group(enum setting setting)
{
	const char *name = setting_rule(setting)->name;
	size_t i = 0;

	while (strncmp(name, groups[i].beginning, strlen(groups[i].beginning)) != 0)
		i++;
	return groups[i].group;
}

enum setting
setting_find(const char *name)
{
	enum setting setting = 0;

	while (setting < SETTING__MAX && strcmp(rules[setting].name, name) != 0)
		setting++;
	return setting;
}
