/* SPDX-License-Identifier: MIT */
#include "chat/push/push.h"

#include <string.h>

#include "base/crypto/base64url.h"
#include "base/clock.h"
#include "base/crypto/ids.h"
#include "base/json_out.h"
#include "base/log.h"
#include "base/crypto/sha256.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/crypto/webpush.h"
#include "chat/core/duty.h"
#include "chat/mail/mail_bound.h"
#include "chat/outgoing/outgoing.h"
#include "chat/push/unread.h"
#include "db/duties/push.h"
#include "db/messages/message_page.h"
#include "db/rooms/room.h"

#define TTL "1800"     /* seconds after which nobody needs to be told any more */
#define CLAIMS_S 43200 /* how long a signature is valid: at most a day */
#define TOPIC_BYTES 24 /* a topic has at most 32 characters */
#define TEXT_MAX 1000  /* bytes of what the visitor wrote */
#define MESSAGES_MAX 20
#define STATUS_NOT_FOUND 404
#define STATUS_GONE 410

/* The message that is being sent. */
static struct {
	struct outgoing *outgoing; /* NULL: none */
	struct duty duty;
	char ref[DUTY_REF_MAX + 1];
	char subscription[ID_MAX_LEN + 1];
	char lease[ID_LEN + 1];
} current;

bool
push_busy(void)
{
	return current.outgoing != NULL;
}

/* The delay before the next attempt. 0: there is none. */
static int64_t
retry_delay_ms(int64_t attempts)
{
	static const int seconds[] = { 10, 30, 60, 120, 300, 600 };

	if (attempts > (int64_t)(ARRAY_LEN(seconds)))
		return 0;
	return seconds[attempts - 1] * INT64_C(1000);
}

static enum chat_error
push_failed(
    struct chat *chat, const struct duty *duty, const char *subscription, const char *reason)
{
	int64_t delay_ms = retry_delay_ms(duty->attempts), again_at = clock_now_ms() + delay_ms;
	enum db_error error;

	log_error("push to %s failed (attempt %lld, %s): %s", subscription,
	    (long long)duty->attempts, delay_ms ? "will be tried again" : "given up", reason);
	if (!delay_ms)
		return duty_settle(chat, duty, 0);
	error = db_duty_postpone(chat->db, duty, again_at, reason);
	if (!error)
		chat_duty_stored(chat, again_at);
	return error == DB_NO_ROW ? CHAT_OK : chat_error_from_db(error);
}

/* --- The message -------------------------------------------------------------------------- */

/* What is told of a room. */
struct push_news {
	const struct room *room;
	bool waiting;     /* the visitor waits for an agent; else they have written to theirs */
	const char *text; /* what the visitor has written; NULL: it is not told */
};

static enum db_error
text_collect(const struct message *message, void *arg)
{
	struct buf *text = arg;

	if (!message->by_visitor)
		return DB_OK;
	if (text->len > 0)
		buf_putc(text, '\n');
	buf_puts(text, message->msg);
	if (message->file_name)
		buf_printf(text, "%s%s", *message->msg ? "\n" : "", message->file_name);
	return text->len < TEXT_MAX ? DB_OK : DB_NO_ROW;
}

/* Reads what the visitor has written, if a setting allows that it is told. */
static enum chat_error
text_read(struct chat *chat, struct push_news *news)
{
	int64_t since_ms = news->waiting ? 0 : news->room->read_ts + 1;
	struct buf all = { 0 };
	enum db_error error;
	char *read;

	if (!setting_bool(chat->settings, SETTING_MAIL_MESSAGE_TEXT))
		return CHAT_OK;
	error =
	    db_message_texts(chat->db, news->room->id, since_ms, MESSAGES_MAX, text_collect, &all);
	read = arena_strndup(chat->mem, all.len ? all.data : "",
	    all.len > TEXT_MAX ? utf8_cut(all.data, all.len, TEXT_MAX) : all.len);
	buf_free(&all);
	if (*read)
		news->text = read;
	return error == DB_NO_ROW ? CHAT_OK : chat_error_from_db(error);
}

