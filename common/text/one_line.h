/* SPDX-License-Identifier: MIT */
/*
 * one_line.h: text that people read in a single line: subjects, names, titles.
 */
#ifndef TEXT_ONE_LINE_H
#define TEXT_ONE_LINE_H

#include <stddef.h>

#include "base/arena.h"

/*
 * Returns a copy of well-formed UTF-8 in which each run of white space or control characters, as
 * Unicode defines them, is one blank, and which has none at its ends.
 */
const char *one_line(struct arena *arena, const char *text);

#define TEXT_CUT_MAX 255

/*
 * Returns the largest length of at most `max` bytes, which is up to TEXT_CUT_MAX, and `graphemes`
 * graphemes at which well-formed text ends between two of these. They are what a reader takes for a
 * character: letters with their accents, flags, emoji of several parts. If the first one has more
 * than `max` bytes, as some attackers make them, the text ends between two code points.
 */
size_t text_cut(const char *text, size_t len, size_t max, size_t graphemes);

#endif
