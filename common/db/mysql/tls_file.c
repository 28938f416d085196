/* SPDX-License-Identifier: MIT */
#include "db/mysql/tls_file.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/options/option_file.h"
#include "base/str.h"
#include "db/mysql/client.h"

#define MARK "\xef\xbb\xbf" /* see option_file_without_mark() */

#define FILES_MAX 64 /* with those that are included, several times */

enum kind {
	KIND_MODE,
	KIND_SWITCH,      /* whether to encrypt at all */
	KIND_VERIFY,      /* whether the certificate has to be that of the host */
	KIND_CA,          /* whose certificates are trusted */
	KIND_CAPATH,      /* the same as a folder */
	KIND_REVOKED,     /* which certificates are trusted no more */
	KIND_FINGERPRINT, /* of the server's certificate */
	KIND_MATERIAL,    /* what only encrypted connections use */
	KIND_DETAIL       /* what they may use */
};

enum readers { BOTH, MARIADB_ALONE, MYSQL_ALONE };

/*
 * Every option whose name begins with ssl or tls. Those of the first three kinds are read here, and mean the
 * same with each library; the others are left to the library, which has to know them.
 */
static const struct option {
	const char *name;
	enum kind kind;
	enum readers readers;
} options[] = {
	{ "ssl-mode", KIND_MODE, BOTH },
	{ "ssl", KIND_SWITCH, BOTH },
	{ "ssl-enforce", KIND_SWITCH, BOTH },
	{ "tls-enforce", KIND_SWITCH, BOTH },
	{ "ssl-verify-server-cert", KIND_VERIFY, BOTH },
	{ "tls-verify-peer", KIND_VERIFY, BOTH },
	{ "ssl-ca", KIND_CA, BOTH },
	{ "tls-ca", KIND_CA, MARIADB_ALONE },
	{ "ssl-capath", KIND_CAPATH, BOTH },
	{ "tls-capath", KIND_CAPATH, MARIADB_ALONE },
	{ "ssl-crl", KIND_REVOKED, BOTH },
	{ "tls-crl", KIND_REVOKED, MARIADB_ALONE },
	{ "ssl-crlpath", KIND_REVOKED, BOTH },
	{ "tls-crlpath", KIND_REVOKED, MARIADB_ALONE },
	{ "ssl-fp", KIND_FINGERPRINT, MARIADB_ALONE },
	{ "tls-fp", KIND_FINGERPRINT, MARIADB_ALONE },
	{ "ssl-fp-list", KIND_FINGERPRINT, MARIADB_ALONE },
	{ "ssl-fplist", KIND_FINGERPRINT, MARIADB_ALONE },
	{ "tls-fplist", KIND_FINGERPRINT, MARIADB_ALONE },
	{ "ssl-cert", KIND_MATERIAL, BOTH },
	{ "tls-cert", KIND_MATERIAL, MARIADB_ALONE },
	{ "ssl-key", KIND_MATERIAL, BOTH },
	{ "tls-key", KIND_MATERIAL, MARIADB_ALONE },
	{ "ssl-cipher", KIND_MATERIAL, BOTH },
	{ "tls-cipher", KIND_MATERIAL, MARIADB_ALONE },
	{ "ssl-passphrase", KIND_DETAIL, MARIADB_ALONE },
	{ "tls-passphrase", KIND_DETAIL, MARIADB_ALONE },
	{ "tls-version", KIND_DETAIL, BOTH },
	{ "tls-ciphersuites", KIND_DETAIL, MYSQL_ALONE },
	{ "ssl-fips-mode", KIND_DETAIL, MYSQL_ALONE },
};

const char *const tls_mode_names[] = {
	[TLS_UNSAID] = "",
	[TLS_DISABLED] = "DISABLED",
	[TLS_PREFERRED] = "PREFERRED",
	[TLS_REQUIRED] = "REQUIRED",
	[TLS_VERIFY_CA] = "VERIFY_CA",
	[TLS_VERIFY_IDENTITY] = "VERIFY_IDENTITY",
};

/* What an option demands, and which one it was, for messages. */
struct demand {
	enum tls_mode mode;
	const char *by;
};

struct reading {
	struct arena *mem;
	struct buf *why;
	int files;
	enum tls_mode said;    /* by ssl-mode; the last one counts, as always */
	struct demand encrypt; /* REQUIRED, DISABLED or UNSAID */
	struct demand
	    identity;        /* VERIFY_IDENTITY, VERIFY_CA: the name does not matter, or UNSAID */
	struct demand floor; /* the most that the other options demand */
	const char *ca;      /* as in struct tls_wish */
	const char *capath;
};

static bool reading_file(struct reading *r, const char *path);

/* --- One option -------------------------------------------------------------------------- */

static const struct option *
option_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(options); i++)
		if (strcmp(options[i].name, name) == 0)
			return &options[i];
	return NULL;
}

static bool
is_known(const struct option *option)
{
	return option && option->readers != (CLIENT_IS_MARIADB ? MYSQL_ALONE : MARIADB_ALONE);
}

