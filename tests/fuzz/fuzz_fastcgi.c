/*
 * fuzz_fastcgi.c: whatever a peer sends is read without harm, and what becomes of a request is an
 * environment and a body.
 */
#include <assert.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "http/wire/fastcgi.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A socket that listens, at an address of the system's choice. */
static int
listen_anywhere(struct sockaddr_un *address, socklen_t *len)
{
	int listening = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0), failed;

	*address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	failed = bind(listening, (struct sockaddr *)address, sizeof(address->sun_family)) ||
		 listen(listening, 5);
	assert(!failed);
	*len = sizeof(*address);
	failed = getsockname(listening, (struct sockaddr *)address, len);
	assert(!failed);
	return listening;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct sockaddr_un address;
	static socklen_t address_len;
	static struct fastcgi *fastcgi;
	char hello[] = "hello";
	const struct buf reply = { .data = hello, .len = 5 }, none = { 0 };
	struct transport transport;
	char body[100];
	ssize_t got;
	int peer;

	if (!fastcgi)
		fastcgi = fastcgi_new(listen_anywhere(&address, &address_len));
	peer = socket(AF_UNIX, SOCK_STREAM, 0);
	got = connect(peer, (struct sockaddr *)&address, address_len);
	assert(got == 0);
	got = send(peer, data, size, MSG_NOSIGNAL);
	assert(got == (ssize_t)size);
	shutdown(peer, SHUT_WR);
	if (fastcgi_accept(fastcgi) == FASTCGI_OK) {
		for (char *const *env = fastcgi_env(fastcgi); *env; env++)
			assert(strlen(*env) <= size);
		transport = fastcgi_transport(fastcgi);
		while ((got = transport.read(transport.arg, body, sizeof(body))) > 0)
			assert(got <= (ssize_t)sizeof(body));
		transport.write(transport.arg, &reply, &none);
		transport.finish(transport.arg, got < 0);
	}
	close(peer);
	return 0;
}
