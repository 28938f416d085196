/*
 * address.h: which e-mail addresses are taken, wherever one comes from.
 */
#ifndef CHAT_CORE_ADDRESS_H
#define CHAT_CORE_ADDRESS_H

#include <stdbool.h>

/*
 * One address, local@domain: printable ASCII without blanks, brackets, quotes or commas, a dot
 * in the domain, at most 254 bytes, not beginning with '-' (it becomes an argument).
 */
bool mail_address_valid(const char *address);

#endif
