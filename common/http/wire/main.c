#include "http/wire/accept.h"

/* No argv: web servers put query strings there. */
int
main(void)
{
	return accept_run();
}
