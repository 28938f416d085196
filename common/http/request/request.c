/* SPDX-License-Identifier: MIT */
#include "http/request/request.h"

#include <string.h>

#include "http/files.h"
#include "http/request/client.h"

/* The hash of a name: the names that web servers send mostly differ in length, middle or end. */
static struct variable **
env_list(struct request *rq, const char *name, size_t len)
{
	const unsigned char *p = (const unsigned char *)name;
	size_t sum = len == 0 ? 0 : len + 3u * p[len / 2] + 5u * p[len - 1];

	return &rq->env[sum % ENV_LISTS];
}

void
request_set_env(struct request *rq, char *const *env)
{
	struct variable *variable, **list;
	size_t len = 0;

	while (env[len])
		len++;
	variable = arena_alloc(rq->chat.mem, len * sizeof(*variable));
	/* Added from the last, so that of two with the same name the first one comes first. */
	for (; len > 0; len--, variable++) {
		variable->text = env[len - 1];
		variable->name_len = (size_t)(strchrnul(variable->text, '=') - variable->text);
		list = env_list(rq, variable->text, variable->name_len);
		variable->next = *list;
		*list = variable;
	}
}

/* The first variable of that name in the list; NULL when there is none. */
static inline const struct variable *
variable_find(const struct variable *list, const char *name, size_t len)
{
	for (; list; list = list->next)
		if (list->name_len == len && memcmp(list->text, name, len) == 0 &&
		    list->text[len] == '=')
			return list;
	return NULL;
}

/* The value of that variable, and whether there is another one with this name. */
static inline const char *
variable_value(struct request *rq, const char *name, size_t len, bool *repeated)
{
	const struct variable *found = variable_find(*env_list(rq, name, len), name, len);

	*repeated = found && found->next && variable_find(found->next, name, len);
	return found ? found->text + len + 1 : NULL;
}

const char *
request_header(struct request *rq, const char *name, bool *ambiguous)
{
	return variable_value(rq, name, strlen(name), ambiguous);
}

const char *
request_env_named(struct request *rq, const char *name, size_t len)
{
	bool repeated;
	const char *value = variable_value(rq, name, len, &repeated);

	/* Of the other variables, which no client names, the first one counts. */
	return repeated && strncmp(name, "HTTP_", 5) == 0 ? NULL : value;
}

const char *
request_cookie(struct request *rq, const char *name)
{
	const char *at = request_env(rq, "HTTP_COOKIE");
	size_t name_len = strlen(name), len;

	while (at && *at) {
		at += strspn(at, "; ");
		len = strcspn(at, ";");
		if (len > name_len && strncmp(at, name, name_len) == 0 && at[name_len] == '=')
			return arena_strndup(rq->chat.mem, at + name_len + 1, len - name_len - 1);
		at += len;
	}
	return NULL;
}

struct chat *
request_chat(struct request *rq)
{
	return &rq->chat;
}

/* The id of the room that the route's .room names; NULL when there is none. */
static const char *
room_named(struct request *rq)
{
	const char *name = rq->route ? rq->route->room : NULL, *rid;

	if (!name)
		return NULL;
	rid = path_params_get(&rq->path, name);
	return rid ? rid : value_member_text(rq->params, name);
}

enum chat_error
request_login(struct request *rq)
{
	struct user_along along = { room_named(rq), &rq->room, NULL };
	const char *id, *token;

	if (rq->user_known)
		return rq->user_error;
	id = request_env(rq, "HTTP_X_USER_ID");
	token = request_env(rq, "HTTP_X_AUTH_TOKEN");
	rq->user_known = true;
	rq->user_error = CHAT_UNAUTHORIZED;
	if (rq->route && rq->route->inbox)
		along.inbox = &rq->inbox;
	if (id && *id && token && *token)
		rq->user_error = user_authenticate(&rq->chat, id, token, &along, &rq->user);
	if (rq->user_error != CHAT_OK)
		rq->user = NULL;
	return rq->user_error;
}

const struct user *
request_user(struct request *rq)
{
	request_login(rq);
	return rq->user;
}

const struct room_state *
request_room(struct request *rq)
{
	static const struct room_state none = { .id = NULL };

	return access_is_settled(&rq->chat) ? &rq->room : &none;
}

const struct inbox_state *
request_inbox(struct request *rq)
{
	return &rq->inbox;
}

