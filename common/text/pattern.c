/* SPDX-License-Identifier: MIT */
#include "text/pattern.h"

#include <ctype.h>
#include <regex.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* How many atoms a pattern may have when its repetitions are written out, as regcomp() does. */
#define ATOMS_MAX 1000

#define DIGITS_MAX 4

struct scan {
	const char *p;
	size_t atoms;  /* of this group, so far */
	size_t last;   /* of them those that a repetition would repeat; 0: none */
	bool repeated; /* the last atom was repeated already */
	size_t depth;  /* how many groups are open */
	size_t outer[PATTERN_MAX];
};

static void
atom_add(struct scan *scan, size_t atoms)
{
	scan->atoms += atoms;
	scan->last = atoms;
	scan->repeated = false;
}

/* After what cannot be repeated. */
static void
nothing_to_repeat(struct scan *scan)
{
	scan->last = 0;
	scan->repeated = false;
}

/* Both syntaxes agree about a set without backslashes and classes that does not begin with ']'. */
static const char *
set_scan(struct scan *scan)
{
	scan->p += scan->p[1] == '^' ? 2 : 1;
	if (*scan->p == ']')
		return "A set in brackets is empty";
	for (; *scan->p != ']'; scan->p++) {
		if (!*scan->p)
			return "A bracket is not closed";
		if (*scan->p == '\\')
			return "A set in brackets has a backslash";
		if (*scan->p == '[' && scan->p[1] && strchr(":.=", scan->p[1]))
			return "A set in brackets has a class";
	}
	atom_add(scan, 1);
	return NULL;
}

static const char *
escape_scan(struct scan *scan)
{
	char c = *++scan->p;

	if (!c)
		return "It ends with a backslash";
	if (isdigit((unsigned char)c))
		return "It has a back reference";
	if (isalpha((unsigned char)c) && !strchr("wWsSbB", c))
		return "Of the letters only w, W, s, S, b and B may follow a backslash";
	if (strchr("<>`'", c))
		return "None of < > ` ' may follow a backslash";
	if (c == 'b' || c == 'B')
		nothing_to_repeat(scan);
	else
		atom_add(scan, 1);
	return NULL;
}

/* Reads a number of a few digits; false: there is none. */
static bool
number_scan(struct scan *scan, size_t *number)
{
	const char *begin = scan->p;

	for (*number = 0; isdigit((unsigned char)*scan->p); scan->p++)
		if (scan->p - begin < DIGITS_MAX)
			*number = *number * 10 + (size_t)(*scan->p - '0');
		else
			return false;
	return scan->p > begin;
}

/* Reads {m}, {m,} or {m,n}; *times is how many copies regcomp() makes. */
static bool
braces_scan(struct scan *scan, size_t *times)
{
	size_t most;

	scan->p++;
	if (!number_scan(scan, times))
		return false;
	if (*scan->p == ',') {
		scan->p++;
		if (*scan->p == '}')
			++*times;
		else if (!number_scan(scan, &most) || most < *times)
			return false;
		else
			*times = most;
	}
	return *scan->p == '}';
}

static const char *
repetition_scan(struct scan *scan)
{
	size_t times = *scan->p == '+' ? 2 : 1;
	bool lazy = scan->repeated && *scan->p == '?';

	if (scan->last == 0 || (scan->repeated && !lazy))
		return "A repetition has nothing before it that it could repeat";
	if (*scan->p == '{' && !braces_scan(scan, &times))
		return "The numbers in braces are none";
	if (times > 1)
		scan->atoms += scan->last * (times - 1);
	scan->last = lazy ? 0 : scan->last * (times > 1 ? times : 1);
	scan->repeated = true;
	return NULL;
}

static const char *
group_begin(struct scan *scan)
{
	if (scan->p[1] == '?')
		return "It has a group that begins with (?";
	scan->outer[scan->depth++] = scan->atoms;
	scan->atoms = 0;
	nothing_to_repeat(scan);
	return NULL;
}

static const char *
group_end(struct scan *scan)
{
	size_t inner = scan->atoms + 1;

	if (scan->depth == 0)
		return "A parenthesis is closed that was not opened";
	scan->atoms = scan->outer[--scan->depth];
	atom_add(scan, inner);
	return NULL;
}

static const char *
one_scan(struct scan *scan)
{
	unsigned char c = (unsigned char)*scan->p;

	if (c < ' ' || c > '~')
		return "It has other characters than those of ASCII";
	switch (c) {
	case '[':
		return set_scan(scan);
	case '\\':
		return escape_scan(scan);
	case '(':
		return group_begin(scan);
	case ')':
		return group_end(scan);
	case '*':
	case '+':
	case '?':
	case '{':
		return repetition_scan(scan);
	case '|':
	case '^':
	case '$':
		nothing_to_repeat(scan);
		return NULL;
	default:
		atom_add(scan, 1);
		return NULL;
	}
}

static const char *
syntax_complaint(const char *pattern)
{
	struct scan scan = { .p = pattern };

	for (; *scan.p; scan.p++) {
		const char *complaint = one_scan(&scan);

		if (complaint)
			return complaint;
		if (scan.atoms > ATOMS_MAX)
			return "Its repetitions come to too much";
	}
	return scan.depth > 0 ? "A parenthesis is not closed" : NULL;
}

/*
 * An anchor before the pattern keeps regexec() from searching again from each byte of the text, which
 * would take the square of the time.
 */
static bool
pattern_compile(regex_t *compiled, const char *pattern)
{
	char anchored[PATTERN_MAX + sizeof("^.*()")];

	snprintf(anchored, sizeof(anchored), "^.*(%s)", pattern);
	return regcomp(compiled, anchored, REG_EXTENDED | REG_NOSUB) == 0;
}

const char *
pattern_complaint(const char *pattern)
{
	const char *complaint;
	regex_t compiled;

	if (strlen(pattern) > PATTERN_MAX)
		return "It is too long";
	complaint = syntax_complaint(pattern);
	if (complaint)
		return complaint;
	if (!pattern_compile(&compiled, pattern))
		return "It is no regular expression";
	regfree(&compiled);
	return NULL;
}

/*
 * glibc takes a ^ after a line end that it has matched for one at the beginning of the text. Patterns cannot
 * tell one white space from another, so a text with a carriage return there is the same to all else.
 */
static void
one_line_write(char out[PATTERN_TEXT_MAX + 1], const char *text)
{
	do
		*out++ = (char)(*text == '\n' ? '\r' : *text);
	while (*text++);
}

bool
pattern_found(const char *pattern, const char *text)
{
	char one_line[PATTERN_TEXT_MAX + 1];
	regex_t compiled;
	bool found;

	if (strlen(text) > PATTERN_TEXT_MAX || strlen(pattern) > PATTERN_MAX ||
	    syntax_complaint(pattern) || !pattern_compile(&compiled, pattern))
		return false;
	one_line_write(one_line, text);
	found = regexec(&compiled, one_line, 0, NULL, 0) == 0;
	regfree(&compiled);
	return found;
}
