/* SPDX-License-Identifier: MIT */
/*
 * number.h: reads and writes numbers as JavaScript does, because the clients of this API were
 * written against a server in JavaScript.
 */
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* In bytes: enough for the longest text of a double, with the NUL. */
#define NUMBER_TEXT_SIZE 48

/* The same with a unit, such as in "104.86 MB". */
#define NUMBER_SIZE_TEXT_SIZE (NUMBER_TEXT_SIZE + 4)

/* Writes the shortest text that reads as the same number: 42, 12.5, -1.5e+300, Infinity. */
void number_text(char out[NUMBER_TEXT_SIZE], double number);

/* Writes a number of bytes for people, in units of a thousand: 500 B, 1.54 kB, 104.86 MB. */
void number_size_text(char out[NUMBER_SIZE_TEXT_SIZE], uint64_t bytes);

/*
 * Reads a decimal number with optional fraction and exponent, an integer after 0x, 0o or 0b, or
 * Infinity. White space on both sides is ignored. Returns false for any other text, also for an
 * empty one.
 */
bool number_parse(const char *text, size_t len, double *number);

/*
 * Drops the fraction and clamps the number to the given bounds, which must have at most 53 bits.
 * NaN becomes `most`.
 */
int64_t number_within(double number, int64_t least, int64_t most);

#endif
