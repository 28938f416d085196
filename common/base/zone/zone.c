/* SPDX-License-Identifier: MIT */
#include "base/zone/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"
#include "base/zone/zone_rules.h"

#define ZONE_FOLDER "/usr/share/zoneinfo/"
#define ZONE_MAX_LEN (ZONE_NAME_SIZE - 1) /* bytes; the longest name has 32 */
#define ZONE_MAGIC "TZif"                 /* how the file of a zone begins: RFC 8536, 3.1 */

static char *tz_before; /* the variable TZ before zone_begin(); NULL: there was none */
static const struct zone_rules *rules_in_force; /* NULL: the C library knows the zone */

/* Returns the name without the sub-folder that has all zones once more. */
static const char *
without_copies(const char *zone)
{
	static const char *const folders[] = { "posix/", "right/" };

	for (size_t i = 0; i < ARRAY_LEN(folders); i++)
		if (strncmp(zone, folders[i], strlen(folders[i])) == 0)
			return zone + strlen(folders[i]);
	return zone;
}

/* Browsers do not know the other names that a zone has in the folder; right/ has leap seconds, too. */
static bool
is_other_name(const char *zone)
{
	static const char *const others[] = { "posixrules", "localtime", "Factory" };

	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		if (strcmp(zone, others[i]) == 0)
			return true;
	return without_copies(zone) != zone || strstr(zone, "//");
}

/* Whether the machine has the zone. */
static bool
has_file(const char *zone)
{
	char path[sizeof(ZONE_FOLDER) + ZONE_MAX_LEN];
	char magic[sizeof(ZONE_MAGIC)] = "";
	FILE *file;

	/* The name comes from outside and must not lead out of the folder: it has no dots. */
	if (strlen(zone) > ZONE_MAX_LEN || *zone == '/' || is_other_name(zone) ||
	    zone[strspn(zone, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
			      "_+-/")] != '\0')
		return false;
	snprintf(path, sizeof(path), ZONE_FOLDER "%s", zone);
	file = fopen(path, "re");
	if (!file)
		return false;
	/* The folder also has lists of the zones and sub-folders. */
	if (!fgets(magic, sizeof(magic), file))
		magic[0] = '\0';
	fclose(file);
	return strcmp(magic, ZONE_MAGIC) == 0;
}

bool
zone_exists(const char *zone)
{
	return *zone == '\0' || has_file(zone) || zone_rules_find(zone);
}

static void
tz_set(const char *tz)
{
	if (tz ? setenv("TZ", tz, 1) : unsetenv("TZ"))
		log_fatal("out of memory");
	tzset();
}

void
zone_begin(const char *zone)
{
	const char *tz = getenv("TZ");

	tz_before = tz ? str_dup(tz) : NULL;
	if (*zone == '\0')
		return;
	/* The machine's database is newer than this program, as a rule. */
	if (has_file(zone)) {
		tz_set(zone);
		return;
	}
	rules_in_force = zone_rules_find(zone);
	if (rules_in_force)
		tz_set(zone_texts + rules_in_force->later);
}

void
zone_end(void)
{
	tz_set(tz_before);
	free(tz_before);
	tz_before = NULL;
	rules_in_force = NULL;
}

static void
local_time(struct tm *tm, int64_t ms)
{
	time_t seconds = (time_t)(ms / 1000 - (ms % 1000 < 0));

	if (!rules_in_force || !zone_rules_local(rules_in_force, seconds, tm))
		localtime_r(&seconds, tm);
}

int
zone_offset_s(int64_t ms)
{
	struct tm tm;

	local_time(&tm, ms);
	return (int)tm.tm_gmtoff;
}

void
zone_offset_text(char out[ZONE_OFFSET_SIZE], int offset_s)
{
	unsigned minutes = (unsigned)abs(offset_s) / 60;

	snprintf(out, ZONE_OFFSET_SIZE, "%c%02u:%02u", offset_s < 0 ? '-' : '+', minutes / 60 % 24,
	    minutes % 60);
}

void
zone_of_machine(char out[ZONE_NAME_SIZE])
{
	char target[sizeof(ZONE_FOLDER) + 2 * ZONE_MAX_LEN] = "";
	const char *name = getenv("TZ");
	ssize_t len;

	if (name) {
		name += *name == ':';
	} else {
		len = readlink("/etc/localtime", target, sizeof(target) - 1);
		target[len > 0 ? len : 0] = '\0';
		name = strstr(target, "zoneinfo/");
		name = name ? name + strlen("zoneinfo/") : "";
	}
	name = without_copies(name);
	if (!*name || !zone_exists(name))
		name = "UTC";
	snprintf(out, ZONE_NAME_SIZE, "%s", name);
}

void
zone_time_words(char out[ZONE_WORDS_SIZE], int64_t ms)
{
	static const char *const months[] = { "January", "February", "March", "April", "May",
		"June", "July", "August", "September", "October", "November", "December" };
	struct tm tm;
	bool nameless;

	local_time(&tm, ms);
	/* Zones without a name have their offset from UTC instead, such as +0545. */
	nameless = *tm.tm_zone == '+' || *tm.tm_zone == '-';
	snprintf(out, ZONE_WORDS_SIZE, "%d %s %d, %02d:%02d %s%.10s", tm.tm_mday, months[tm.tm_mon],
	    tm.tm_year + 1900, tm.tm_hour, tm.tm_min, nameless ? "UTC" : "", tm.tm_zone);
}

int
zone_minute(int64_t ms)
{
	struct tm tm;

	local_time(&tm, ms);
	return tm.tm_hour * 60 + tm.tm_min;
}