const char *
path_param(struct request *rq, const char *name)
{
	const char *text = path_params_get(&rq->path, name);

	return text ? text : "";
}

void
request_client(struct request *rq)
{
	rq->chat.client.ip = client_address(rq->chat.mem, request_env(rq, "REMOTE_ADDR"),
	    request_env(rq, "HTTP_X_FORWARDED_FOR"),
	    setting_text(rq->chat.settings, SETTING_TRUSTED_PROXIES));
	rq->chat.client.user_agent = request_env(rq, "HTTP_USER_AGENT");
	rq->chat.client.host = request_env(rq, "HTTP_HOST");
}

/*
 * Reads and discards the rest of a refused body, because a web server that is still sending would
 * not read the reply.
 */
static void
body_drain(struct request *rq, size_t max)
{
	char scrap[8192];
	size_t total = 0, want;
	ssize_t got;

	while (total < max) {
		want = max - total < sizeof(scrap) ? max - total : sizeof(scrap);
		got = rq->transport->read(rq->transport->arg, scrap, want);
		if (got <= 0)
			return;
		total += (size_t)got;
	}
}

/* Sets *len to CONTENT_LENGTH; false when it is absent. *sane: it is a number. */
static bool
announced_length(struct request *rq, size_t *len, bool *sane)
{
	const char *text = request_env(rq, "CONTENT_LENGTH");
	size_t digits;

	*sane = true;
	if (!text || !*text)
		return false;
	*len = 0;
	for (digits = 0; text[digits] >= '0' && text[digits] <= '9'; digits++)
		*len = *len * 10 + (size_t)(text[digits] - '0');
	*sane = text[digits] == '\0';
	/* A number of so many digits is larger than any limit. */
	if (digits > 15)
		*len = SIZE_MAX;
	return true;
}

enum body_result
request_body(struct request *rq, const char **text, size_t *len, const char **error_text)
{
	size_t announced = 0, want = BODY_MAX_LEN + 1;
	bool sane, known = announced_length(rq, &announced, &sane);
	ssize_t got;
	char *body;

	rq->body_read = rq->body_left = true;
	if (!sane) {
		*error_text = "Content-Length must be a number of bytes";
		return BODY_BAD;
	}
	if (known && announced > BODY_MAX_LEN) {
		body_drain(rq, BODY_DRAIN_MAX_LEN);
		return BODY_TOO_LARGE;
	}
	if (known)
		want = announced;
	body = arena_alloc(rq->chat.mem, want + 1);
	*len = 0;
	while (*len < want) {
		got = rq->transport->read(rq->transport->arg, body + *len, want - *len);
		if (got <= 0)
			break;
		*len += (size_t)got;
	}
	if (*len < want && (known || got < 0)) {
		*error_text =
		    known ? arena_printf(rq->chat.mem, "Request body ended after %zu of %zu bytes",
				*len, want)
			  : arena_printf(rq->chat.mem, "Request body ended after %zu bytes", *len);
		return BODY_BAD;
	}
	if (!known && *len > BODY_MAX_LEN) {
		body_drain(rq, BODY_DRAIN_MAX_LEN);
		return BODY_TOO_LARGE;
	}
	body[*len] = '\0';
	*text = body;
	rq->body_left = false;
	return BODY_OK;
}

int64_t
request_content_length(struct request *rq)
{
	size_t len = 0;
	bool sane;

	if (!announced_length(rq, &len, &sane) || !sane)
		return -1;
	return len > INT64_MAX ? INT64_MAX : (int64_t)len;
}

void
request_body_drain(struct request *rq, int64_t left)
{
	bool whole = left >= 0 && left <= BODY_DRAIN_MAX_LEN;

	body_drain(rq, whole ? (size_t)left : BODY_DRAIN_MAX_LEN);
	rq->body_left = !whole;
}

void
request_body_discard(struct request *rq)
{
	size_t announced = 0;
	bool sane, known;

	if (rq->body_read)
		return;
	known = announced_length(rq, &announced, &sane);
	rq->body_left = !sane || announced > BODY_DRAIN_MAX_LEN;
	if (!sane)
		return;
	if (known)
		body_drain(rq, announced < BODY_DRAIN_MAX_LEN ? announced : BODY_DRAIN_MAX_LEN);
	else if (request_env(rq, "HTTP_TRANSFER_ENCODING"))
		body_drain(rq, BODY_DRAIN_MAX_LEN);
}
