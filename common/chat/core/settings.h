/* SPDX-License-Identifier: MIT */
/*
 * settings.h: the settings that an admin can change while the program runs. The defaults are in
 * settings_rules.c; the table `settings` of the database holds only the values that were changed.
 *
 * A process reads the table again when its values are older than SETTINGS_MAX_AGE_MS, so that
 * after this time all processes use a changed value.
 */
#ifndef CHAT_CORE_SETTINGS_H
#define CHAT_CORE_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chat/core/error.h"

#define SETTINGS_MAX_AGE_MS 1000
#define SETTING_VALUE_MAX 4096 /* bytes */

enum setting {
	SETTING_ACCOUNTS_LOGIN_EXPIRATION,
	SETTING_API_CORS_ORIGIN,
	SETTING_API_DEFAULT_COUNT,
	SETTING_API_UPPER_COUNT_LIMIT,
	SETTING_API_ALLOW_INFINITE_COUNT,
	SETTING_API_ENABLE_CORS,
	SETTING_API_ENABLE_RATE_LIMITER,
	SETTING_FILE_UPLOAD_ENABLE_JSON_WEB_TOKEN,
	SETTING_FILE_UPLOAD_ENABLED,
	SETTING_FILE_UPLOAD_JSON_WEB_TOKEN_SECRET,
	SETTING_FILE_UPLOAD_LINK_TOKEN,
	SETTING_FILE_UPLOAD_MAX_FILE_SIZE,
	SETTING_FILE_UPLOAD_MAX_PIXELS,
	SETTING_FILE_UPLOAD_MEDIA_TYPE_BLACK_LIST,
	SETTING_FILE_UPLOAD_MEDIA_TYPE_WHITE_LIST,
	SETTING_FILE_UPLOAD_MIN_FREE,
	SETTING_FILE_UPLOAD_PROTECT_FILES,
	SETTING_FILE_UPLOAD_RETENTION_DAYS,
	SETTING_FILE_UPLOAD_ROOM_QUOTA,
	SETTING_FILE_UPLOAD_TOTAL_QUOTA,
	SETTING_FROM_EMAIL,
	SETTING_HIDE_SYSTEM_MESSAGES,
	SETTING_LANGUAGE,
	SETTING_ABANDONED_ROOMS_ACTION,
	SETTING_ABANDONED_ROOMS_CLOSED_CUSTOM_MESSAGE,
	SETTING_ACCEPT_CHATS_WITH_NO_AGENTS,
	SETTING_ACCEPT_CHATS_OUTSIDE_HOURS,
	SETTING_ALLOW_DELETE_BY_ID,
	SETTING_ALLOW_SWITCHING_DEPARTMENTS,
	SETTING_BACKGROUND,
	SETTING_BUSINESS_HOUR_TYPE,
	SETTING_CHAT_URL,
	SETTING_CLEAR_LOCAL_STORAGE,
	SETTING_CONVERSATION_FINISHED_MESSAGE,
	SETTING_CONVERSATION_FINISHED_TEXT,
	SETTING_DATA_PROCESSING_CONSENT_TEXT,
	SETTING_ALLOW_VISITOR_CLOSING_CHAT,
	SETTING_DISPLAY_OFFLINE_FORM,
	SETTING_EMAIL_FIELD_REGISTRATION_FORM,
	SETTING_ENABLE_BUSINESS_HOURS,
	SETTING_ENABLE_MESSAGE_CHARACTER_LIMIT,
	SETTING_ENABLE_TRANSCRIPT,
	SETTING_ENABLED,
	SETTING_ENABLED_WHEN_AGENT_IDLE,
	SETTING_FAILED_MAILS_DAYS,
	SETTING_FILEUPLOAD_ENABLED,
	SETTING_FORCE_DATA_PROCESSING_CONSENT,
	SETTING_GUEST_COUNT,
	SETTING_HIDE_EXPAND_CHAT,
	SETTING_HIDE_SYSTEM_MESSAGES_IN_CLIENT,
	SETTING_HIDE_WATERMARK,
	SETTING_LAUNCHER_COLOR,
	SETTING_LAUNCHER_OFFLINE_TEXT,
	SETTING_LAUNCHER_TEXT,
	SETTING_LAUNCHER_TEXT_COLOR,
	SETTING_HISTORY_LIMIT_DEFAULT,
	SETTING_HISTORY_LIMIT_MAX,
	SETTING_HISTORY_MONITOR_TYPE,
	SETTING_INBOX_URL,
	SETTING_LIMIT_BATCH_PER_MINUTE,
	SETTING_LIMIT_LOGIN_PER_5_MINUTES,
	SETTING_LIMIT_NEW_ROOM_PER_MINUTE,
	SETTING_LIMIT_NEW_VISITOR_PER_MINUTE,
	SETTING_LIMIT_OFFLINE_INTERVAL_SECONDS,
	SETTING_LIMIT_OFFLINE_PER_HOUR,
	SETTING_LIMIT_SEND_BURST,
	SETTING_LIMIT_SEND_PER_MINUTE,
	SETTING_LIMIT_TRANSCRIPT_PER_MINUTE,
	SETTING_LIMIT_UPDATE_PER_MINUTE,
	SETTING_LIMIT_UPLOAD_BURST,
	SETTING_LIMIT_UPLOAD_MEGABYTES_PER_HOUR,
	SETTING_LIMIT_UPLOAD_PER_HOUR,
	SETTING_MAIL_MESSAGE_TEXT,
	SETTING_MAIL_QUIET_HOURS,
	SETTING_MAILS_PER_HOUR,
	SETTING_MESSAGE_CHARACTER_LIMIT,
	SETTING_NAME_FIELD_REGISTRATION_FORM,
	SETTING_OFFLINE_EMAIL,
	SETTING_OFFLINE_FORM_UNAVAILABLE,
	SETTING_OFFLINE_MESSAGE,
	SETTING_OFFLINE_SUCCESS_MESSAGE,
	SETTING_OFFLINE_TITLE,
	SETTING_OFFLINE_TITLE_COLOR,
	SETTING_PUSH_PRIVATE_KEY,
	SETTING_PUSH_UNREAD_SECONDS,
	SETTING_PUSHES_PER_HOUR,
	SETTING_REGISTRATION_FORM,
	SETTING_REGISTRATION_FORM_MESSAGE,
	SETTING_REQUEST_COMMENT_WHEN_CLOSING,
	SETTING_ROUTING_METHOD,
	SETTING_SHOW_AGENT_EMAIL,
	SETTING_SHOW_AGENT_INFO,
	SETTING_SHOW_CONNECTING,
	SETTING_TITLE,
	SETTING_TITLE_COLOR,
	SETTING_TRANSCRIPT_EMAIL_SUBJECT,
	SETTING_TRANSCRIPT_MESSAGE,
	SETTING_VALIDATE_OFFLINE_EMAIL,
	SETTING_RETENTION_DAYS,
	SETTING_SENT_MAILS_DAYS,
	SETTING_VISITOR_INACTIVITY_TIMEOUT,
	SETTING_VISITOR_NAVIGATION_AS_A_MESSAGE,
	SETTING_WAITING_EMAIL,
	SETTING_WAITING_SECONDS,
	SETTING_WIDGET_POSITION,
	SETTING_MESSAGE_ALLOW_DELETING,
	SETTING_MESSAGE_ALLOW_EDITING,
	SETTING_MESSAGE_ATTACHMENTS_STRIP_EXIF,
	SETTING_MESSAGE_ATTACHMENTS_THUMBNAIL_HEIGHT,
	SETTING_MESSAGE_ATTACHMENTS_THUMBNAIL_WIDTH,
	SETTING_MESSAGE_ATTACHMENTS_THUMBNAILS_ENABLED,
	SETTING_MESSAGE_KEEP_HISTORY,
	SETTING_MESSAGE_MAX_ALLOWED_SIZE,
	SETTING_MESSAGE_READ_RECEIPT_ENABLED,
	SETTING_MESSAGE_SHOW_DELETED_STATUS,
	SETTING_SITE_URL,
	SETTING_OUTGOING_CA_FILE,
	SETTING_OUTGOING_PRIVATE_NETWORKS,
	SETTING_SITE_TIME_ZONE,
	SETTING_TRUSTED_PROXIES,
	SETTING__MAX
};

