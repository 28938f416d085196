/* SPDX-License-Identifier: MIT */
/*
 * address.h: which e-mail addresses are accepted, from visitors, agents and admins alike.
 */
#ifndef CHAT_CORE_ADDRESS_H
#define CHAT_CORE_ADDRESS_H

#include <stdbool.h>

/*
 * Returns whether the text is one address of the form local@domain. This is stricter than RFC 5322:
 * the address has at most 254 bytes of printable ASCII without blanks, brackets, quotes and commas,
 * and its domain has a dot. It must not begin with '-', because it becomes an argument of the
 * sendmail program.
 */
bool mail_address_valid(const char *address);

#endif
