#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"
#include "http/json_in.h"

/* How much of a property's name a complaint repeats. */
#define NAME_SHOWN_MAX 100

struct scan {
	struct arena *arena;
	const char *start;
	const char *p;
	const char *end;
	unsigned depth;
	size_t items;
	const char *complaint; /* the first one */
};

/* A name seen in an object, to find it when it comes again. */
struct seen {
	const struct seen *next;
	const char *name;
	size_t len;
};

static bool
fail_at(struct scan *scan, const char *where, const char *what)
{
	scan->complaint = arena_printf(
	    scan->arena, "invalid JSON at byte %zu: %s", (size_t)(where - scan->start) + 1, what);
	return false;
}

static bool
fail(struct scan *scan, const char *what)
{
	if (scan->p == scan->end)
		what = "unexpected end";
	return fail_at(scan, scan->p, what);
}

static void
skip_blanks(struct scan *scan)
{
	while (scan->p < scan->end && strchr(" \t\r\n", *scan->p) && *scan->p)
		scan->p++;
}

static bool
scan_char(struct scan *scan, char c)
{
	if (scan->p == scan->end || *scan->p != c)
		return false;
	scan->p++;
	return true;
}

/* The four digits behind \u. */
static bool
scan_unit(struct scan *scan, uint32_t *unit)
{
	static const char digits[] = "0123456789abcdef";

	*unit = 0;
	for (int i = 0; i < 4; i++, scan->p++) {
		const char *digit;

		if (scan->p == scan->end)
			return fail(scan, NULL);
		digit =
		    memchr(digits, *scan->p >= 'A' && *scan->p <= 'F' ? *scan->p | 0x20 : *scan->p,
			sizeof(digits) - 1);
		if (!digit)
			return fail(scan, "\\u needs four hexadecimal digits");
		*unit = *unit << 4 | (uint32_t)(digit - digits);
	}
	return true;
}

/* What follows \u: one unit, or the two of a surrogate pair. `escape` is the backslash. */
static bool
scan_code_point(struct scan *scan, const char *escape, uint32_t *code_point)
{
	uint32_t low;

	if (!scan_unit(scan, code_point))
		return false;
	if (*code_point == 0)
		return fail_at(scan, escape, "\\u0000 is not allowed");
	if (*code_point >= 0xdc00 && *code_point <= 0xdfff)
		return fail_at(scan, escape, "lone surrogate");
	if (*code_point < 0xd800 || *code_point > 0xdbff)
		return true;
	if (scan->end - scan->p < 2 || scan->p[0] != '\\' || scan->p[1] != 'u')
		return fail_at(scan, escape, "lone surrogate");
	scan->p += 2;
	if (!scan_unit(scan, &low))
		return false;
	if (low < 0xdc00 || low > 0xdfff)
		return fail_at(scan, escape, "lone surrogate");
	*code_point = 0x10000 + ((*code_point - 0xd800) << 10) + (low - 0xdc00);
	return true;
}

