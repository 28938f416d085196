/* SPDX-License-Identifier: MIT */
/*
 * hello.c: the empty responder. It accepts a FastCGI request and replies with 400 bytes of JSON. So it
 * measures the cost of the web server, the protocol and the kernel, which every program has.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <fcgiapp.h>

static const char reply[] =
    "Content-Type: application/json\r\nContent-Length: 400\r\n\r\n"
    "{\"success\":true,\"message\":{\"text\":\""
    "It takes a few hundred bytes to be as long as a message is when it is read. "
    "It takes a few hundred bytes to be as long as a message is when it is read. "
    "It takes a few hundred bytes to be as long as a message is when it is read. "
    "It takes a few hundred bytes to be as long as a message is when it is read. "
    "It takes a few hundred bytes to be as long as a message...\"}}";

int
main(void)
{
	FCGX_Request connection;

	setenv("LIBFCGI_OS_CLOSE_POLL_TIMEOUT", "100", 0);
	if (FCGX_Init() != 0 || FCGX_InitRequest(&connection, STDIN_FILENO, 0) != 0)
		return 1;
	while (FCGX_Accept_r(&connection) == 0) {
		FCGX_PutStr(reply, (int)strlen(reply), connection.out);
		FCGX_Finish_r(&connection);
	}
	return 0;
}
