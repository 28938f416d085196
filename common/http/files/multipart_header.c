/* SPDX-License-Identifier: MIT */
#include "http/files/multipart_header.h"

#include <string.h>
#include <strings.h>

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Whether the character may be in the name of a header or a parameter: token of RFC 9110, 5.6.2. */
static bool
is_token(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c && strchr("!#$%&'*+-.^_`|~", c));
}

static char *
token_end(char *at)
{
	while (is_token(*at))
		at++;
	return at;
}

static char *
blanks_end(char *at)
{
	while (is_blank(*at))
		at++;
	return at;
}

bool
header_word_end(char *header, char **parameters)
{
	char *end = header + strcspn(header, "; \t"), *next = blanks_end(end);
	bool more = *next == ';';

	if (!more && *next != '\0')
		return false;
	*end = '\0';
	*parameters = more ? next + 1 : NULL;
	return true;
}

/*
 * Takes the quotes of the text away, which begins behind the first one. Returns what follows the last one, NULL: there
 * is none. A backslash before any other character stands for itself, as in the paths that some browsers have sent.
 */
static char *
unquote(char *at)
{
	char *to = at;

	for (; *at && *at != '"'; at++) {
		if (*at == '\\' && (at[1] == '"' || at[1] == '\\'))
			at++;
		*to++ = *at;
	}
	if (!*at)
		return NULL;
	*to = '\0';
	return at + 1;
}

enum header_next
header_parameter_next(char **at, struct header_parameter *parameter)
{
	char *name, *value, *end;

	if (!*at)
		return HEADER_END;
	name = blanks_end(*at);
	end = token_end(name);
	if (end == name || *end != '=')
		return HEADER_INVALID;
	*end = '\0';
	value = end + 1;
	if (*value == '"') {
		end = unquote(++value);
		if (!end)
			return HEADER_INVALID;
	} else {
		end = value + strcspn(value, "; \t\"\\");
		if (*end == '"' || *end == '\\')
			return HEADER_INVALID;
	}
	*parameter = (struct header_parameter){ name, value };
	/* The end of a value without quotes is overwritten, so what stands there is looked at before. */
	*at = blanks_end(end);
	if (**at != ';' && **at != '\0')
		return HEADER_INVALID;
	*at = **at == ';' ? *at + 1 : NULL;
	*end = '\0';
	return HEADER_PARAMETER;
}

/* Sets what was NULL; false when it was not: the header or the parameter stands twice. */
static bool
set_once(const char **text, const char *value)
{
	if (*text)
		return false;
	*text = value;
	return true;
}

/* filename*, which RFC 7578 forbids, and unknown parameters have no effect. */
static bool
disposition_read(char *value, struct multipart_part *part)
{
	struct header_parameter parameter;
	enum header_next next;
	char *at;

	if (!header_word_end(value, &at) || strcasecmp(value, "form-data") != 0)
		return false;
	while ((next = header_parameter_next(&at, &parameter)) == HEADER_PARAMETER) {
		if (strcasecmp(parameter.name, "name") == 0 &&
		    !set_once(&part->name, parameter.value))
			return false;
		if (strcasecmp(parameter.name, "filename") == 0 &&
		    !set_once(&part->file_name, parameter.value))
			return false;
	}
	return next == HEADER_END;
}

/* Whether the line has no control character but tabs, which includes CR, LF and NUL. */
static bool
line_is_clean(const char *line, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (((unsigned char)line[i] < 0x20 && line[i] != '\t') || line[i] == 0x7f)
			return false;
	return true;
}

/* Reads one line, which ends with NUL. */
static bool
line_read(char *line, const char **disposition, struct multipart_part *part)
{
	char *colon = token_end(line), *value, *end;

	/* A line that begins with a blank would continue the one before. */
	if (colon == line || *colon != ':')
		return false;
	*colon = '\0';
	value = blanks_end(colon + 1);
	end = value + strlen(value);
	while (end > value && is_blank(end[-1]))
		*--end = '\0';
	if (strcasecmp(line, "Content-Disposition") == 0)
		return set_once(disposition, value) && disposition_read(value, part);
	if (strcasecmp(line, "Content-Type") == 0)
		return set_once(&part->media_type, value);
	return true;
}

bool
multipart_headers(char *headers, size_t len, struct multipart_part *part)
{
	const char *disposition = NULL;
	char *end = headers + len;

	*part = (struct multipart_part){ .name = NULL };
	for (size_t lines = 0; headers < end; lines++) {
		char *cr = memchr(headers, '\r', (size_t)(end - headers));

		if (!cr || cr + 1 >= end || cr[1] != '\n' || lines == MULTIPART_HEADER_LINES_MAX ||
		    !line_is_clean(headers, (size_t)(cr - headers)))
			return false;
		*cr = '\0';
		if (!line_read(headers, &disposition, part))
			return false;
		headers = cr + 2;
	}
	if (part->file_name && !*part->file_name)
		part->file_name = NULL;
	if (part->media_type && !*part->media_type)
		part->media_type = NULL;
	return part->name;
}
