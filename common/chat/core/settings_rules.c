/* SPDX-License-Identifier: MIT */
#include "chat/core/settings.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "base/utf8.h"
#include "chat/core/address.h"

static const struct setting_rule rules[SETTING__MAX] = {
	[SETTING_ACCOUNTS_LOGIN_EXPIRATION] = { "Accounts_LoginExpiration", SETTING_INTEGER, "90",
	    1, 36500, "Days after which somebody has to log in again." },
	[SETTING_API_ALLOW_INFINITE_COUNT] = { "API_Allow_Infinite_Count", SETTING_BOOLEAN, "true",
	    0, 0, "Lists may be asked for without a limit (count=0)." },
	[SETTING_API_CORS_ORIGIN] = { "API_CORS_Origin", SETTING_TEXT, "*", 0, 0,
	    "Websites whose pages may call the API: * for all, or origins such as "
	    "https://example.com, separated by commas." },
	[SETTING_API_DEFAULT_COUNT] = { "API_Default_Count", SETTING_INTEGER, "50", 1, 100000,
	    "Entries in a list that is asked for without count." },
	[SETTING_API_ENABLE_CORS] = { "API_Enable_CORS", SETTING_BOOLEAN, "true", 0, 0,
	    "Pages of other websites may call the API at all (see API_CORS_Origin)." },
	[SETTING_API_ENABLE_RATE_LIMITER] = { "API_Enable_Rate_Limiter", SETTING_BOOLEAN, "true", 0,
	    0, "The rates of the Livechat_limit_ settings are enforced." },
	[SETTING_API_UPPER_COUNT_LIMIT] = { "API_Upper_Count_Limit", SETTING_INTEGER, "100", 1,
	    100000, "Entries in a list at most, whatever count asks for." },
	[SETTING_FROM_EMAIL] = { "From_Email", SETTING_EMAILS, "", 0, 0,
	    "Sender of the mails that this service sends." },
	[SETTING_HIDE_SYSTEM_MESSAGES] = { "Hide_System_Messages", SETTING_TEXT, "", 0, 0,
	    "Types of messages of the server that visitors do not see, separated by commas." },
	[SETTING_LANGUAGE] = { "Language", SETTING_TEXT, "", 0, 0,
	    "Language of the visitors' client, such as en or pt-BR; empty: that of the browser." },
	[SETTING_ROUTING_METHOD] = { "Livechat_Routing_Method", SETTING_TEXT, "Manual_Selection", 0,
	    0,
	    "How rooms find an agent. Manual_Selection: they wait until one takes them; "
	    "Auto_Selection: the least busy one gets them." },
	[SETTING_ACCEPT_CHATS_WITH_NO_AGENTS] = { "Livechat_accept_chats_with_no_agents",
	    SETTING_BOOLEAN, "true", 0, 0, "Visitors may open rooms while no agent is available." },
	[SETTING_ALLOW_DELETE_BY_ID] = { "Livechat_allow_delete_by_id", SETTING_BOOLEAN, "true", 0,
	    0, "A visitor's message can be deleted by whoever knows its id, made by this server." },
	[SETTING_ALLOW_SWITCHING_DEPARTMENTS] = { "Livechat_allow_switching_departments",
	    SETTING_BOOLEAN, "true", 0, 0, "Visitors may ask for another department." },
	[SETTING_BACKGROUND] = { "Livechat_background", SETTING_TEXT, "", 0, 0,
	    "Background of the visitors' client, as CSS writes it." },
	[SETTING_CLEAR_LOCAL_STORAGE] = { "Livechat_clear_local_storage_when_chat_ended",
	    SETTING_BOOLEAN, "false", 0, 0,
	    "A browser forgets its visitor when the conversation ends." },
	[SETTING_CONVERSATION_FINISHED_MESSAGE] = { "Livechat_conversation_finished_message",
	    SETTING_TEXT, "", 0, 0,
	    "Title of the page shown when a conversation has ended; empty: the client's own." },
	[SETTING_CONVERSATION_FINISHED_TEXT] = { "Livechat_conversation_finished_text",
	    SETTING_TEXT, "", 0, 0, "Text of that page." },
	[SETTING_DATA_PROCESSING_CONSENT_TEXT] = { "Livechat_data_processing_consent_text",
	    SETTING_TEXT, "", 0, 0, "What a visitor is asked to agree to." },
	[SETTING_ALLOW_VISITOR_CLOSING_CHAT] = { "Livechat_allow_visitor_closing_chat",
	    SETTING_BOOLEAN, "true", 0, 0, "Visitors may end their chats." },
	[SETTING_REQUEST_COMMENT_WHEN_CLOSING] = { "Livechat_request_comment_when_closing_"
						   "conversation",
	    SETTING_BOOLEAN, "true", 0, 0, "An agent who closes a chat has to say why." },
	[SETTING_MESSAGE_MAX_ALLOWED_SIZE] = { "Message_MaxAllowedSize", SETTING_INTEGER, "5000", 1,
	    100000, "Characters in a message of a user at most." },
	[SETTING_DISPLAY_OFFLINE_FORM] = { "Livechat_display_offline_form", SETTING_BOOLEAN, "true",
	    0, 0, "Visitors may leave offline messages." },
	[SETTING_EMAIL_FIELD_REGISTRATION_FORM] = { "Livechat_email_field_registration_form",
	    SETTING_BOOLEAN, "true", 0, 0, "The registration form asks for the e-mail address." },
	[SETTING_ENABLE_MESSAGE_CHARACTER_LIMIT] = { "Livechat_enable_message_character_limit",
	    SETTING_BOOLEAN, "false", 0, 0,
	    "Messages of visitors are limited to Livechat_message_character_limit." },
	[SETTING_ENABLE_TRANSCRIPT] = { "Livechat_enable_transcript", SETTING_BOOLEAN, "false", 0,
	    0, "Visitors may have their conversation mailed, to an address that they name." },
	[SETTING_ENABLED] = { "Livechat_enabled", SETTING_BOOLEAN, "true", 0, 0,
	    "The livechat is open." },
	[SETTING_FORCE_DATA_PROCESSING_CONSENT] = { "Livechat_force_accept_data_processing_consent",
	    SETTING_BOOLEAN, "false", 0, 0, "A visitor has to agree before they can chat." },
	[SETTING_GUEST_COUNT] = { "Livechat_guest_count", SETTING_INTEGER, "1", 0, INT64_MAX,
	    "The number of the last guest-N. Counts by itself: do not change it." },
	[SETTING_HIDE_EXPAND_CHAT] = { "Livechat_hide_expand_chat", SETTING_BOOLEAN, "false", 0, 0,
	    "The client cannot be opened in a window of its own." },
	[SETTING_HIDE_SYSTEM_MESSAGES_IN_CLIENT] = { "Livechat_hide_system_messages", SETTING_TEXT,
	    "uj,ul,livechat-close", 0, 0,
	    "Types of messages of the server that the visitors' client leaves out, separated by "
	    "commas." },
	[SETTING_HIDE_WATERMARK] = { "Livechat_hide_watermark", SETTING_BOOLEAN, "false", 0, 0,
	    "The client does not say by whom it was made." },
	[SETTING_HISTORY_LIMIT_DEFAULT] = { "Livechat_history_limit_default", SETTING_INTEGER, "20",
	    1, 1000, "Messages in a history that is asked for without limit." },
	[SETTING_HISTORY_LIMIT_MAX] = { "Livechat_history_limit_max", SETTING_INTEGER, "100", 1,
	    1000, "Messages in a history at most, whatever limit asks for." },
	[SETTING_HISTORY_MONITOR_TYPE] = { "Livechat_history_monitor_type", SETTING_TEXT, "url", 0,
	    0, "What counts as another page of a visitor: url or title." },
	[SETTING_LIMIT_BATCH_PER_MINUTE] = { "Livechat_limit_batch_per_minute", SETTING_INTEGER,
	    "600", 1, 1000000, "Batches of messages a logged-in user may send in a minute." },
	[SETTING_LIMIT_LOGIN_PER_5_MINUTES] = { "Livechat_limit_login_per_5_minutes",
	    SETTING_INTEGER, "5", 1, 1000000,
	    "Logins that may be tried in five minutes, for each network and user name; ten times "
	    "as many for all names of a network." },
	[SETTING_LIMIT_NEW_ROOM_PER_MINUTE] = { "Livechat_limit_new_room_per_minute",
	    SETTING_INTEGER, "10", 1, 1000000, "Rooms a visitor may open in a minute." },
	[SETTING_LIMIT_NEW_VISITOR_PER_MINUTE] = { "Livechat_limit_new_visitor_per_minute",
	    SETTING_INTEGER, "10", 1, 1000000, "Visitors a network may register in a minute." },
	[SETTING_LIMIT_OFFLINE_INTERVAL_SECONDS] = { "Livechat_limit_offline_interval_seconds",
	    SETTING_INTEGER, "5", 1, 3600,
	    "Seconds between two offline messages from one network." },
	[SETTING_LIMIT_OFFLINE_PER_HOUR] = { "Livechat_limit_offline_per_hour", SETTING_INTEGER,
	    "10", 1, 1000000, "Offline messages from one network in an hour." },
	[SETTING_LIMIT_SEND_BURST] = { "Livechat_limit_send_burst", SETTING_INTEGER, "10", 1,
	    1000000, "Messages a visitor may send at once after having been silent." },
	[SETTING_LIMIT_SEND_PER_MINUTE] = { "Livechat_limit_send_per_minute", SETTING_INTEGER, "60",
	    1, 1000000, "Messages a visitor may send in a minute (edits and deletions count)." },
	[SETTING_LIMIT_TRANSCRIPT_PER_MINUTE] = { "Livechat_limit_transcript_per_minute",
	    SETTING_INTEGER, "5", 1, 1000000, "Transcripts a network may ask for in a minute." },
	[SETTING_LIMIT_UPDATE_PER_MINUTE] = { "Livechat_limit_update_per_minute", SETTING_INTEGER,
	    "60", 1, 1000000,
	    "What a visitor may tell in a minute besides messages: status, pages, custom fields, "
	    "survey." },
	[SETTING_MESSAGE_CHARACTER_LIMIT] = { "Livechat_message_character_limit", SETTING_INTEGER,
	    "0", 0, 131072,
	    "Characters in a message of a visitor; see "
	    "Livechat_enable_message_character_limit." },
	[SETTING_NAME_FIELD_REGISTRATION_FORM] = { "Livechat_name_field_registration_form",
	    SETTING_BOOLEAN, "true", 0, 0, "The registration form asks for the name." },
	[SETTING_OFFLINE_EMAIL] = { "Livechat_offline_email", SETTING_EMAILS, "", 0, 0,
	    "Who receives offline messages: addresses, separated by commas." },
	[SETTING_OFFLINE_FORM_UNAVAILABLE] = { "Livechat_offline_form_unavailable", SETTING_TEXT,
	    "", 0, 0, "What visitors read while nobody is there and there is no form." },
	[SETTING_OFFLINE_MESSAGE] = { "Livechat_offline_message", SETTING_TEXT, "", 0, 0,
	    "What visitors read above the form for offline messages." },
	[SETTING_OFFLINE_SUCCESS_MESSAGE] = { "Livechat_offline_success_message", SETTING_TEXT, "",
	    0, 0, "What they read when their message was sent." },
	[SETTING_OFFLINE_TITLE] = { "Livechat_offline_title", SETTING_TEXT, "Leave a message", 0, 0,
	    "Title of the client while nobody is there." },
	[SETTING_OFFLINE_TITLE_COLOR] = { "Livechat_offline_title_color", SETTING_TEXT, "#666666",
	    0, 0, "Colour of that title." },
	[SETTING_REGISTRATION_FORM] = { "Livechat_registration_form", SETTING_BOOLEAN, "true", 0, 0,
	    "Visitors fill in a form before they chat." },
	[SETTING_REGISTRATION_FORM_MESSAGE] = { "Livechat_registration_form_message", SETTING_TEXT,
	    "", 0, 0, "What they read above that form." },
	[SETTING_SHOW_AGENT_EMAIL] = { "Livechat_show_agent_email", SETTING_BOOLEAN, "false", 0, 0,
	    "Visitors see the e-mail address of the agent who serves them." },
	[SETTING_SHOW_AGENT_INFO] = { "Livechat_show_agent_info", SETTING_BOOLEAN, "true", 0, 0,
	    "Visitors see name and status of the agent who serves them." },
	[SETTING_SHOW_CONNECTING] = { "Livechat_Show_Connecting", SETTING_BOOLEAN, "false", 0, 0,
	    "Visitors are told to wait until an agent has taken their room." },
	[SETTING_TITLE] = { "Livechat_title", SETTING_TEXT, "Livechat", 0, 0,
	    "Title of the visitors' client." },
	[SETTING_TITLE_COLOR] = { "Livechat_title_color", SETTING_TEXT, "#C1272D", 0, 0,
	    "Colour of that title." },
	[SETTING_TRANSCRIPT_EMAIL_SUBJECT] = { "Livechat_transcript_email_subject", SETTING_TEXT,
	    "", 0, 0,
	    "Subject of a mailed conversation; empty: Transcript of your livechat conversation." },
	[SETTING_TRANSCRIPT_MESSAGE] = { "Livechat_transcript_message", SETTING_TEXT, "", 0, 0,
	    "What a visitor is asked when a conversation ends that could be mailed to them." },
	[SETTING_VALIDATE_OFFLINE_EMAIL] = { "Livechat_validate_offline_email", SETTING_BOOLEAN,
	    "false", 0, 0,
	    "Offline messages are refused when the mail domain of their sender cannot receive." },
	[SETTING_VISITOR_NAVIGATION_AS_A_MESSAGE] = { "Livechat_Visitor_navigation_as_a_message",
	    SETTING_BOOLEAN, "false", 0, 0,
	    "Histories show which pages a visitor opened during a conversation." },
	[SETTING_WIDGET_POSITION] = { "Livechat_widget_position", SETTING_TEXT, "right", 0, 0,
	    "Side of the page on which the client opens: right or left." },
	[SETTING_MESSAGE_ALLOW_DELETING] = { "Message_AllowDeleting", SETTING_BOOLEAN, "true", 0, 0,
	    "Visitors may delete their messages." },
	[SETTING_MESSAGE_ALLOW_EDITING] = { "Message_AllowEditing", SETTING_BOOLEAN, "true", 0, 0,
	    "Visitors may change their messages." },
	[SETTING_MESSAGE_KEEP_HISTORY] = { "Message_KeepHistory", SETTING_BOOLEAN, "false", 0, 0,
	    "What a message said before it was changed or deleted is kept." },
	[SETTING_MESSAGE_READ_RECEIPT_ENABLED] = { "Message_Read_Receipt_Enabled", SETTING_BOOLEAN,
	    "false", 0, 0, "Messages say whether an agent has read them." },
	[SETTING_MESSAGE_SHOW_DELETED_STATUS] = { "Message_ShowDeletedStatus", SETTING_BOOLEAN,
	    "false", 0, 0, "A deleted message leaves an empty one behind." },
	[SETTING_TRUSTED_PROXIES] = { "trusted_proxies", SETTING_TEXT, "", 0, 0,
	    "Proxies whose X-Forwarded-For is believed: addresses or networks such as "
	    "10.0.0.0/8, separated by commas." },
};