enum setting_type {
	SETTING_BOOLEAN,
	SETTING_INTEGER,
	SETTING_TEXT,
	SETTING_EMAILS,
	SETTING_COLOR,  /* as CSS writes it: #rgb, #rrggbb or a name; empty: the client's own */
	SETTING_CHOICE, /* one of .choices */
	SETTING_LIST,   /* words, separated by commas; .choices are those that are known */
};

/* One row of the table in settings_rules.c. */
struct setting_rule {
	const char *name; /* as in Rocket.Chat, if Rocket.Chat has the setting */
	enum setting_type type;
	const char *initial;        /* the default */
	int64_t min, max;           /* of SETTING_INTEGER */
	const char *help;           /* one line for the admin */
	const char *const *choices; /* NULL ends them */
	bool secret;                /* it may be set, but is never shown */
};

const struct setting_rule *setting_rule(enum setting setting);

/* Returns what kind of thing the setting is about, such as "Omnichannel". */
const char *setting_group(enum setting setting);

/* Returns NULL if the text is a colour as SETTING_COLOR has it, else what it must be. */
const char *color_complaint(const char *text);

/* Returns the setting of that name, or SETTING__MAX if there is none. */
enum setting setting_find(const char *name);

/*
 * Returns NULL if the setting can have this value. Otherwise returns, as text for the admin, what
 * the value must be; the text is valid until the next call.
 */
const char *setting_complaint(enum setting setting, const char *value);

/*
 * Returns a value that setting_complaint() accepts as it counts: the domains of addresses and
 * origins are in ASCII and lower case, and ", " separates the items of a list. The caller frees it.
 */
char *setting_normal(enum setting setting, const char *value);

struct settings;

/* Returns settings that have their defaults. The caller calls settings_free(), which accepts NULL. */
struct settings *settings_new(void);
void settings_free(struct settings *settings);

/*
 * Return the value of a setting, which must have the type of the function; setting_text() returns
 * the text of any. It is valid until the next settings_refresh(), and never NULL.
 */
bool setting_bool(const struct settings *settings, enum setting setting);
int64_t setting_int(const struct settings *settings, enum setting setting);
const char *setting_text(const struct settings *settings, enum setting setting);

/* A hash of fnv.h of all values but secrets: as long as it stays the same, no setting changes what replies show. */
uint64_t settings_hash(const struct settings *settings);

/* Whether rooms are given to agents, and do not wait until one takes them. */
bool settings_route_automatically(const struct settings *settings);

struct chat;

/*
 * Reads the table again if the values are too old. CHAT_UNAVAILABLE: the database is not reachable,
 * and the values stay as they are.
 */
enum chat_error settings_refresh(struct chat *chat);

/* Does the same at once, for what must not show a value that was changed before. */
CHAT_CHECKED enum chat_error settings_refresh_now(struct chat *chat);

/*
 * Whether the table has ever been read. Until then the values are the defaults, which nobody has
 * chosen: nothing that they decide may be done.
 */
bool settings_known(const struct settings *settings);

/* When it was last read, by the monotonic clock; 0: never. */
int64_t settings_read_at(const struct settings *settings);

#endif
