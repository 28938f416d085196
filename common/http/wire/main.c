/* SPDX-License-Identifier: MIT */
#include "base/descriptor.h"
#include "base/program.h"
#include "base/standalone.h"
#include "http/wire/accept.h"

/* main() ignores argv: RFC 3875 (4.4) lets web servers put the query string there. */
int
main(void)
{
	standalone_begin();
	descriptors_complete();
	program_begin();
	return accept_run();
}
