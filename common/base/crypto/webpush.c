/* SPDX-License-Identifier: MIT */
/* EC_KEY is what OpenSSL 1.1 and 3 have in common. */
#define OPENSSL_API_COMPAT 0x10101000L

#include "base/crypto/webpush.h"

#include <string.h>
#include <openssl/ec.h>
#include <openssl/ecdh.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/obj_mac.h>

#include "base/crypto/base64url.h"
#include "base/crypto/ids.h"
#include "base/log.h"
#include "base/crypto/sha256.h"

#define RECORD_SIZE 4096
#define TAG_LEN 16
#define HALF_LEN 32 /* of a signature, and of a coordinate */

/* Except for keys that others have sent, libcrypto fails only when memory has run out. */
static void
must(bool right)
{
	if (!right)
		log_fatal("libcrypto cannot do what Web Push needs");
}

static EC_KEY *
curve_new(void)
{
	EC_KEY *ec = EC_KEY_new_by_curve_name(NID_X9_62_prime256v1);

	must(ec != NULL);
	return ec;
}

static bool
public_write(const EC_KEY *ec, unsigned char out[WEBPUSH_PUBLIC_LEN])
{
	return EC_POINT_point2oct(EC_KEY_get0_group(ec), EC_KEY_get0_public_key(ec),
		   POINT_CONVERSION_UNCOMPRESSED, out, WEBPUSH_PUBLIC_LEN,
		   NULL) == WEBPUSH_PUBLIC_LEN;
}

void
webpush_key_new(struct webpush_key *key)
{
	EC_KEY *ec = curve_new();

	must(EC_KEY_generate_key(ec) &&
	     BN_bn2binpad(EC_KEY_get0_private_key(ec), key->secret, WEBPUSH_PRIVATE_LEN) ==
		 WEBPUSH_PRIVATE_LEN &&
	     public_write(ec, key->public));
	EC_KEY_free(ec);
}

/* A secret is a number from 1 to one less than this, the order of the curve. */
static const unsigned char order[WEBPUSH_PRIVATE_LEN] = { 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff,
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84,
	0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51 };

static bool
secret_read(unsigned char secret[WEBPUSH_PRIVATE_LEN], const char *text)
{
	static const unsigned char zero[WEBPUSH_PRIVATE_LEN];

	return base64url_read(text, secret, WEBPUSH_PRIVATE_LEN) &&
	       memcmp(secret, zero, WEBPUSH_PRIVATE_LEN) != 0 &&
	       memcmp(secret, order, WEBPUSH_PRIVATE_LEN) < 0;
}

bool
webpush_secret_valid(const char *text)
{
	unsigned char secret[WEBPUSH_PRIVATE_LEN];

	return secret_read(secret, text);
}

/* Sets the private key and computes the public one. */
static void
secret_set(EC_KEY *ec, const unsigned char secret[WEBPUSH_PRIVATE_LEN])
{
	const EC_GROUP *group = EC_KEY_get0_group(ec);
	BIGNUM *number = BN_bin2bn(secret, WEBPUSH_PRIVATE_LEN, NULL);
	EC_POINT *point = EC_POINT_new(group);

	must(number && point && EC_POINT_mul(group, point, number, NULL, NULL, NULL) &&
	     EC_KEY_set_private_key(ec, number) && EC_KEY_set_public_key(ec, point));
	EC_POINT_free(point);
	BN_clear_free(number);
}

bool
webpush_key_read(struct webpush_key *key, const char *text)
{
	EC_KEY *ec;

	if (!secret_read(key->secret, text))
		return false;
	ec = curve_new();
	secret_set(ec, key->secret);
	must(public_write(ec, key->public));
	EC_KEY_free(ec);
	return true;
}

/* Returns the point, which the caller frees; NULL: it is not on the curve. */
static EC_POINT *
point_read(const EC_GROUP *group, const unsigned char bytes[WEBPUSH_PUBLIC_LEN])
{
	EC_POINT *point = EC_POINT_new(group);

	must(point != NULL);
	if (EC_POINT_oct2point(group, point, bytes, WEBPUSH_PUBLIC_LEN, NULL))
		return point;
	EC_POINT_free(point);
	return NULL;
}

bool
webpush_receiver_read(struct webpush_receiver *to, const char *p256dh, const char *auth)
{
	EC_POINT *point;
	EC_KEY *ec;

	if (!base64url_read(p256dh, to->public, WEBPUSH_PUBLIC_LEN) ||
	    !base64url_read(auth, to->auth, WEBPUSH_AUTH_LEN))
		return false;
	ec = curve_new();
	point = point_read(EC_KEY_get0_group(ec), to->public);
	EC_POINT_free(point);
	EC_KEY_free(ec);
	return point != NULL;
}

/* The secret that both sides compute from their own private key and the public one of the other. */
static void
secret_share(unsigned char out[HALF_LEN], const struct webpush_key *key,
    const unsigned char public[WEBPUSH_PUBLIC_LEN])
{
	EC_KEY *ec = curve_new();
	EC_POINT *point = point_read(EC_KEY_get0_group(ec), public);

	secret_set(ec, key->secret);
	must(point && ECDH_compute_key(out, HALF_LEN, point, ec, NULL) == HALF_LEN);
	EC_POINT_free(point);
	EC_KEY_free(ec);
}

