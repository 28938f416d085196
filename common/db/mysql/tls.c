/* SPDX-License-Identifier: MIT */
#include "db/mysql/tls.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <openssl/crypto.h>

#include "db/mysql/client.h"

/* Whether the option file may ask for TLS: it names it, includes other files or is unreadable. */
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
 * Connector/C initialises OpenSSL whether or not TLS will be used. OpenSSL then reads its
 * configuration, sets up every provider and loads the texts of all errors: 1.5 MiB resident, of
 * which 0.5 MiB are each process's own. The first initialisation counts, so it is done here,
 * without these. MySQL's library may use TLS without being told to.
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