static const char *
message_json(struct chat *chat, const struct push_news *news)
{
	const struct room *room = news->room;
	int64_t waiting_since = room->queued_at ? room->queued_at : room->ts;
	const char *url = setting_text(chat->settings, SETTING_INBOX_URL);
	struct json_text json;

	json_text_begin(&json);
	json_object(&json.out);
	json_put_string(&json.out, "type", news->waiting ? "waiting" : "message");
	json_put_string(&json.out, "rid", room->id);
	json_put_string(&json.out, "name", room->fname);
	json_put_time(&json.out, "since", news->waiting ? waiting_since : room->question_ts);
	if (*url && strlen(url) <= TEXT_MAX)
		json_put_string(&json.out, "url", url);
	json_put_string_opt(&json.out, "msg", news->text);
	json_object_end(&json.out);
	return json_text_end(&json, chat->mem);
}

static enum chat_error
message_write(struct chat *chat, struct push_news *news, const char **message)
{
	enum chat_error error = text_read(chat, news);

	if (error)
		return error;
	*message = message_json(chat, news);
	/* Only a text of which nearly all is escaped makes it too long. */
	news->text = NULL;
	if (strlen(*message) > WEBPUSH_TEXT_MAX)
		*message = message_json(chat, news);
	return CHAT_OK;
}

/* What this service claims for the service of an endpoint, and whom to ask about it. */
static const char *
claims_write(struct chat *chat, const char *endpoint)
{
	const char *from = setting_text(chat->settings, SETTING_FROM_EMAIL);
	const char *url = setting_text(chat->settings, SETTING_INBOX_URL);
	size_t scheme = strlen("https://");
	struct json_text json;

	json_text_begin(&json);
	json_object(&json.out);
	json_key(&json.out, "aud");
	json_string_len(&json.out, endpoint, scheme + strcspn(endpoint + scheme, "/?#"));
	json_put_int(&json.out, "exp", clock_now_ms() / 1000 + CLAIMS_S);
	if (*from)
		json_put_string(&json.out, "sub", arena_printf(chat->mem, "mailto:%s", from));
	else if (strncmp(url, "https://", scheme) == 0)
		json_put_string(&json.out, "sub", url);
	json_object_end(&json.out);
	return json_text_end(&json, chat->mem);
}

/* Two messages about one room have the same topic, so that the later one replaces the other. */
static const char *
topic_of(struct chat *chat, const char *rid)
{
	unsigned char digest[SHA256_LEN];
	char text[BASE64URL_LEN(TOPIC_BYTES) + 1];

	sha256(digest, rid, strlen(rid));
	base64url(text, digest, TOPIC_BYTES);
	return arena_printf(chat->mem, "Topic: %s", text);
}

/* Begins to send the message; NULL: it cannot be sent, for *reason. */
static struct outgoing *
message_post(struct chat *chat, const struct push_subscription *subscription, const char *rid,
    const char *message, const char **reason)
{
	unsigned char body[WEBPUSH_BODY_MAX], salt[WEBPUSH_SALT_LEN];
	struct webpush_receiver receiver;
	struct webpush_key key, once;
	struct outgoing_post post = { .url = subscription->endpoint, .body = body };

	if (!webpush_key_read(&key, setting_text(chat->settings, SETTING_PUSH_PRIVATE_KEY)) ||
	    !webpush_receiver_read(&receiver, subscription->p256dh, subscription->auth)) {
		*reason = "its key, or that of this service, is none";
		return NULL;
	}
	webpush_key_new(&once);
	random_bytes(salt, sizeof(salt));
	post.len = webpush_encrypt(body, &receiver, &once, salt, message, strlen(message));
	post.headers[0] = arena_printf(chat->mem, "Authorization: %s",
	    webpush_authorization(chat->mem, &key, claims_write(chat, subscription->endpoint)));
	post.headers[1] = "Content-Encoding: aes128gcm";
	post.headers[2] = "Content-Type: application/octet-stream";
	post.headers[3] = "TTL: " TTL;
	post.headers[4] = "Urgency: high";
	post.headers[5] = topic_of(chat, rid);
	return outgoing_start(chat, &post, reason);
}

/* --- Sending ------------------------------------------------------------------------------ */

/* Finds what there is to tell the browser about the room. *is_news false: nothing any more. */
static enum chat_error
news_find(
    struct chat *chat, const char *rid, const char *agent_id, struct push_news *news, bool *is_news)
{
	struct room_view *view = arena_zalloc(chat->mem, sizeof(*view));
	enum db_error error = db_room_get(chat->db, chat->mem, rid, view);

