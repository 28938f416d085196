/* SPDX-License-Identifier: MIT */
/*
 * dns.h: asks the DNS whether mail for a domain can be delivered.
 */
#ifndef CHAT_MAIL_DNS_H
#define CHAT_MAIL_DNS_H

#include <stdbool.h>

/*
 * Returns true if the DNS says for certain that the domain does not exist, or has neither MX nor
 * address records. Waits about three seconds for each answer. Returns false if there was none, so
 * that a failure of the network here does not turn visitors away.
 */
bool dns_domain_lacks_mail(const char *domain);

#endif
