/* SPDX-License-Identifier: MIT */
#include "chat/mail/dns.h"

#include <arpa/nameser.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>
#include <string.h>

/* Returns true if a name server has answered that there are no such records. */
static bool
has_no_records(res_state resolver, const char *domain, int type)
{
	unsigned char answer[NS_PACKETSZ];

	if (res_nquery(resolver, domain, ns_c_in, type, answer, sizeof(answer)) >= 0)
		return false;
	return resolver->res_h_errno == HOST_NOT_FOUND || resolver->res_h_errno == NO_DATA;
}

bool
dns_domain_lacks_mail(const char *domain)
{
	struct __res_state resolver;
	bool lacks;

	memset(&resolver, 0, sizeof(resolver));
	if (res_ninit(&resolver) != 0)
		return false;
	resolver.retrans = 3;
	resolver.retry = 1;
	/* RFC 5321, 5.1: a domain without MX records receives mail at its address. */
	lacks = has_no_records(&resolver, domain, ns_t_mx) &&
		has_no_records(&resolver, domain, ns_t_a) &&
		has_no_records(&resolver, domain, ns_t_aaaa);
	res_nclose(&resolver);
	return lacks;
}
