/* SPDX-License-Identifier: MIT */
/*
 * pattern.h: regular expressions that people write and others' texts are compared with. They are
 * those that POSIX (extended) and JavaScript understand alike, and their work is bounded.
 */
#ifndef TEXT_PATTERN_H
#define TEXT_PATTERN_H

#include <stdbool.h>

#define PATTERN_MAX 256       /* bytes of a pattern */
#define PATTERN_TEXT_MAX 1000 /* bytes of a text that can match */

/* Returns what is wrong with the pattern, as a sentence without its full stop; NULL: nothing. */
const char *pattern_complaint(const char *pattern);

/*
 * Whether the pattern is found in the text. A dot, and each repetition of one, stands for a byte.
 * False also when pattern_complaint() has one, or the text is longer than PATTERN_TEXT_MAX.
 */
bool pattern_found(const char *pattern, const char *text);

#endif
