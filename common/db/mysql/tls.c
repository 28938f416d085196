#include "db/mysql/tls.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <openssl/crypto.h>

#include "db/mysql/client.h"

/* Whether it names TLS, or another file that may. One that cannot be read is no reason to spare. */
static bool
may_ask_for_tls(const char *option_file)
{
	FILE *file = fopen(option_file, "re");
	char *line = NULL;
	size_t size = 0;
	bool found = !file;

	while (!found && getline(&line, &size, file) >= 0)
		found =
		    strcasestr(line, "ssl") || strcasestr(line, "tls") || strstr(line, "!include");
	free(line);
	if (file)
		fclose(file);
	return found;
}

/*
 * Connector/C makes OpenSSL ready for TLS whether or not there will be any: its configuration
 * file is read, with it every provider is set up, and all errors get a text. That is 0.5 MiB of
 * heap and touched pages in each process, and a third of the time it takes to start one. What
 * is said here first holds. MySQL's library may use TLS without being told to.
 */
void
tls_prepare(const char *option_file)
{
	static bool prepared;
	const uint64_t spared = OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS |
				OPENSSL_INIT_NO_ADD_ALL_CIPHERS | OPENSSL_INIT_NO_ADD_ALL_DIGESTS;

	if (!prepared && CLIENT_IS_MARIADB && !may_ask_for_tls(option_file))
		OPENSSL_init_crypto(spared, NULL);
	prepared = true;
}
