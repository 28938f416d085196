/* SPDX-License-Identifier: MIT */
#define CURL_DISABLE_TYPECHECK

#include "chat/outgoing/outgoing.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <curl/curl.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/network.h"
#include "base/process/library.h"
#include "base/str.h"

#undef curl_easy_setopt
#undef curl_easy_getinfo

#define CONNECT_TIMEOUT_MS 5000L
#define ANSWER_MAX 65536 /* bytes of an answer, of which nothing but the status is used */

/* --- The library ------------------------------------------------------------------------- */

#define FUNCTIONS(X) \
	X(curl_global_init) \
	X(curl_easy_init) \
	X(curl_easy_setopt) \
	X(curl_easy_getinfo) \
	X(curl_easy_cleanup) \
	X(curl_easy_strerror) \
	X(curl_slist_append) \
	X(curl_slist_free_all) \
	X(curl_multi_init) \
	X(curl_multi_add_handle) \
	X(curl_multi_remove_handle) \
	X(curl_multi_perform) \
	X(curl_multi_poll) \
	X(curl_multi_info_read) \
	X(curl_multi_cleanup)

static struct {
	FUNCTIONS(LIBRARY_POINTER)
} lib;
static const struct library_function functions[] = { FUNCTIONS(LIBRARY_FUNCTION) };

static bool
curl_find(void)
{
	static const char *const files[] = { "libcurl.so.4", "libcurl-gnutls.so.4" };

	for (size_t i = 0; i < ARRAY_LEN(files); i++)
		if (!library_load(files[i], functions, ARRAY_LEN(functions), &lib))
			return true;
	return false;
}

#ifdef LIVECHAT_STATIC

/* Each distribution has its certificates in another place. */
static const char *
ca_file_of_system(void)
{
	static const char *const paths[] = {
		"/etc/ssl/certs/ca-certificates.crt", /* Debian, Alpine, Arch */
		"/etc/pki/tls/certs/ca-bundle.crt",   /* Red Hat */
		"/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
		"/etc/ssl/ca-bundle.pem", /* SUSE */
		"/var/lib/ca-certificates/ca-bundle.pem",
		"/etc/ssl/cert.pem",
	};

	for (size_t i = 0; i < ARRAY_LEN(paths); i++)
		if (access(paths[i], R_OK) == 0)
			return paths[i];
	return NULL;
}

#else

/* The library knows them. */
static const char *
ca_file_of_system(void)
{
	return "";
}

#endif

static bool
curl_load(void)
{
	static bool tried, loaded;

	if (!tried)
		loaded = curl_find() && lib.curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
	tried = true;
	return loaded;
}

/* --- Where it may go --------------------------------------------------------------------- */

struct outgoing {
	CURLM *multi;
	CURL *easy;
	struct curl_slist *headers;
	char *private_networks;
	char *url;
	void *body;
	size_t answered; /* bytes */
	bool refused;    /* the last address was not allowed */
	char error[CURL_ERROR_SIZE];
};

static bool
address_is_allowed(const struct outgoing *outgoing, const struct curl_sockaddr *to)
{
	struct address address = { .v4 = false };
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;

	if (to->family == AF_INET6) {
		memcpy(&v6, &to->addr, sizeof(v6));
		memcpy(address.bytes, &v6.sin6_addr, sizeof(address.bytes));
		address.v4 = IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr);
	} else if (to->family == AF_INET) {
		memcpy(&v4, &to->addr, sizeof(v4));
		address.v4 = true;
		memset(address.bytes + 10, 0xff, 2);
		memcpy(address.bytes + 12, &v4.sin_addr, 4);
	} else {
		return false;
	}
	return address_is_public(&address) || networks_hold(outgoing->private_networks, &address);
}

