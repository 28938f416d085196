/* SPDX-License-Identifier: MIT */
#include "base/number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* In bytes. No sensible number is longer; the limit bounds the time that strtod() takes. */
#define NUMBER_MAX_LEN 400

#define DIGITS_SIZE 20 /* 17 significant digits distinguish all doubles */

/* Writes the fewest significant digits that read as the same number; returns the exponent. */
static int
shortest_digits(char digits[DIGITS_SIZE], double number)
{
	char text[40], *e;

	for (int precision = 0; precision < 17; precision++) {
		snprintf(text, sizeof(text), "%.*e", precision, number);
		if (strtod(text, NULL) == number)
			break;
	}
	e = strchr(text, 'e');
	*e = '\0';
	snprintf(digits, DIGITS_SIZE, "%c%.*s", text[0], DIGITS_SIZE - 2,
	    text[1] == '.' ? text + 2 : "");
	return (int)strtol(e + 1, NULL, 10);
}

void
number_text(char out[NUMBER_TEXT_SIZE], double number)
{
	char digits[DIGITS_SIZE];
	const char *sign = number < 0 ? "-" : "";
	int count, point;

	if (isnan(number) || isinf(number) || number == 0) {
		const char *word = isnan(number) ? "NaN" : number == 0 ? "0" : "Infinity";

		snprintf(out, NUMBER_TEXT_SIZE, "%s%s", isinf(number) ? sign : "", word);
		return;
	}
	/* The value is 0.DIGITS times ten to the power of `point`. */
	point = shortest_digits(digits, fabs(number)) + 1;
	count = (int)strlen(digits);
	if (point >= count && point <= 21)
		snprintf(out, NUMBER_TEXT_SIZE, "%s%s%.*s", sign, digits, point - count,
		    "000000000000000000000");
	else if (point > 0 && point <= 21)
		snprintf(out, NUMBER_TEXT_SIZE, "%s%.*s.%s", sign, point, digits, digits + point);
	else if (point > -6 && point <= 0)
		snprintf(out, NUMBER_TEXT_SIZE, "%s0.%.*s%s", sign, -point, "00000", digits);
	else
		snprintf(out, NUMBER_TEXT_SIZE, "%s%c%s%se%+d", sign, digits[0],
		    count > 1 ? "." : "", digits + 1, point - 1);
}

/* Reads the whole text as an integer in base 2, 8 or 16. */
static bool
parse_radix(const char *text, int base, double *number)
{
	static const char digits[] = "0123456789abcdef";

	*number = 0;
	if (*text == '\0')
		return false;
	for (; *text; text++) {
		int c = *text >= 'A' && *text <= 'F' ? *text - 'A' + 'a' : *text;
		const char *digit = memchr(digits, c, (size_t)base);

		if (!digit)
			return false;
		*number = *number * base + (double)(digit - digits);
	}
	return true;
}

/* Checks for [+-]digits[.digits][e[+-]digits], with digits on at least one side of the point. */
static bool
is_decimal(const char *p)
{
	size_t before, after = 0;

	p += *p == '+' || *p == '-';
	before = strspn(p, "0123456789");
	p += before;
	if (*p == '.') {
		after = strspn(++p, "0123456789");
		p += after;
	}
	if (before + after == 0)
		return false;
	if (*p == 'e' || *p == 'E') {
		p++;
		p += *p == '+' || *p == '-';
		if (strspn(p, "0123456789") == 0)
			return false;
		p += strspn(p, "0123456789");
	}
	return *p == '\0';
}

static bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

bool
number_parse(const char *text, size_t len, double *number)
{
	char copy[NUMBER_MAX_LEN + 1], *p = copy;

	while (len > 0 && is_blank(*text)) {
		text++;
		len--;
	}
	while (len > 0 && is_blank(text[len - 1]))
		len--;
	if (len == 0 || len > NUMBER_MAX_LEN || memchr(text, '\0', len))
		return false;
	memcpy(copy, text, len);
	copy[len] = '\0';
	if (copy[0] == '0' && (copy[1] | 0x20) == 'x')
		return parse_radix(copy + 2, 16, number);
	if (copy[0] == '0' && (copy[1] | 0x20) == 'o')
		return parse_radix(copy + 2, 8, number);
	if (copy[0] == '0' && (copy[1] | 0x20) == 'b')
		return parse_radix(copy + 2, 2, number);
	p += *p == '+' || *p == '-';
	if (strcmp(p, "Infinity") == 0) {
		*number = copy[0] == '-' ? -INFINITY : INFINITY;
		return true;
	}
	if (!is_decimal(copy))
		return false;
	*number = strtod(copy, NULL);
	return true;
}

int64_t
number_within(double number, int64_t least, int64_t most)
{
	if (!(number < (double)most))
		return most;
	return number > (double)least ? (int64_t)number : least;
}

void
number_size_text(char out[NUMBER_SIZE_TEXT_SIZE], uint64_t bytes)
{
	static const char *const units[] = { "B", "kB", "MB", "GB", "TB", "PB", "EB" };
	double size = (double)bytes;
	char digits[NUMBER_TEXT_SIZE];
	size_t unit = 0;

	/* What would be rounded to 1000 has the next unit. */
	for (; size * 100 + 0.5 >= 100000; unit++)
		size /= 1000;
	number_text(digits, (double)(int64_t)(size * 100 + 0.5) / 100);
	snprintf(out, NUMBER_SIZE_TEXT_SIZE, "%s %s", digits, units[unit]);
}
