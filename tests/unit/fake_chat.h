/* SPDX-License-Identifier: MIT */
/*
 * fake_chat.h: fakes of the functions of common/chat and common/db that common/http calls. One test
 * program includes it at a time.
 */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "chat/mail/answered.h"
#include "chat/duties/duties.h"
#include "chat/hours/business_hours.h"
#include "chat/visitors/block.h"
#include "chat/visitors/visitor_seen.h"
#include "chat/rooms/room_access.h"
#include "chat/health/logged_errors.h"
#include "chat/rooms/typing.h"
#include "http/endpoint.h"

struct settings {
	bool cors;
	const char *origins;
	int refreshed;
};
struct db {
	int requests;
	bool writes_barred;
};

static struct settings settings;
static struct db database;

struct settings *
settings_new(void)
{
	return &settings;
}
void
settings_free(struct settings *s)
{
	(void)s;
}
enum chat_error
settings_refresh(struct chat *chat)
{
	chat->settings->refreshed++;
	return CHAT_UNAVAILABLE;
}
bool
settings_known(const struct settings *s)
{
	(void)s;
	return true;
}
bool
setting_bool(const struct settings *s, enum setting name)
{
	return name == SETTING_API_ENABLE_CORS ? s->cors : true;
}
int64_t
setting_int(const struct settings *s, enum setting name)
{
	(void)s;
	return name == SETTING_LIMIT_SEND_PER_MINUTE ? 60 : 10;
}
const char *
setting_text(const struct settings *s, enum setting name)
{
	return name == SETTING_API_CORS_ORIGIN ? s->origins : "";
}

struct block_list {
	const char *token; /* that is blocked; NULL: none is */
};

static struct block_list blocks;

struct block_list *
block_list_new(void)
{
	return &blocks;
}
void
block_list_free(struct block_list *list)
{
	(void)list;
}
void
blocks_refresh(struct chat *chat)
{
	(void)chat;
}
bool
blocks_exist(const struct chat *chat)
{
	return chat->blocks->token;
}
enum chat_error
block_check(struct chat *chat, const struct block_signs *signs)
{
	return signs->token && strcmp(signs->token, chat->blocks->token) == 0 ? CHAT_BLOCKED
									      : CHAT_OK;
}

static const struct user agent = { .id = "a1", .roles = ROLE_AGENT };
static const struct user nobody = { .id = "n1", .roles = ROLE_USER };
static const struct user admin = { .id = "r1", .roles = ROLE_ADMIN };

bool
user_may(const struct user *user, enum permission permission)
{
	if (permission == PERMISSION_BYPASS_RATE_LIMIT)
		return user->roles & ROLE_ADMIN;
	return user->roles & (ROLE_AGENT | ROLE_ADMIN);
}
enum chat_error
user_authenticate(struct chat *chat, const char *user_id, const char *token,
    const struct user_along *along, const struct user **user)
{
	(void)chat;
	*along->room = (struct room_state){ .id = along->rid };
	if (strcmp(token, "down") == 0)
		return CHAT_UNAVAILABLE;
	if (strcmp(token, "secret") != 0)
		return CHAT_UNAUTHORIZED;
	*user = strcmp(user_id, "a1") == 0 ? &agent : strcmp(user_id, "r1") == 0 ? &admin : &nobody;
	return CHAT_OK;
}
/* There is no room "none", and the agent may use any room except "others". */
enum chat_error
room_state_permits(struct chat *chat, const struct user *user, const struct room_state *room)
{
	if (strcmp(room->id, "none") == 0)
		return CHAT_NO_ROOM;
	return access_granted(chat, chat->access->who, user, strcmp(room->id, "others") != 0)
		   ? CHAT_OK
		   : CHAT_NOT_YOURS;
}
const char *
typing_names(struct chat *chat, const char *rid, const struct user *user)
{
	(void)chat;
	(void)user;
	return strcmp(rid, "typed in") == 0 ? "Ann%20A,Bob" : NULL;
}
const char *
poll_etag(struct chat *chat, enum poller poller, const char *rid, const struct room_state *room)
{
	(void)chat;
	(void)poller;
	(void)room;
	return rid;
}
int64_t
poll_interval_s(struct chat *chat, const struct room_state *room)
{
	(void)chat;
	return room->stage != ROOM_CLOSED ? 2 : 60;
}
struct db *
db_new(const char *option_file)
{
	(void)option_file;
	return &database;
}
void
db_free(struct db *db)
{
	(void)db;
}
void
db_refuse_option_file(struct db *db, const char *why)
{
	(void)db;
	(void)why;
}
bool
db_connected(const struct db *db)
{
	return db;
}

enum db_tables
db_tables(const struct db *db)
{
	(void)db;
	return DB_TABLES_SUIT;
}

void
db_set_option_file(struct db *db, const char *option_file)
{
	(void)db;
	(void)option_file;
}
void
db_bar_writes(struct db *db, bool barred)
{
	if (db)
		db->writes_barred = barred;
}
void
db_set_patience(struct db *db, unsigned seconds)
{
	(void)db;
	(void)seconds;
}

void
db_hurry(struct db *db, int64_t ms)
{
	(void)db;
	(void)ms;
}

void
db_extend_patience(struct db *db, int64_t ms)
{
	(void)db;
	(void)ms;
}

void
db_refuse_newer_tables(struct db *db, const char *remedy)
{
	(void)db;
	(void)remedy;
}

bool
db_gave_up(const struct db *db)
{
	(void)db;
	return false;
}

void
db_request_end(struct db *db)
{
	db->requests++;
}
void
db_disconnect(struct db *db)
{
	(void)db;
}
void
user_seen(struct chat *chat)
{
	(void)chat;
}
void
user_seen_back(struct chat *chat)
{
	(void)chat;
}
void
visitor_seen(struct chat *chat)
{
	(void)chat;
}
void
answered_seen(struct chat *chat)
{
	(void)chat;
}
void
logged_error_keep(const struct log_entry *entry, const void *arg)
{
	(void)entry;
	(void)arg;
}
void
logged_errors_store(struct chat *chat)
{
	(void)chat;
}
bool
duties_free(struct chat *chat)
{
	(void)chat;
	return true;
}
void
business_hours_refresh(struct chat *chat)
{
	(void)chat;
}
bool
duties_busy(void)
{
	return false;
}
int64_t
duties_run(struct chat *chat)
{
	(void)chat;
	return INT64_MAX;
}
void
duties_finish(struct chat *chat, int64_t wait_ms)
{
	(void)chat;
	(void)wait_ms;
}
