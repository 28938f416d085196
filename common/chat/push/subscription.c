/* SPDX-License-Identifier: MIT */
#include "chat/push/subscription.h"

#include <string.h>

#include "base/crypto/base64url.h"
#include "base/log.h"
#include "base/crypto/sha256.h"
#include "base/crypto/webpush.h"
#include "db/setting.h"

/* Browsers of one user. */
#define SUBSCRIPTIONS_MAX 10

/* Bytes of the hash of which an id is made: 24 characters. */
#define ID_BYTES 18

/* Stores a new private key, unless another process has just done so. */
static enum chat_error
key_make(struct chat *chat)
{
	char text[BASE64URL_LEN(WEBPUSH_PRIVATE_LEN) + 1];
	struct webpush_key key;
	enum db_error error;

	webpush_key_new(&key);
	base64url(text, key.secret, sizeof(key.secret));
	error = db_setting_add(chat->db, setting_rule(SETTING_PUSH_PRIVATE_KEY)->name, text);
	return error ? chat_error_from_db(error) : settings_refresh_now(chat);
}

enum chat_error
push_public_key(struct chat *chat, const char **public)
{
	char text[BASE64URL_LEN(WEBPUSH_PUBLIC_LEN) + 1];
	enum chat_error error = CHAT_OK;
	struct webpush_key key;

	*public = NULL;
	if (!*setting_text(chat->settings, SETTING_PUSH_PRIVATE_KEY))
		error = key_make(chat);
	if (error)
		return error;
	if (!webpush_key_read(&key, setting_text(chat->settings, SETTING_PUSH_PRIVATE_KEY))) {
		log_error("setting %s is no key; remove it, and a new one is made",
		    setting_rule(SETTING_PUSH_PRIVATE_KEY)->name);
		return CHAT_BROKEN;
	}
	base64url(text, key.public, sizeof(key.public));
	*public = arena_strdup(chat->mem, text);
	return CHAT_OK;
}

bool
push_endpoint_valid(const char *endpoint)
{
	const char *host = endpoint + strlen("https://");
	size_t len = strlen(endpoint);

	if (strncmp(endpoint, "https://", strlen("https://")) != 0 || len > PUSH_ENDPOINT_MAX)
		return false;
	for (size_t i = 0; i < len; i++)
		if (endpoint[i] <= ' ' || endpoint[i] >= 0x7f || strchr("\"<>\\^`{|}", endpoint[i]))
			return false;
	len = strcspn(host, "/?#");
	return len > 0 && *host != ':' && !memchr(host, '@', len);
}

bool
push_keys_valid(const char *p256dh, const char *auth)
{
	struct webpush_receiver receiver;

	return webpush_receiver_read(&receiver, p256dh, auth);
}

static const char *
endpoint_id(struct arena *mem, const char *endpoint)
{
	unsigned char digest[SHA256_LEN];
	char *id = arena_alloc(mem, BASE64URL_LEN(ID_BYTES) + 1);

	sha256(digest, endpoint, strlen(endpoint));
	base64url(id, digest, ID_BYTES);
	return id;
}

enum chat_error
push_subscribe(struct chat *chat, const struct user *user, struct push_subscription subscription)
{
	subscription.id = endpoint_id(chat->mem, subscription.endpoint);
	return chat_error_from_db(db_push_put(
	    chat->db, &subscription, user->id, user->token_hash, SUBSCRIPTIONS_MAX, chat->now_ms));
}

enum chat_error
push_unsubscribe(struct chat *chat, const struct user *user, const char *endpoint)
{
	return chat_error_from_db(
	    db_push_remove(chat->db, endpoint_id(chat->mem, endpoint), user->id));
}
