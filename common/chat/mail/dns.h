/*
 * dns.h: whether mail for a domain can be delivered at all.
 */
#ifndef CHAT_MAIL_DNS_H
#define CHAT_MAIL_DNS_H

#include <stdbool.h>

/*
 * True when the domain name system says for certain that nobody takes mail for the domain: it
 * does not exist or has neither MX nor address. False also when no answer came in time (about
 * three seconds), so that a visitor is not turned away because of our network.
 */
bool dns_domain_lacks_mail(const char *domain);

#endif
