/* SPDX-License-Identifier: MIT */
#include "chat/files/link.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <openssl/crypto.h>

#include "base/crypto/base64url.h"
#include "base/crypto/fnv.h"
#include "base/crypto/ids.h"
#include "base/crypto/sha256.h"
#include "db/setting.h"

#define HOUR_MS INT64_C(3600000)
#define SIGNATURE_LEN BASE64URL_LEN(SHA256_LEN)
#define HEADER "{\"alg\":\"HS256\",\"typ\":\"JWT\"}"

/* Bytes of a token that is looked at: its claims are a few ids. */
#define TOKEN_LEN_MAX 1024

#define STORED_BEGIN "{\"publicFilePath\":\"/file-upload/"

enum chat_error
link_secret_make(struct chat *chat)
{
	char secret[AUTH_TOKEN_LEN + 1];
	enum db_error error;

	if (*setting_text(chat->settings, SETTING_FILE_UPLOAD_JSON_WEB_TOKEN_SECRET))
		return CHAT_OK;
	auth_token_new(secret);
	error = db_setting_add(
	    chat->db, setting_rule(SETTING_FILE_UPLOAD_JSON_WEB_TOKEN_SECRET)->name, secret);
	return error ? chat_error_from_db(error) : settings_refresh_now(chat);
}

/* --- Tokens -------------------------------------------------------------------------------- */

static const char *
text64(struct arena *mem, const char *text)
{
	size_t len = strlen(text);
	char *out = arena_alloc(mem, BASE64URL_LEN(len) + 1);

	base64url(out, text, len);
	return out;
}

static void
sign(struct chat *chat, char signature[SIGNATURE_LEN + 1], const char *signing_input)
{
	const char *secret =
	    setting_text(chat->settings, SETTING_FILE_UPLOAD_JSON_WEB_TOKEN_SECRET);
	unsigned char hash[SHA256_LEN];

	hmac_sha256(hash, secret, strlen(secret), signing_input);
	base64url(signature, hash, SHA256_LEN);
}

/* What the token says of the file, as claims_open() looks for it. */
static const char *
context_json(struct arena *mem, const char *rid, const char *file_id)
{
	struct json_text text;

	json_text_begin(&text);
	json_object(&text.out);
	json_put_string(&text.out, "rid", rid);
	json_put_string(&text.out, "userId", "");
	json_put_string(&text.out, "fileId", file_id);
	json_object_end(&text.out);
	return json_text_end(&text, mem);
}

/* expires_s: 0: never. */
static const char *
token_make(struct chat *chat, const char *rid, const char *file_id, int64_t expires_s)
{
	struct arena *mem = chat->mem;
	int64_t from_s = expires_s ? expires_s - 2 * HOUR_MS / 1000 : 0;
	const char *claims = arena_printf(mem,
	    "{\"iat\":%" PRId64 ",\"nbf\":%" PRId64 ",%s\"aud\":\"RocketChat\",\"context\":%s}",
	    from_s, from_s, expires_s ? arena_printf(mem, "\"exp\":%" PRId64 ",", expires_s) : "",
	    context_json(mem, rid, file_id));
	const char *input = arena_printf(mem, "%s.%s", text64(mem, HEADER), text64(mem, claims));
	char signature[SIGNATURE_LEN + 1];

	sign(chat, signature, input);
	return arena_printf(mem, "%s.%s", input, signature);
}

/* The claims of a token that was signed here; NULL: it was not. */
static const char *
claims_of(struct chat *chat, const char *token)
{
	const char *first = strchr(token, '.'), *last = strrchr(token, '.');
	char expected[SIGNATURE_LEN + 1];
	size_t len;
	char *claims;

	if (!*setting_text(chat->settings, SETTING_FILE_UPLOAD_JSON_WEB_TOKEN_SECRET) ||
	    strlen(token) > TOKEN_LEN_MAX || !first || first == last ||
	    strlen(last + 1) != SIGNATURE_LEN)
		return NULL;
	sign(chat, expected, arena_strndup(chat->mem, token, (size_t)(last - token)));
	if (CRYPTO_memcmp(expected, last + 1, SIGNATURE_LEN) != 0)
		return NULL;
	first = arena_strndup(chat->mem, first + 1, (size_t)(last - first - 1));
	len = strlen(first) * 3 / 4;
	claims = arena_zalloc(chat->mem, len + 1);
	return base64url_read(first, claims, len) ? claims : NULL;
}

bool
link_opens(struct chat *chat, const struct upload_row *file, const char *token)
{
	const char *claims = claims_of(chat, token), *expires;

	if (!claims || !strstr(claims, context_json(chat->mem, file->rid, file->id)))
		return false;
	expires = strstr(claims, "\"exp\":");
	return !expires || strtoll(expires + strlen("\"exp\":"), NULL, 10) * 1000 > chat->now_ms;
}

/* --- Links --------------------------------------------------------------------------------- */

static bool
links_expire(const struct settings *settings)
{
	return setting_bool(settings, SETTING_FILE_UPLOAD_PROTECT_FILES) &&
	       setting_bool(settings, SETTING_FILE_UPLOAD_ENABLE_JSON_WEB_TOKEN) &&
	       *setting_text(settings, SETTING_FILE_UPLOAD_JSON_WEB_TOKEN_SECRET);
}

const char *
link_query(struct chat *chat, const struct upload_row *file)
{
	if (!setting_bool(chat->settings, SETTING_FILE_UPLOAD_LINK_TOKEN) ||
	    !*setting_text(chat->settings, SETTING_FILE_UPLOAD_JSON_WEB_TOKEN_SECRET))
		return "";
	return arena_printf(chat->mem, "?token=%s", token_make(chat, file->rid, file->id, 0));
}

uint64_t
link_period(struct chat *chat)
{
	return links_expire(chat->settings) ? (uint64_t)(chat->now_ms / HOUR_MS) : 0;
}

void
link_json(struct chat *chat, struct json_out *out, const char *rid, const char *stored)
{
	const char *site = setting_text(chat->settings, SETTING_SITE_URL);
	size_t site_len = strlen(site), begin_len = strlen(STORED_BEGIN);
	const char *id = stored + begin_len, *path_end, *token = "";
	int64_t expires_s = (chat->now_ms / HOUR_MS + 2) * HOUR_MS / 1000;

	path_end = strncmp(stored, STORED_BEGIN, begin_len) == 0 ? strchr(id, '"') : NULL;
	if (!path_end) {
		json_put_raw(out, "fileUpload", stored);
		return;
	}
	while (site_len > 0 && site[site_len - 1] == '/')
		site_len--;
	if (links_expire(chat->settings))
		token = arena_printf(chat->mem, "?token=%s",
		    token_make(
			chat, rid, arena_strndup(chat->mem, id, strcspn(id, "/")), expires_s));
	json_put_raw(out, "fileUpload",
	    arena_printf(chat->mem, "{\"publicFilePath\":\"%.*s/file-upload/%.*s%s%s",
		(int)site_len, site, (int)(path_end - id), id, token, path_end));
}