	*news = (struct push_news){ .room = &view->room, .waiting = !view->room.served_by_id };
	*is_news = !error && view->room.open && news->waiting;
	if (error)
		return error == DB_NO_ROW ? CHAT_OK : chat_error_from_db(error);
	return news->waiting ? CHAT_OK : unread_is_news(chat, &view->room, agent_id, is_news);
}

/* Finds when the push may be sent: now_ms, or later. Further attempts are not counted. */
static enum chat_error
push_allowed_at(
    struct chat *chat, const struct duty *duty, const char *id, int64_t now_ms, int64_t *at_ms)
{
	int64_t most = setting_int(chat->settings, SETTING_PUSHES_PER_HOUR);
	enum db_error error;

	*at_ms = now_ms;
	if (most == 0 || duty->attempts > 1)
		return CHAT_OK;
	error = db_push_count(chat->db, id, MAIL_HOUR_MS, most, now_ms);
	if (error == DB_NO_ROW)
		*at_ms = mail_bound_reached(chat, SETTING_PUSHES_PER_HOUR, now_ms);
	return error == DB_NO_ROW ? CHAT_OK : chat_error_from_db(error);
}

static enum chat_error
push_begin(struct chat *chat, const struct duty *duty, const struct push_subscription *to,
    struct push_news *news, int64_t wait_ms)
{
	const char *message, *reason;
	enum chat_error error = message_write(chat, news, &message);

	if (error)
		return error;
	current.outgoing = message_post(chat, to, news->room->id, message, &reason);
	if (!current.outgoing)
		return push_failed(chat, duty, to->id, reason);
	current.duty = *duty;
	current.duty.kind = DUTY_PUSH;
	current.duty.ref = strncpy(current.ref, duty->ref, DUTY_REF_MAX);
	strncpy(current.subscription, to->id, ID_MAX_LEN);
	current.duty.lease = strncpy(current.lease, duty->lease, ID_LEN);
	push_wait(chat, wait_ms);
	return CHAT_OK;
}

enum chat_error
push_send(struct chat *chat, const struct duty *duty, int64_t wait_ms)
{
	const char *rid = strchr(duty->ref, ' '), *id;
	int64_t now_ms = clock_now_ms(), at_ms;
	struct push_subscription to;
	struct push_news news;
	enum db_error db_error;
	enum chat_error error;
	bool is_news = false;

	if (!rid)
		return duty_settle(chat, duty, 0);
	id = arena_strndup(chat->mem, duty->ref, (size_t)(rid++ - duty->ref));
	db_error = db_push_get(chat->db, chat->mem, id, &to);
	if (db_error && db_error != DB_NO_ROW)
		return chat_error_from_db(db_error);
	/* Without it the login has ended. */
	error = db_error ? CHAT_OK : news_find(chat, rid, to.user_id, &news, &is_news);
	if (error)
		return error;
	if (!is_news)
		return duty_settle(chat, duty, 0);
	error = push_allowed_at(chat, duty, id, now_ms, &at_ms);
	if (error)
		return error;
	return at_ms > now_ms ? duty_settle(chat, duty, at_ms)
			      : push_begin(chat, duty, &to, &news, wait_ms);
}

static enum chat_error
answer_take(struct chat *chat, long status)
{
	if (status >= 200 && status < 300)
		return duty_settle(chat, &current.duty, 0);
	if (status == STATUS_NOT_FOUND || status == STATUS_GONE)
		return chat_error_from_db(
		    db_push_gone(chat->db, &current.duty, current.subscription));
	return push_failed(chat, &current.duty, current.subscription,
	    arena_printf(chat->mem, "the push service answered with status %ld", status));
}

bool
push_wait(struct chat *chat, int64_t wait_ms)
{
	const char *reason = NULL;
	enum outgoing_state state;
	enum chat_error error;
	long status;

	if (!current.outgoing)
		return true;
	state = outgoing_wait(current.outgoing, wait_ms, chat->mem, &status, &reason);
	if (state == OUTGOING_RUNNING)
		return false;
	current.outgoing = NULL;
	error = state == OUTGOING_ANSWERED
		    ? answer_take(chat, status)
		    : push_failed(chat, &current.duty, current.subscription, reason);
	/* If the database is away, the message is sent again later. */
	if (error)
		log_error("push to %s: the result could not be stored", current.subscription);
	return true;
}

void
push_finish(struct chat *chat, int64_t wait_ms)
{
	if (push_wait(chat, wait_ms))
		return;
	outgoing_abandon(current.outgoing);
	current.outgoing = NULL;
}
