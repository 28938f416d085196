/* SPDX-License-Identifier: MIT */
#include "base/process/descriptor.h"
#include "base/process/program.h"
#include "base/process/standalone.h"
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