/* It is called with the address that is connected to: nothing is resolved once more after it. */
static curl_socket_t
socket_open(void *arg, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct outgoing *outgoing = arg;

	(void)purpose;
	outgoing->refused = !address_is_allowed(outgoing, address);
	if (outgoing->refused)
		return CURL_SOCKET_BAD;
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* --- Sending ----------------------------------------------------------------------------- */

static size_t
answer_take(char *bytes, size_t size, size_t count, void *arg)
{
	struct outgoing *outgoing = arg;

	(void)bytes;
	outgoing->answered += size * count;
	return outgoing->answered > ANSWER_MAX ? 0 : size * count;
}

static bool
headers_set(struct outgoing *outgoing, const struct outgoing_post *post)
{
	struct curl_slist *more = lib.curl_slist_append(NULL, "Expect:");

	for (size_t i = 0; more && i < OUTGOING_HEADERS_MAX && post->headers[i]; i++) {
		outgoing->headers = more;
		more = lib.curl_slist_append(more, post->headers[i]);
	}
	if (more)
		outgoing->headers = more;
	return more && lib.curl_easy_setopt(
			   outgoing->easy, CURLOPT_HTTPHEADER, outgoing->headers) == CURLE_OK;
}

/* An option that the library does not know would leave out a guard: nothing is sent then. */
static bool
options_set(struct outgoing *outgoing, const struct outgoing_post *post, const char *ca_file)
{
	CURL *easy = outgoing->easy;
	bool right = true;

#define SET(option, value) \
	right = right && lib.curl_easy_setopt(easy, CURLOPT_##option, (value)) == CURLE_OK
	SET(URL, outgoing->url);
	SET(PROTOCOLS_STR, "https");
	SET(PROXY, "");
	SET(NOPROXY, "*");
	SET(NOSIGNAL, 1L);
	SET(FOLLOWLOCATION, 0L);
	SET(TIMEOUT_MS, (long)OUTGOING_TIMEOUT_MS);
	SET(CONNECTTIMEOUT_MS, CONNECT_TIMEOUT_MS);
	SET(OPENSOCKETFUNCTION, socket_open);
	SET(OPENSOCKETDATA, outgoing);
	SET(WRITEFUNCTION, answer_take);
	SET(WRITEDATA, outgoing);
	SET(ERRORBUFFER, outgoing->error);
	SET(POST, 1L);
	SET(POSTFIELDS, outgoing->body);
	SET(POSTFIELDSIZE, (long)post->len);
	if (*ca_file)
		SET(CAINFO, ca_file);
	return right && headers_set(outgoing, post);
}

void
outgoing_abandon(struct outgoing *outgoing)
{
	if (outgoing->multi && outgoing->easy)
		lib.curl_multi_remove_handle(outgoing->multi, outgoing->easy);
	if (outgoing->easy)
		lib.curl_easy_cleanup(outgoing->easy);
	if (outgoing->multi)
		lib.curl_multi_cleanup(outgoing->multi);
	lib.curl_slist_free_all(outgoing->headers);
	free(outgoing->private_networks);
	free(outgoing->url);
	free(outgoing->body);
	free(outgoing);
}

/* Returns the file with the certificate authorities; "": the library knows it; NULL: there is none. */
static const char *
ca_file_of(const struct chat *chat)
{
	const char *path = setting_text(chat->settings, SETTING_OUTGOING_CA_FILE);

	return *path ? path : ca_file_of_system();
}

const char *
outgoing_refusal(const struct chat *chat)
{
	const char *ca_file = ca_file_of(chat);

	if (!ca_file)
		return "this machine has no file of certificate authorities where others have it: "
		       "set outgoing_ca_file";
	if (*ca_file && access(ca_file, R_OK) != 0)
		return "the file that outgoing_ca_file names cannot be read";
	if (!curl_load())
		return "libcurl is not installed: libcurl.so.4";
	return NULL;
}

struct outgoing *
outgoing_start(struct chat *chat, const struct outgoing_post *post, const char **reason)
{
	const char *ca_file = ca_file_of(chat);
	struct outgoing *outgoing;

	*reason = outgoing_refusal(chat);
	if (*reason)
		return NULL;
	outgoing = calloc(1, sizeof(*outgoing));
	if (!outgoing)
		log_fatal("out of memory");
	outgoing->private_networks =
	    str_dup(setting_text(chat->settings, SETTING_OUTGOING_PRIVATE_NETWORKS));
	outgoing->url = str_dup(post->url);
	outgoing->body = malloc(post->len + 1);
	if (!outgoing->body)
		log_fatal("out of memory");
	memcpy(outgoing->body, post->body, post->len);
	outgoing->multi = lib.curl_multi_init();
	outgoing->easy = lib.curl_easy_init();
	if (outgoing->multi && outgoing->easy && options_set(outgoing, post, ca_file) &&
	    lib.curl_multi_add_handle(outgoing->multi, outgoing->easy) == CURLM_OK)
		return outgoing;
	outgoing_abandon(outgoing);
	*reason = "libcurl cannot send it: it is too old, or memory has run out";
	return NULL;
}

static enum outgoing_state
result(
    struct outgoing *outgoing, CURLcode code, struct arena *mem, long *status, const char **reason)
{
	*status = 0;
	if (code == CURLE_OK) {
		lib.curl_easy_getinfo(outgoing->easy, CURLINFO_RESPONSE_CODE, status);
		return OUTGOING_ANSWERED;
	}
	if (outgoing->refused)
		*reason = "its address is none of the public internet (outgoing_private_networks)";
	else
		*reason = arena_strdup(
		    mem, *outgoing->error ? outgoing->error : lib.curl_easy_strerror(code));
	return OUTGOING_FAILED;
}

enum outgoing_state
outgoing_wait(struct outgoing *outgoing, int64_t wait_ms, struct arena *mem, long *status,
    const char **reason)
{
	int64_t until_ms = clock_monotonic_ms() + wait_ms, left_ms = wait_ms;
	enum outgoing_state state;
	CURLMsg *message = NULL;
	int running = 1, messages;

	do {
		if (lib.curl_multi_perform(outgoing->multi, &running) != CURLM_OK)
			running = 0;
		message = lib.curl_multi_info_read(outgoing->multi, &messages);
		left_ms = until_ms - clock_monotonic_ms();
		if (!message && running && left_ms > 0)
			lib.curl_multi_poll(outgoing->multi, NULL, 0, (int)left_ms, NULL);
	} while (!message && running && left_ms > 0);
	if (!message && running)
		return OUTGOING_RUNNING;
	state = result(
	    outgoing, message ? message->data.result : CURLE_FAILED_INIT, mem, status, reason);
	outgoing_abandon(outgoing);
	return state;
}
