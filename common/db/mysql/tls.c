/* SPDX-License-Identifier: MIT */
#include "db/mysql/tls.h"

#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>
#include <openssl/crypto.h>
#include <openssl/x509.h>

/*
 * Connector/C initialises OpenSSL whether or not TLS will be used. OpenSSL then reads its
 * configuration, sets up every provider and loads the texts of all errors: 1.5 MiB resident, of
 * which 0.5 MiB are each process's own. The first initialisation counts, so it is done here,
 * without these. MySQL's library may use TLS without being told to.
 */
void
tls_prepare(enum tls_mode mode)
{
	static bool prepared;
	const uint64_t spared = OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS |
				OPENSSL_INIT_NO_ADD_ALL_CIPHERS | OPENSSL_INIT_NO_ADD_ALL_DIGESTS;

	if (!prepared && CLIENT_IS_MARIADB && mode <= TLS_DISABLED)
		OPENSSL_init_crypto(spared, NULL);
	prepared = true;
}

/* What OpenSSL trusts on this machine. */
static const char *
trusted(const char *variable, const char *place)
{
	const char *named = getenv(variable);

	return named && *named ? named : place;
}

/*
 * The authorities are named again because a library that cannot make sense of a line of the file leaves the
 * rest of it unread, and Connector/C checks the certificate only where an authority is named. MySQL's library
 * does not look for those of the machine by itself.
 */
static void
put_authorities(const struct tls_wish *wish, struct buf *lines)
{
	if (wish->ca)
		buf_printf(lines, "ssl-ca=%s\n", wish->ca);
	if (wish->capath)
		buf_printf(lines, "ssl-capath=%s\n", wish->capath);
	if (wish->ca || wish->capath)
		return;
	buf_printf(lines, "ssl-capath=%s\n",
	    trusted(X509_get_default_cert_dir_env(), X509_get_default_cert_dir()));
	if (access(trusted(X509_get_default_cert_file_env(), X509_get_default_cert_file()), R_OK) ==
	    0)
		buf_printf(lines, "ssl-ca=%s\n",
		    trusted(X509_get_default_cert_file_env(), X509_get_default_cert_file()));
}

/* The lines for Connector/C, which takes "ON", and an option without a value, for 0. */
void
tls_use(MYSQL *mysql, const struct tls_wish *wish, struct buf *lines)
{
	bool by_name = wish->mode == TLS_VERIFY_IDENTITY ||
		       (wish->mode == TLS_VERIFY_CA && !client_verifies_ca_alone());

	client_tls_mode(mysql, wish->mode);
	if (!wish->mode)
		return;
	buf_printf(lines, "ssl-mode=%s\nssl-enforce=%d\nssl-verify-server-cert=%d\n",
	    tls_mode_names[wish->mode], wish->mode > TLS_DISABLED, by_name);
	if (wish->mode >= TLS_VERIFY_CA)
		put_authorities(wish, lines);
}

bool
tls_missed(MYSQL *mysql, enum tls_mode mode)
{
	return mode >= TLS_REQUIRED && !mysql_get_ssl_cipher(mysql);
}
