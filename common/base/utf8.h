/*
 * utf8.h: UTF-8 as the Unicode standard defines it (table 3-7): no over-long forms, no
 * surrogates, nothing beyond U+10FFFF.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* True when all of it is UTF-8; else *bad (NULL is fine) is the offset of the first wrong byte. */
bool utf8_valid(const char *text, size_t len, size_t *bad);

/* How many UTF-16 code units valid UTF-8 takes: what JavaScript calls its length. */
size_t utf8_utf16_len(const char *text, size_t len);

/*
 * The code point at *text, which moves on behind it; *text < end. On a byte that does not
 * begin valid UTF-8 it moves on by one and returns U+FFFD.
 */
uint32_t utf8_next(const char **text, const char *end);

/* Writes a code point (not a surrogate) and returns its length, 1 to 4. */
size_t utf8_encode(char out[4], uint32_t code_point);

/* True for the empty text and for one of nothing but ASCII white space. */
bool utf8_is_blank(const char *text);

/* The largest length <= max at which valid UTF-8 can be cut without breaking a character. */
size_t utf8_cut(const char *text, size_t len, size_t max);

#endif