static bool
is_one_of(const char *value, const char *const *words)
{
	while (*words && strcasecmp(value, *words) != 0)
		words++;
	return *words;
}

static bool
switch_value(struct reading *r, const char *name, const char *value, bool *on)
{
	static const char *const yes[] = { "1", "on", "true", "yes", NULL };
	static const char *const no[] = { "0", "off", "false", "no", NULL };

	*on = !value || is_one_of(value, yes);
	if (*on || is_one_of(value, no))
		return true;
	buf_printf(r->why, "%s = %s is neither 1 nor 0", name, value);
	return false;
}

static bool
mode_value(struct reading *r, const char *value)
{
	for (enum tls_mode mode = TLS_DISABLED; mode < TLS__MAX; mode++)
		if (value && strcasecmp(value, tls_mode_names[mode]) == 0) {
			r->said = mode;
			return true;
		}
	buf_printf(r->why,
	    "ssl-mode = %s is none of DISABLED, PREFERRED, REQUIRED, VERIFY_CA and "
	    "VERIFY_IDENTITY",
	    value ? value : "");
	return false;
}

static void
raise_floor(struct reading *r, enum tls_mode mode, const char *by)
{
	if (mode > r->floor.mode)
		r->floor = (struct demand){ mode, by };
}

/* Options with an empty value are as good as absent. */
static void
text_value(struct reading *r, const struct option *option, const char *value)
{
	if (value && (*value == '\0' || *value == '#' || strcmp(value, "\"\"") == 0 ||
			 strcmp(value, "''") == 0))
		value = NULL;
	if (option->kind == KIND_CA)
		r->ca = value;
	else if (option->kind == KIND_CAPATH)
		r->capath = value;
	else if (value && option->kind == KIND_REVOKED)
		raise_floor(r, TLS_VERIFY_CA, option->name);
	else if (value && option->kind == KIND_FINGERPRINT)
		raise_floor(r, TLS_REQUIRED, option->name);
	else if (value && option->kind == KIND_MATERIAL)
		raise_floor(r, TLS_PREFERRED, option->name);
}

/* `turned`: the name began with skip-. `value`: NULL if the line has none. */
static bool
option_take(struct reading *r, const char *name, bool turned, const char *value)
{
	const struct option *option = option_find(name);
	const char *written;
	bool on;

	if (!is_known(option)) {
		buf_printf(
		    r->why, "the client library of %s knows no option %s", CLIENT_NAME, name);
		return false;
	}
	if (option->kind == KIND_MODE)
		return mode_value(r, value);
	if (option->kind != KIND_SWITCH && option->kind != KIND_VERIFY) {
		text_value(r, option, value);
		return true;
	}
	if (!switch_value(r, name, value, &on))
		return false;
	on = on != turned;
	written = arena_printf(r->mem, "%s%s%s%s", turned ? "skip-" : "", name, value ? " = " : "",
	    value ? value : "");
	if (option->kind == KIND_SWITCH)
		r->encrypt = (struct demand){ on ? TLS_REQUIRED : TLS_DISABLED, written };
	else
		r->identity = (struct demand){ on ? TLS_VERIFY_IDENTITY : TLS_VERIFY_CA, written };
	return true;
}

/* --- Lines and files --------------------------------------------------------------------- */

static char *
trimmed(char *text)
{
	char *end = text + strlen(text);

	while (end > text && strchr(" \t\r\n\f\v", end[-1]))
		end--;
	*end = '\0';
	return text + strspn(text, " \t\r\n\f\v");
}

static bool
begins(const char **text, const char *with)
{
	size_t len = strlen(with);

	if (strncmp(*text, with, len) != 0)
		return false;
	*text += len;
	return true;
}

/* A word stands there without quotation marks and the comment behind it, which some libraries do not know. */
static const char *
word_value(char *value)
{
	char quote = *value;

	if (quote == '"' || quote == '\'')
		value++;
	else
		quote = ' ';
	value[strcspn(value, quote == ' ' ? " \t#" : quote == '"' ? "\"" : "'")] = '\0';
	return value;
}

static bool
line_option(struct reading *r, char *line)
{
	char *equals = strchr(line, '=');
	const char *name = line, *value = NULL;
	const struct option *option;
	bool turned;

	if (equals) {
		*equals++ = '\0';
		value = equals = trimmed(equals);
	}
	line[strcspn(line, " \t#")] = '\0';
	for (char *at = line; *at; at++)
		if (*at == '_')
			*at = '-';
	(void)begins(&name, "loose-");
	turned = begins(&name, "skip-") || begins(&name, "disable-");
	if (!turned)
		(void)begins(&name, "enable-");
	if (strncasecmp(name, "ssl", 3) != 0 && strncasecmp(name, "tls", 3) != 0)
		return true;
	option = option_find(name);
	if (equals && option && option->kind <= KIND_VERIFY)
		value = word_value(equals);
	return option_take(r, name, turned, value);
}

