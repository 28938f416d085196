/*
 * number.h: numbers as JavaScript writes and reads them, because that is what clients of this
 * API were written against.
 */
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Room for the longest text of a double and its NUL. */
#define NUMBER_TEXT_SIZE 48

/* The shortest text that reads as the same number: 42, 12.5, -1.5e+300, Infinity. */
void number_text(char out[NUMBER_TEXT_SIZE], double number);

/*
 * Decimal with fraction and exponent, 0x, 0o and 0b integers, Infinity; blanks around are
 * fine. False when the text is empty, blank or none of these.
 */
bool number_parse(const char *text, size_t len, double *number);

/* Without its fraction, and no less and no more than that; the bounds have at most 53 bits. */
int64_t number_within(double number, int64_t least, int64_t most);

#endif
