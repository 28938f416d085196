/* SPDX-License-Identifier: MIT */
#include "http/wire/accept.h"

/* main() ignores argv: RFC 3875 (4.4) lets web servers put the query string there. */
int
main(void)
{
	return accept_run();
}