static bool
is_our_group(char *line)
{
	const char *name;

	line[strcspn(line, "]")] = '\0';
	name = trimmed(line + 1);
	return strcmp(name, "livechat") == 0 || strcmp(name, "client") == 0 ||
	       (CLIENT_IS_MARIADB &&
		   (strcmp(name, "client-server") == 0 || strcmp(name, "client-mariadb") == 0));
}

static int
is_included(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return len > 4 && strcmp(entry->d_name + len - 4, ".cnf") == 0;
}

static bool
include_folder(struct reading *r, const char *folder)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, is_included, alphasort);
	bool read = true;

	if (count < 0)
		return true;
	for (int i = 0; i < count; i++) {
		if (read)
			read = reading_file(
			    r, arena_printf(r->mem, "%s/%s", folder, entries[i]->d_name));
		free(entries[i]);
	}
	free(entries);
	return read;
}

static bool
reading_line(struct reading *r, char *line, bool *ours)
{
	const char *at = line;

	if (begins(&at, "!includedir"))
		return include_folder(r, trimmed(line + (at - line)));
	if (begins(&at, "!include"))
		return reading_file(r, trimmed(line + (at - line)));
	if (*line == '[')
		*ours = is_our_group(line);
	else if (*ours && *line && !strchr("#;", *line))
		return line_option(r, line);
	return true;
}

/* A file that cannot be read counts as empty, as it does for the libraries. */
static bool
reading_file(struct reading *r, const char *path)
{
	struct buf text = { 0 };
	bool ours = false, read = true;
	const char *at, *end;

	if (++r->files > FILES_MAX) {
		buf_puts(r->why, "it includes too many files");
		return false;
	}
	if (!option_file_read(path, &text)) {
		buf_free(&text);
		return true;
	}
	at = buf_cstr(&text);
	end = at + text.len;
	(void)begins(&at, MARK);
	while (read && at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		size_t len = (size_t)((newline ? newline : end) - at);

		read = reading_line(r, trimmed(arena_strndup(r->mem, at, len)), &ours);
		at += len + 1;
	}
	buf_free(&text);
	return read;
}

/* --- All together ------------------------------------------------------------------------ */

/* Exactly what was said would leave the connection less safe than another line says. */
static bool
refuse(struct reading *r, const char *one, const char *other)
{
	buf_printf(r->why, "%s and %s exclude each other: remove one of them", one, other);
	return false;
}

static bool
decide(struct reading *r, enum tls_mode *mode)
{
	const char *said = arena_printf(r->mem, "ssl-mode = %s", tls_mode_names[r->said]);
	bool barred = r->encrypt.mode == TLS_DISABLED;

	if (r->ca || r->capath)
		raise_floor(r, TLS_VERIFY_CA, r->ca ? "ssl-ca" : "ssl-capath");
	if (r->identity.mode == TLS_VERIFY_IDENTITY)
		raise_floor(r, TLS_VERIFY_IDENTITY, r->identity.by);
	if (!barred)
		raise_floor(r, r->encrypt.mode, r->encrypt.by);
	if (barred && r->floor.mode)
		return refuse(r, r->encrypt.by, r->floor.by);
	if (barred && r->said > TLS_DISABLED)
		return refuse(r, r->encrypt.by, said);
	if (r->identity.mode == TLS_VERIFY_CA && r->said == TLS_VERIFY_IDENTITY)
		return refuse(r, r->identity.by, said);
	if (r->said && r->said < TLS_REQUIRED && r->floor.mode > r->said)
		return refuse(r, said, r->floor.by);
	if (barred)
		*mode = TLS_DISABLED;
	else if (!r->said && r->floor.mode == TLS_PREFERRED)
		*mode = TLS_REQUIRED;
	else
		*mode = r->said > r->floor.mode ? r->said : r->floor.mode;
	return true;
}

/* Nearly every file says nothing about TLS. */
static bool
may_say_something(const char *option_file)
{
	struct buf text = { 0 };
	bool may = false;

	if (option_file_read(option_file, &text))
		may = strcasestr(buf_cstr(&text), "ssl") || strcasestr(buf_cstr(&text), "tls") ||
		      strstr(buf_cstr(&text), "!include") || memchr(text.data, '\0', text.len);
	buf_free(&text);
	return may;
}

bool
tls_file_read(struct arena *mem, const char *option_file, struct tls_wish *wish, struct buf *why)
{
	struct buf reason = { 0 };
	struct reading r = { .mem = mem, .why = &reason };
	bool usable;

	memset(wish, 0, sizeof(*wish));
	if (!may_say_something(option_file))
		return true;
	usable = reading_file(&r, option_file) && decide(&r, &wish->mode);
	wish->ca = r.ca;
	wish->capath = r.capath;
	if (!usable)
		buf_printf(why, "option file %s: %s", option_file, buf_cstr(&reason));
	buf_free(&reason);
	return usable;
}
