#include "http/request/json_in.h"

#include <stdlib.h>
#include <string.h>

#include "base/json_out.h"
#include "base/utf8.h"

/* How much of a property's name a complaint repeats. */
#define NAME_SHOWN_MAX 100

struct reader {
	struct arena *arena;
	const char *start;
	const char *p;
	const char *end;
	unsigned depth;
	size_t items;
	const char *complaint; /* the first one */
};

static bool
fail_at(struct reader *in, const char *where, const char *what)
{
	in->complaint = arena_printf(
	    in->arena, "invalid JSON at byte %zu: %s", (size_t)(where - in->start) + 1, what);
	return false;
}

static bool
fail(struct reader *in, const char *what)
{
	if (in->p == in->end)
		what = "unexpected end";
	return fail_at(in, in->p, what);
}

static void
skip_blanks(struct reader *in)
{
	while (in->p < in->end &&
	       (*in->p == ' ' || *in->p == '\n' || *in->p == '\r' || *in->p == '\t'))
		in->p++;
}

static bool
skip_char(struct reader *in, char c)
{
	if (in->p == in->end || *in->p != c)
		return false;
	in->p++;
	return true;
}

/* --- strings ------------------------------------------------------------------------------- */

/* The four digits behind \u. */
static bool
read_unit(struct reader *in, uint32_t *unit)
{
	static const char digits[] = "0123456789abcdef";

	*unit = 0;
	for (int i = 0; i < 4; i++, in->p++) {
		const char *digit;

		if (in->p == in->end)
			return fail(in, NULL);
		digit = memchr(digits, *in->p >= 'A' && *in->p <= 'F' ? *in->p | 0x20 : *in->p,
		    sizeof(digits) - 1);
		if (!digit)
			return fail(in, "\\u needs four hexadecimal digits");
		*unit = *unit << 4 | (uint32_t)(digit - digits);
	}
	return true;
}

/* What follows \u: one unit, or the two of a surrogate pair. `escape` is the backslash. */
static bool
read_code_point(struct reader *in, const char *escape, uint32_t *code_point)
{
	uint32_t low;

	if (!read_unit(in, code_point))
		return false;
	if (*code_point == 0)
		return fail_at(in, escape, "\\u0000 is not allowed");
	if (*code_point >= 0xdc00 && *code_point <= 0xdfff)
		return fail_at(in, escape, "lone surrogate");
	if (*code_point < 0xd800 || *code_point > 0xdbff)
		return true;
	if (in->end - in->p < 2 || in->p[0] != '\\' || in->p[1] != 'u')
		return fail_at(in, escape, "lone surrogate");
	in->p += 2;
	if (!read_unit(in, &low))
		return false;
	if (low < 0xdc00 || low > 0xdfff)
		return fail_at(in, escape, "lone surrogate");
	*code_point = 0x10000 + ((*code_point - 0xd800) << 10) + (low - 0xdc00);
	return true;
}