/* HKDF of RFC 5869 with SHA-256, for results of at most one block. */
static void
hkdf(unsigned char out[SHA256_LEN], const unsigned char *salt, size_t salt_len,
    const unsigned char *secret, size_t secret_len, const void *info, size_t info_len)
{
	unsigned char extracted[SHA256_LEN], message[256];
	unsigned len;

	must(info_len < sizeof(message) &&
	     HMAC(EVP_sha256(), salt, (int)salt_len, secret, secret_len, extracted, &len));
	memcpy(message, info, info_len);
	message[info_len] = 1;
	must(HMAC(EVP_sha256(), extracted, SHA256_LEN, message, info_len + 1, out, &len) != NULL);
}

/* Encrypts and appends the tag. */
static void
gcm_encrypt(unsigned char *out, const unsigned char *key, const unsigned char *nonce,
    const unsigned char *text, size_t len)
{
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	int done = 0, rest = 0;

	must(context && EVP_EncryptInit_ex(context, EVP_aes_128_gcm(), NULL, key, nonce) &&
	     EVP_EncryptUpdate(context, out, &done, text, (int)len) &&
	     EVP_EncryptFinal_ex(context, out + done, &rest) &&
	     EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, TAG_LEN, out + len));
	EVP_CIPHER_CTX_free(context);
}

#define KEY_INFO "WebPush: info"
#define CONTENT_KEY_INFO "Content-Encoding: aes128gcm"
#define NONCE_INFO "Content-Encoding: nonce"

size_t
webpush_encrypt(unsigned char body[WEBPUSH_BODY_MAX], const struct webpush_receiver *to,
    const struct webpush_key *key, const unsigned char salt[WEBPUSH_SALT_LEN], const void *text,
    size_t len)
{
	unsigned char shared[HALF_LEN], secret[SHA256_LEN], content_key[SHA256_LEN];
	unsigned char nonce[SHA256_LEN], info[sizeof(KEY_INFO) + 2 * WEBPUSH_PUBLIC_LEN];
	unsigned char padded[WEBPUSH_TEXT_MAX + 1], *to_body = body;
	const unsigned char sizes[] = { RECORD_SIZE >> 24 & 255, RECORD_SIZE >> 16 & 255,
		RECORD_SIZE >> 8 & 255, RECORD_SIZE & 255, WEBPUSH_PUBLIC_LEN };

	must(len <= WEBPUSH_TEXT_MAX);
	/* Each text ends with its NUL. */
	memcpy(info, KEY_INFO, sizeof(KEY_INFO));
	memcpy(info + sizeof(KEY_INFO), to->public, WEBPUSH_PUBLIC_LEN);
	memcpy(info + sizeof(KEY_INFO) + WEBPUSH_PUBLIC_LEN, key->public, WEBPUSH_PUBLIC_LEN);
	secret_share(shared, key, to->public);
	hkdf(secret, to->auth, WEBPUSH_AUTH_LEN, shared, sizeof(shared), info, sizeof(info));
	hkdf(content_key, salt, WEBPUSH_SALT_LEN, secret, sizeof(secret), CONTENT_KEY_INFO,
	    sizeof(CONTENT_KEY_INFO));
	hkdf(nonce, salt, WEBPUSH_SALT_LEN, secret, sizeof(secret), NONCE_INFO, sizeof(NONCE_INFO));

	memcpy(to_body, salt, WEBPUSH_SALT_LEN);
	to_body += WEBPUSH_SALT_LEN;
	memcpy(to_body, sizes, sizeof(sizes));
	to_body += sizeof(sizes);
	memcpy(to_body, key->public, WEBPUSH_PUBLIC_LEN);
	to_body += WEBPUSH_PUBLIC_LEN;
	/* A 2 ends the last record. */
	memcpy(padded, text, len);
	padded[len] = 2;
	gcm_encrypt(to_body, content_key, nonce, padded, len + 1);
	return WEBPUSH_HEADER_LEN + len + 1 + TAG_LEN;
}

static void
sign(unsigned char out[2 * HALF_LEN], const struct webpush_key *key, const char *text)
{
	unsigned char digest[SHA256_LEN];
	const BIGNUM *r, *s;
	ECDSA_SIG *signature;
	EC_KEY *ec = curve_new();

	sha256(digest, text, strlen(text));
	secret_set(ec, key->secret);
	signature = ECDSA_do_sign(digest, SHA256_LEN, ec);
	must(signature != NULL);
	ECDSA_SIG_get0(signature, &r, &s);
	must(BN_bn2binpad(r, out, HALF_LEN) == HALF_LEN &&
	     BN_bn2binpad(s, out + HALF_LEN, HALF_LEN) == HALF_LEN);
	ECDSA_SIG_free(signature);
	EC_KEY_free(ec);
}

const char *
webpush_authorization(struct arena *mem, const struct webpush_key *key, const char *claims)
{
	static const char header[] = "{\"typ\":\"JWT\",\"alg\":\"ES256\"}";
	char header_text[BASE64URL_LEN(sizeof(header) - 1) + 1];
	char signature_text[BASE64URL_LEN(2 * HALF_LEN) + 1];
	char public_text[BASE64URL_LEN(WEBPUSH_PUBLIC_LEN) + 1];
	char *claims_text = arena_alloc(mem, BASE64URL_LEN(strlen(claims)) + 1);
	unsigned char signature[2 * HALF_LEN];
	const char *signed_text;

	base64url(header_text, header, sizeof(header) - 1);
	base64url(claims_text, claims, strlen(claims));
	signed_text = arena_printf(mem, "%s.%s", header_text, claims_text);
	sign(signature, key, signed_text);
	base64url(signature_text, signature, sizeof(signature));
	base64url(public_text, key->public, WEBPUSH_PUBLIC_LEN);
	return arena_printf(mem, "vapid t=%s.%s, k=%s", signed_text, signature_text, public_text);
}
