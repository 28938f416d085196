/* SPDX-License-Identifier: MIT */
/*
 * printable.h: text of whatever origin in a form that can be shown.
 */
#ifndef BASE_PRINTABLE_H
#define BASE_PRINTABLE_H

#include "base/arena.h"

/*
 * Returns well-formed UTF-8 that is safe for a terminal; NULL for NULL. Control characters and
 * ill-formed sequences become \xNN, so that a message of a visitor cannot control the terminal.
 */
const char *text_printable(struct arena *mem, const char *text);

#endif