/* What follows a backslash, decoded to *to. */
static bool
read_escape(struct reader *in, char **to)
{
	static const char names[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
	const char *escape = in->p - 1, *name;
	uint32_t code_point;

	if (in->p == in->end)
		return fail(in, NULL);
	if (skip_char(in, 'u')) {
		if (!read_code_point(in, escape, &code_point))
			return false;
		*to += utf8_encode(*to, code_point);
		return true;
	}
	name = memchr(names, *in->p, sizeof(names) - 1);
	if (!name)
		return fail_at(in, escape, "unknown escape");
	*(*to)++ = meant[name - names];
	in->p++;
	return true;
}

/* The rest of a string with escapes; an escape is never shorter than what it stands for. */
static const char *
read_escaped(struct reader *in, size_t *len)
{
	const char *quote = in->p;
	char *text, *to;

	for (; quote < in->end && *quote != '"'; quote++)
		quote += *quote == '\\' && quote + 1 < in->end;
	text = to = arena_alloc(in->arena, (size_t)(quote - in->p) + 1);
	for (;;) {
		size_t plain = json_plain_len(in->p, (size_t)(in->end - in->p));

		memcpy(to, in->p, plain);
		to += plain;
		in->p += plain;
		if (skip_char(in, '"'))
			break;
		if (!skip_char(in, '\\')) {
			fail(in, "control character in a string");
			return NULL;
		}
		if (!read_escape(in, &to))
			return NULL;
	}
	*to = '\0';
	*len = (size_t)(to - text);
	return text;
}

/* A string behind its first quotation mark; NULL after a complaint. */
static const char *
read_string(struct reader *in, size_t *len)
{
	const char *begin = in->p;

	*len = json_plain_len(begin, (size_t)(in->end - begin));
	if (begin + *len == in->end || begin[*len] != '"')
		return read_escaped(in, len);
	in->p += *len + 1;
	return arena_strndup(in->arena, begin, *len);
}

/* --- numbers ------------------------------------------------------------------------------- */

static size_t
skip_digits(struct reader *in)
{
	const char *first = in->p;

	while (in->p < in->end && *in->p >= '0' && *in->p <= '9')
		in->p++;
	return (size_t)(in->p - first);
}

/* A fraction and an exponent, as far as there are any. */
static bool
skip_fraction(struct reader *in)
{
	if (skip_char(in, '.') && skip_digits(in) == 0)
		return fail(in, "expected a digit");
	if (skip_char(in, 'e') || skip_char(in, 'E')) {
		if (!skip_char(in, '+'))
			skip_char(in, '-');
		if (skip_digits(in) == 0)
			return fail(in, "expected a digit");
	}
	return true;
}

/* The integer that so many digits are; false when it does not fit 64 bits, one for the sign. */
static bool
integer_value(const char *digits, size_t len, bool negative, double *number)
{
	uint64_t value = 0;

	if (len > JSON_IN_DIGITS_MAX)
		return false;
	for (size_t i = 0; i < len; i++)
		value = value * 10 + (uint64_t)(digits[i] - '0');
	if (negative && value > (uint64_t)INT64_MAX + 1)
		return false;
	*number = negative ? -(double)value : (double)value;
	return true;
}

static bool
read_number(struct reader *in, double *number)
{
	const char *begin = in->p, *first;
	bool negative = skip_char(in, '-');
	size_t digits;

	first = in->p;
	digits = skip_digits(in);
	if (digits == 0)
		return fail(in, "expected a digit");
	if (digits > 1 && *first == '0')
		return fail_at(in, begin, "number with a leading zero");
	if (!skip_fraction(in))
		return false;
	if (in->p == first + digits)
		return integer_value(first, digits, negative, number) ||
		       fail_at(in, begin, "integer too large");
	*number = strtod(arena_strndup(in->arena, begin, (size_t)(in->p - begin)), NULL);
	return true;
}

/* --- values -------------------------------------------------------------------------------- */

static bool
read_word(struct reader *in, const char *word)
{
	size_t len = strlen(word);

	if ((size_t)(in->end - in->p) < len || memcmp(in->p, word, len) != 0)
		return fail(in, "unexpected character");
	in->p += len;
	return true;
}

/* A member's name, which must be new to the object, and the colon; NULL after a complaint. */
static const char *
read_name(struct reader *in, const struct value *object)
{
	const char *name;
	size_t len;

	if (!skip_char(in, '"')) {
		fail(in, "expected a property name in double quotes");
		return NULL;
	}
	name = read_string(in, &len);
	if (!name)
		return NULL;
	if (value_member(object, name)) {
		in->complaint = arena_printf(in->arena, "duplicate property '%.*s'",
		    (int)utf8_cut(name, len, NAME_SHOWN_MAX), name);
		return NULL;
	}
	skip_blanks(in);
	if (!skip_char(in, ':')) {
		fail(in, "expected ':'");
		return NULL;
	}
	skip_blanks(in);
	return name;
}

static struct value *read_value(struct reader *in, const char *name);

/* The members or items behind an opening bracket, up to its closing one. */
static bool
read_items(struct reader *in, struct value *container)
{
	bool is_object = container->type == VALUE_OBJECT;
	char close = is_object ? '}' : ']';
	const char *name = NULL;
	struct value *item;

	if (++in->depth > JSON_IN_DEPTH_MAX)
		return fail_at(in, in->p - 1, "nested more than 16 deep");
	skip_blanks(in);
	if (!skip_char(in, close))
		for (;;) {
			if (++in->items > JSON_IN_ITEMS_MAX)
				return fail(in, "more than 1000 members and items");
			if (is_object && !(name = read_name(in, container)))
				return false;
			item = read_value(in, name);
			if (!item)
				return false;
			value_append(container, item);
			skip_blanks(in);
			if (skip_char(in, close))
				break;
			if (!skip_char(in, ','))
				return fail(
				    in, is_object ? "expected ',' or '}'" : "expected ',' or ']'");
			skip_blanks(in);
		}
	in->depth--;
	return true;
}

/* Any value; NULL after a complaint. */
static struct value *
read_value(struct reader *in, const char *name)
{
	struct value *value = value_new(in->arena, VALUE_NULL, name);
	bool ok = false;

	switch (in->p < in->end ? *in->p : '\0') {
	case '{':
		in->p++;
		value->type = VALUE_OBJECT;
		ok = read_items(in, value);
		break;
	case '[':
		in->p++;
		value->type = VALUE_ARRAY;
		ok = read_items(in, value);
		break;
	case '"':
		in->p++;
		value->type = VALUE_STRING;
		value->string.text = read_string(in, &value->string.len);
		ok = value->string.text;
		break;
	case 't':
		value->type = VALUE_BOOLEAN;
		value->boolean = true;
		ok = read_word(in, "true");
		break;
	case 'f':
		value->type = VALUE_BOOLEAN;
		ok = read_word(in, "false");
		break;
	case 'n':
		ok = read_word(in, "null");
		break;
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
		value->type = VALUE_NUMBER;
		ok = read_number(in, &value->number);
		break;
	default:
		fail(in, "unexpected character");
	}
	return ok ? value : NULL;
}

const char *
json_in_parse(struct arena *arena, const char *text, size_t len, struct value **object)
{
	struct reader in = { .arena = arena, .start = text, .p = text, .end = text + len };
	struct value *value;
	size_t bad;

	if (!utf8_valid(text, len, &bad)) {
		fail_at(&in, text + bad, "not UTF-8");
		return in.complaint;
	}
	skip_blanks(&in);
	if (in.p == in.end) {
		*object = value_new(arena, VALUE_OBJECT, NULL);
		return NULL;
	}
	value = read_value(&in, NULL);
	if (!value)
		return in.complaint;
	skip_blanks(&in);
	if (in.p < in.end) {
		fail(&in, "unexpected text behind the value");
		return in.complaint;
	}
	if (value->type != VALUE_OBJECT)
		return "must be object";
	*object = value;
	return NULL;
}
