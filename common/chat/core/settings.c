/* SPDX-License-Identifier: MIT */
#include "chat/core/settings.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/crypto/fnv.h"
#include "base/log.h"
#include "base/str.h"
#include "chat/core/chat.h"
#include "db/setting.h"

struct value {
	char *stored;     /* as it is in the table; NULL: there is no row */
	char *normal;     /* the same as it counts (see setting_normal()); NULL: it is not valid */
	const char *text; /* `normal`, or the default if that is NULL */
	int64_t number;   /* of an integer; 0 or 1 for a boolean */
	bool seen;        /* while the table is read: its row has been read */
};

struct settings {
	struct value values[SETTING__MAX];
	uint64_t hash;      /* see settings_hash(); 0: a value has changed since */
	int64_t read_at_ms; /* by the monotonic clock; 0: never */
};

static void
value_set(struct settings *settings, enum setting setting, const char *stored)
{
	struct value *value = &settings->values[setting];
	const struct setting_rule *rule = setting_rule(setting);
	const char *complaint = stored ? setting_complaint(setting, stored) : NULL;

	settings->hash = 0;
	free(value->stored);
	free(value->normal);
	value->stored = stored ? str_dup(stored) : NULL;
	value->normal = stored && !complaint ? setting_normal(setting, stored) : NULL;
	if (complaint)
		log_error("setting %s: the table has a value that is not right, the default \"%s\" "
			  "counts: it must be %s",
		    rule->name, rule->initial, complaint);
	value->text = value->normal ? value->normal : rule->initial;
	if (rule->type == SETTING_BOOLEAN)
		value->number = strcmp(value->text, "true") == 0;
	else if (rule->type == SETTING_INTEGER)
		value->number = strtoll(value->text, NULL, 10);
}

/*
 * Secrets are left out, since clients see the hash and could try guesses of a short one; and so is
 * the number of guests, which is counted on with each and shapes no other reply.
 */
static void
hash_set(struct settings *settings)
{
	settings->hash = FNV64_BEGIN;
	for (enum setting i = 0; i < SETTING__MAX; i++)
		if (!setting_rule(i)->secret && i != SETTING_GUEST_COUNT)
			settings->hash = fnv64_text(settings->hash, settings->values[i].text);
}

struct settings *
settings_new(void)
{
	struct settings *settings = calloc(1, sizeof(*settings));

	if (!settings)
		log_fatal("out of memory");
	for (enum setting i = 0; i < SETTING__MAX; i++)
		value_set(settings, i, NULL);
	hash_set(settings);
	return settings;
}

void
settings_free(struct settings *settings)
{
	if (!settings)
		return;
	for (size_t i = 0; i < SETTING__MAX; i++) {
		free(settings->values[i].stored);
		free(settings->values[i].normal);
	}
	free(settings);
}

bool
setting_bool(const struct settings *settings, enum setting setting)
{
	assert(setting_rule(setting)->type == SETTING_BOOLEAN);
	return settings->values[setting].number != 0;
}

int64_t
setting_int(const struct settings *settings, enum setting setting)
{
	assert(setting_rule(setting)->type == SETTING_INTEGER);
	return settings->values[setting].number;
}

const char *
setting_text(const struct settings *settings, enum setting setting)
{
	return settings->values[setting].text;
}

uint64_t
settings_hash(const struct settings *settings)
{
	return settings->hash;
}

bool
settings_route_automatically(const struct settings *settings)
{
	return strcmp(setting_text(settings, SETTING_ROUTING_METHOD), "Auto_Selection") == 0;
}

bool
settings_known(const struct settings *settings)
{
	return settings->read_at_ms != 0;
}

int64_t
settings_read_at(const struct settings *settings)
{
	return settings->read_at_ms;
}

static enum db_error
settings_row(const char *name, const char *stored, void *arg)
{
	struct settings *settings = arg;
	enum setting setting = setting_find(name);
	struct value *value;

	/* A newer or older release of this program may know it. */
	if (setting == SETTING__MAX)
		return DB_OK;
	value = &settings->values[setting];
	value->seen = true;
	if (!value->stored || strcmp(value->stored, stored) != 0)
		value_set(settings, setting, stored);
	return DB_OK;
}

enum chat_error
settings_refresh_now(struct chat *chat)
{
	struct settings *settings = chat->settings;
	int64_t now_ms = clock_monotonic_ms();
	enum db_error error;

	for (size_t i = 0; i < SETTING__MAX; i++)
		settings->values[i].seen = false;
	error = db_setting_list(chat->db, settings_row, settings);
	if (error)
		return chat_error_from_db(error);
	for (enum setting i = 0; i < SETTING__MAX; i++)
		if (!settings->values[i].seen && settings->values[i].stored)
			value_set(settings, i, NULL);
	if (settings->hash == 0)
		hash_set(settings);
	settings->read_at_ms = now_ms;
	return CHAT_OK;
}

enum chat_error
settings_refresh(struct chat *chat)
{
	int64_t read_at_ms = chat->settings->read_at_ms;

	if (read_at_ms && clock_monotonic_ms() - read_at_ms < SETTINGS_MAX_AGE_MS)
		return CHAT_OK;
	return settings_refresh_now(chat);
}