const struct setting_rule *
setting_rule(enum setting setting)
{
	assert(setting < SETTING__MAX);
	return &rules[setting];
}

enum setting
setting_find(const char *name)
{
	enum setting setting = 0;

	while (setting < SETTING__MAX && strcmp(rules[setting].name, name) != 0)
		setting++;
	return setting;
}

typedef bool item_fn(const char *item);

/* Returns whether each entry of a list is valid. Commas and blanks separate the entries. */
static bool
list_all(const char *list, item_fn *item_right)
{
	char copy[SETTING_VALUE_MAX + 1];
	const char *item;
	size_t len;

	while ((item = str_next(&list, ", ", &len))) {
		snprintf(copy, sizeof(copy), "%.*s", (int)len, item);
		if (!item_right(copy))
			return false;
	}
	return true;
}

static bool
is_origin(const char *item)
{
	const char *host = strncasecmp(item, "https://", 8) == 0  ? item + 8
			   : strncasecmp(item, "http://", 7) == 0 ? item + 7
								  : "";

	return *host && !strpbrk(host, "/?#@*\"'<>\\");
}

static bool
is_message_type(const char *item)
{
	return strspn(item, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") ==
	       strlen(item);
}

static bool
is_network(const char *item)
{
	char address[INET6_ADDRSTRLEN];
	unsigned char bytes[16];
	size_t len = strcspn(item, "/");
	const char *bits = item[len] ? item + len + 1 : "0";
	bool v6;

	if (len >= sizeof(address))
		return false;
	memcpy(address, item, len);
	address[len] = '\0';
	v6 = inet_pton(AF_INET6, address, bytes) == 1;
	if (!v6 && inet_pton(AF_INET, address, bytes) != 1)
		return false;
	return *bits && strlen(bits) <= 3 && strspn(bits, "0123456789") == strlen(bits) &&
	       strtol(bits, NULL, 10) <= (v6 ? 128 : 32);
}

static const char *
text_complaint(enum setting setting, const char *value)
{
	size_t len = strlen(value);

	for (size_t i = 0; i < len; i++)
		if ((unsigned char)value[i] < ' ' || value[i] == 0x7f)
			return "text without control characters";
	if (!utf8_valid(value, len, NULL))
		return "valid UTF-8";
	switch (setting) {
	case SETTING_API_CORS_ORIGIN:
		return strcmp(value, "*") == 0 || (*value && list_all(value, is_origin))
			   ? NULL
			   : "* or origins such as https://example.com, separated by commas";
	case SETTING_HIDE_SYSTEM_MESSAGES:
	case SETTING_HIDE_SYSTEM_MESSAGES_IN_CLIENT:
		/* The database compares it with FIND_IN_SET(), which allows no blanks. */
		return !strchr(value, ' ') && list_all(value, is_message_type)
			   ? NULL
			   : "types of messages such as livechat-started, separated by commas "
			     "without "
			     "blanks";
	case SETTING_HISTORY_MONITOR_TYPE:
		return strcmp(value, "url") == 0 || strcmp(value, "title") == 0 ? NULL
										: "url or title";
	case SETTING_WIDGET_POSITION:
		return strcmp(value, "right") == 0 || strcmp(value, "left") == 0 ? NULL
										 : "right or left";
	case SETTING_ROUTING_METHOD:
		return strcmp(value, "Manual_Selection") == 0 ||
			       strcmp(value, "Auto_Selection") == 0
			   ? NULL
			   : "Manual_Selection or Auto_Selection";
	case SETTING_TRUSTED_PROXIES:
		return list_all(value, is_network)
			   ? NULL
			   : "addresses or networks such as 10.0.0.0/8, separated by commas";
	default:
		return NULL;
	}
}

static const char *
integer_complaint(const struct setting_rule *rule, const char *value)
{
	static char complaint[80];
	const char *digits = value + (*value == '-');
	long long number;

	errno = 0;
	number = strtoll(value, NULL, 10);
	if (*digits && strspn(digits, "0123456789") == strlen(digits) && errno == 0 &&
	    number >= rule->min && number <= rule->max)
		return NULL;
	snprintf(complaint, sizeof(complaint), "a whole number from %lld to %lld",
	    (long long)rule->min, (long long)rule->max);
	return complaint;
}

const char *
setting_complaint(enum setting setting, const char *value)
{
	const struct setting_rule *rule = setting_rule(setting);

	if (strlen(value) > SETTING_VALUE_MAX)
		return "shorter";
	switch (rule->type) {
	case SETTING_BOOLEAN:
		return strcmp(value, "true") == 0 || strcmp(value, "false") == 0 ? NULL
										 : "true or false";
	case SETTING_INTEGER:
		return integer_complaint(rule, value);
	case SETTING_EMAILS:
		if (setting == SETTING_FROM_EMAIL && strchr(value, ','))
			return "one e-mail address";
		return list_all(value, mail_address_valid)
			   ? NULL
			   : "e-mail addresses, separated by commas";
	case SETTING_TEXT:
		break;
	}
	return text_complaint(setting, value);
}