static bool
scan_escape(struct scan *scan, char **to)
{
	static const char names[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
	const char *escape = scan->p - 1, *name;
	uint32_t code_point;

	if (scan->p == scan->end)
		return fail(scan, NULL);
	if (scan_char(scan, 'u')) {
		if (!scan_code_point(scan, escape, &code_point))
			return false;
		*to += utf8_encode(*to, code_point);
		return true;
	}
	name = memchr(names, *scan->p, sizeof(names) - 1);
	if (!name)
		return fail_at(scan, escape, "unknown escape");
	*(*to)++ = meant[name - names];
	scan->p++;
	return true;
}

/* A string; decoded into `to`, which has room for all of it, unless that is NULL. */
static bool
scan_string(struct scan *scan, char *to, size_t *len)
{
	char unwanted[4], *at = to;

	if (!scan_char(scan, '"'))
		return fail(scan, "expected a string in double quotes");
	for (;;) {
		if (!to)
			at = unwanted;
		if (scan->p == scan->end)
			return fail(scan, NULL);
		if ((unsigned char)*scan->p < 0x20)
			return fail(scan, "control character in a string");
		if (scan_char(scan, '"'))
			break;
		if (scan_char(scan, '\\')) {
			if (!scan_escape(scan, &at))
				return false;
		} else {
			*at++ = *scan->p++;
		}
	}
	if (to)
		*len = (size_t)(at - to);
	return true;
}

static size_t
scan_digits(struct scan *scan)
{
	size_t count = 0;

	for (; scan->p < scan->end && *scan->p >= '0' && *scan->p <= '9'; scan->p++)
		count++;
	return count;
}

static bool
scan_number(struct scan *scan)
{
	const char *begin = scan->p, *first;
	bool negative = scan_char(scan, '-'), integer = true;
	size_t digits;

	first = scan->p;
	digits = scan_digits(scan);
	if (digits == 0)
		return fail(scan, "expected a digit");
	if (digits > 1 && *first == '0')
		return fail_at(scan, begin, "number with a leading zero");
	if (scan_char(scan, '.')) {
		integer = false;
		if (scan_digits(scan) == 0)
			return fail(scan, "expected a digit");
	}
	if (scan_char(scan, 'e') || scan_char(scan, 'E')) {
		integer = false;
		if (!scan_char(scan, '+'))
			scan_char(scan, '-');
		if (scan_digits(scan) == 0)
			return fail(scan, "expected a digit");
	}
	/* json-c would quietly make the nearest 64-bit integer of these. */
	if (integer && (digits > JSON_IN_DIGITS_MAX ||
			   (negative && digits == JSON_IN_DIGITS_MAX &&
			       memcmp(first, "9223372036854775808", JSON_IN_DIGITS_MAX) > 0)))
		return fail_at(scan, begin, "integer too large");
	return true;
}

static bool
scan_word(struct scan *scan, const char *word)
{
	size_t len = strlen(word);

	if ((size_t)(scan->end - scan->p) < len || memcmp(scan->p, word, len) != 0)
		return fail(scan, "unexpected character");
	scan->p += len;
	return true;
}

static bool
count_item(struct scan *scan)
{
	if (++scan->items > JSON_IN_ITEMS_MAX)
		return fail(scan, "more than 1000 members and items");
	return true;
}

static bool scan_value(struct scan *scan);

/* A member's name, which must be new, and the colon. */
static bool
scan_name(struct scan *scan, const struct seen **names)
{
	struct seen *name = arena_zalloc(scan->arena, sizeof(*name));
	const char *quote;
	char *text;

	if (scan->p == scan->end || *scan->p != '"')
		return fail(scan, "expected a property name in double quotes");
	for (quote = scan->p + 1; quote < scan->end && *quote != '"'; quote++)
		quote += *quote == '\\' && quote + 1 < scan->end;
	text = arena_alloc(scan->arena, (size_t)(quote - scan->p) + 1);
	if (!scan_string(scan, text, &name->len))
		return false;
	name->name = text;
	for (const struct seen *other = *names; other; other = other->next)
		if (other->len == name->len && memcmp(other->name, text, name->len) == 0) {
			scan->complaint = arena_printf(scan->arena, "duplicate property '%.*s'",
			    (int)utf8_cut(text, name->len, NAME_SHOWN_MAX), text);
			return false;
		}
	name->next = *names;
	*names = name;
	skip_blanks(scan);
	if (!scan_char(scan, ':'))
		return fail(scan, "expected ':'");
	skip_blanks(scan);
	return true;
}

/* The rest of an object or array, `close` being its closing bracket. */
static bool
scan_container(struct scan *scan, char close)
{
	const struct seen *names = NULL;

	if (++scan->depth > JSON_IN_DEPTH_MAX)
		return fail_at(scan, scan->p - 1, "nested more than 16 deep");
	skip_blanks(scan);
	if (scan_char(scan, close)) {
		scan->depth--;
		return true;
	}
	for (;;) {
		skip_blanks(scan);
		if (!count_item(scan) || (close == '}' && !scan_name(scan, &names)) ||
		    !scan_value(scan))
			return false;
		skip_blanks(scan);
		if (scan_char(scan, close))
			break;
		if (!scan_char(scan, ','))
			return fail(
			    scan, close == '}' ? "expected ',' or '}'" : "expected ',' or ']'");
	}
	scan->depth--;
	return true;
}

static bool
scan_value(struct scan *scan)
{
	if (scan->p == scan->end)
		return fail(scan, NULL);
	switch (*scan->p) {
	case '{':
		scan->p++;
		return scan_container(scan, '}');
	case '[':
		scan->p++;
		return scan_container(scan, ']');
	case '"':
		return scan_string(scan, NULL, NULL);
	case 't':
		return scan_word(scan, "true");
	case 'f':
		return scan_word(scan, "false");
	case 'n':
		return scan_word(scan, "null");
	case '-':
	case '0':
	case '1':
	case '2':
	case '3':
	case '4':
	case '5':
	case '6':
	case '7':
	case '8':
	case '9':
		return scan_number(scan);
	default:
		return fail(scan, "unexpected character");
	}
}

const char *
json_check(struct arena *arena, const char *text, size_t len, char *root)
{
	struct scan scan = { .arena = arena, .start = text, .p = text, .end = text + len };
	size_t bad;

	if (!utf8_valid(text, len, &bad)) {
		fail_at(&scan, text + bad, "not UTF-8");
		return scan.complaint;
	}
	skip_blanks(&scan);
	*root = scan.p < scan.end ? *scan.p : '\0';
	if (!scan_value(&scan))
		return scan.complaint;
	skip_blanks(&scan);
	if (scan.p < scan.end)
		fail(&scan, "unexpected text behind the value");
	return scan.complaint;
}
