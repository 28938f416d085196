/* SPDX-License-Identifier: MIT */
/*
 * domain.h: domain names, as people write them and as the DNS, browsers and mail servers know them.
 */
#ifndef TEXT_DOMAIN_H
#define TEXT_DOMAIN_H

#include <stddef.h>

#include "base/arena.h"

/*
 * Returns a domain name in lower case and ASCII: letters beyond ASCII are converted as IDNA 2008
 * and UTS 46 say (bücher.example becomes xn--bcher-kva.example). NULL if it is no domain name: it
 * has more than 253 characters, or a label that is empty, has more than 63 characters, begins or
 * ends with '-', or has characters other than letters, digits, '-' and '_'. It may have only one
 * label.
 */
const char *domain_to_ascii(struct arena *arena, const char *name, size_t len);

#endif
