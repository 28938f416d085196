/* SPDX-License-Identifier: MIT */
/*
 * utf8.h: well-formed UTF-8 as the Unicode Standard defines it in table 3-7: without overlong
 * sequences, surrogates or code points beyond U+10FFFF.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Returns whether the text is well-formed. If it is not and `bad` is not NULL, *bad becomes the
 * offset of the first ill-formed sequence.
 */
bool utf8_valid(const char *text, size_t len, size_t *bad);

/* Returns the number of UTF-16 code units of well-formed text: its length in JavaScript. */
size_t utf8_utf16_len(const char *text, size_t len);

/*
 * Returns the code point at *text and moves *text behind it; *text must be less than `end`. For a
 * byte that begins no well-formed sequence it returns U+FFFD and moves by one byte.
 */
uint32_t utf8_next(const char **text, const char *end);

/* Writes a code point, which must not be a surrogate, and returns its length in bytes. */
size_t utf8_encode(char out[4], uint32_t code_point);

/* Returns whether the text is empty or consists of ASCII white space. */
bool utf8_is_blank(const char *text);

/*
 * Returns whether a reader sees something of the character: it is not white space, a control
 * character, one that Unicode calls default ignorable (such as U+200B, joiners and variation
 * selectors), or the empty Braille pattern U+2800.
 */
bool utf8_is_visible(uint32_t code_point);

/*
 * Returns whether the text is empty or has no character for which utf8_is_visible() holds. A byte
 * that begins no well-formed sequence counts as visible.
 */
bool utf8_is_invisible(const char *text);

/* Returns the largest length up to `max` at which well-formed text ends between two characters. */
size_t utf8_cut(const char *text, size_t len, size_t max);

#endif
