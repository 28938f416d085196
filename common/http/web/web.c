/* SPDX-License-Identifier: MIT */
#define ZLIB_CONST
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>

#include "base/crypto/base64url.h"
#include "base/crypto/sha256.h"
#include "base/str.h"
#include "http/reply/reply.h"
#include "http/web/web.h"
#include "http/web/web_files.h"

#define ASSETS "assets/"
#define NAME_HASH_LEN 12 /* hexadecimal digits in the names of assets */
/* A launcher contains settings, so that browsers ask again after a minute. */
#define CACHE_OF_LAUNCHER "public, max-age=60"
#define LAUNCHER_TAG_LEN 12 /* bytes of a hash */

/* What a document may load; who may show it in a frame follows. */
#define POLICY \
	"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " \
	"img-src 'self' data: blob:; media-src 'self' blob:; worker-src 'self'; " \
	"manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors"

/* The official widget sets styles of elements, and shows the pictures that messages link to. */
#define POLICY_OF_OFFICIAL \
	"default-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; " \
	"img-src * data:; media-src *; object-src 'none'; " \
	"base-uri 'none'; form-action 'self'; frame-ancestors"

static int
compare(const void *name, const void *file)
{
	return strcmp(name, ((const struct web_file *)file)->name);
}

static const struct web_file *
web_file_find(const char *name)
{
	return bsearch(name, web_files, web_files_len, sizeof(web_files[0]), compare);
}

/*
 * What the visitors' chat loads later than its button, and its languages ("pt-BR"). A page of a website may ask
 * for it by the name that it had in an earlier release, if the program was replaced after the page had been
 * opened; other than our own pages, that page cannot be loaded anew by us.
 */
static bool
is_loaded_later(const char *stem, size_t len)
{
	static const char *const parts[] = { "panel", "room", "files", "extras" };

	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (len == strlen(parts[i]) && memcmp(stem, parts[i], len) == 0)
			return true;
	return len == strlen("en") || (len == strlen("pt-BR") && stem[2] == '-');
}

/* Finds what now has the name "assets/panel.0a1b2c3d4e5f.js" but for the hash. NULL: there is nothing. */
static const struct web_file *
successor_find(const char *name)
{
	const char *stem = name + strlen(ASSETS), *hash, *type;
	size_t len;

	if (strncmp(name, ASSETS, strlen(ASSETS)) != 0)
		return NULL;
	len = strcspn(stem, ".");
	hash = stem + len + 1;
	if (stem[len] == '\0' || !is_loaded_later(stem, len) ||
	    strspn(hash, "0123456789abcdef") != NAME_HASH_LEN || hash[NAME_HASH_LEN] != '.')
		return NULL;
	type = hash + NAME_HASH_LEN;
	for (size_t i = 0; i < web_files_len; i++) {
		const char *other = web_files[i].name;

		if (strlen(other) == strlen(name) &&
		    strncmp(other, name, (size_t)(hash - name)) == 0 &&
		    strcmp(other + (type - name), type) == 0)
			return &web_files[i];
	}
	return NULL;
}

static bool
is_document(const struct web_file *file)
{
	return strncmp(file->media_type, "text/html", strlen("text/html")) == 0;
}

/*
 * Whether an item of Accept-Encoding, such as "gzip;q=0.5", names gzip. *wanted: with a weight above
 * zero (RFC 9110, 12.4.2).
 */
static bool
names_gzip(const char *item, size_t len, bool *wanted)
{
	size_t blanks = strspn(item, " \t"), name_len = strcspn(item + blanks, " \t,;");
	const char *weight = memchr(item, '=', len);

	if (name_len != strlen("gzip") || strncasecmp(item + blanks, "gzip", name_len) != 0)
		return false;
	*wanted = !weight || strtod(weight + 1, NULL) > 0;
	return true;
}

bool
web_takes_gzip(struct request *rq)
{
	const char *list = request_env(rq, "HTTP_ACCEPT_ENCODING"), *item;
	bool wanted = false;
	size_t len;

	while (list && (item = str_next(&list, ",", &len)))
		if (names_gzip(item, len, &wanted))
			break;
	return wanted;
}

/*
 * What a document may load, and who may show it in a frame: nobody, but for the pages of visitors, which
 * are made for that. What agents click in a frame could be chosen by the page around it.
 */
static const char *
policy(struct request *rq, const struct web_file *file)
{
	const char *list = setting_text(rq->chat.settings, SETTING_API_CORS_ORIGIN), *origin;
	bool official = strcmp(file->name, WEB_OFFICIAL) == 0;
	struct buf policy = { 0 };
	size_t len;

	if (!official && *file->name != '\0')
		return POLICY " 'none'";
	buf_puts(&policy, official ? POLICY_OF_OFFICIAL : POLICY);
	buf_puts(&policy, " 'self'");
	while ((origin = str_next(&list, ", ", &len))) {
		buf_putc(&policy, ' ');
		buf_put(&policy, origin, len);
	}
	return buf_take(&policy, rq->chat.mem);
}

void
web_describe(struct request *rq, const struct web_fields *fields)
{
	struct reply *reply = rq->reply;

	reply->media_type = fields->media_type;
	reply->content_policy = fields->content_policy;
	reply->cache_control = fields->cache_control;
	reply->encodings = true;
	reply->gzip = fields->gzip;
	reply->for_other_sites = fields->for_other_sites;
	reply->tag =
	    fields->gzip ? arena_printf(rq->chat.mem, "%s-gzip", fields->tag) : fields->tag;
}

static void
describe(struct request *rq, const struct web_file *file, const char *tag,
    const char *cache_control, bool gzip)
{
	const struct web_fields fields = {
		.media_type = file->media_type,
		.content_policy = policy(rq, file),
		.tag = tag,
		.cache_control = cache_control,
		.gzip = gzip,
		.for_other_sites = !is_document(file),
	};

	web_describe(rq, &fields);
}

bool
web_has_file(const char *name)
{
	return web_file_find(name) != NULL;
}

void
reply_web_file(struct request *rq, const char *name)
{
	const struct web_file *file = web_file_find(name);
	const char *cache_control =
	    strncmp(name, ASSETS, strlen(ASSETS)) == 0 ? WEB_FOR_EVER : WEB_WITH_QUESTION;
	bool gzip;

	if (!file) {
		file = successor_find(name);
		cache_control = WEB_WITH_QUESTION;
	}
	if (!file) {
		reply_not_found(rq);
		return;
	}
	/* The URLs in a document are relative to its own, which has no slash at its end. */
	if (is_document(file) && rq->path.ends_with_slash) {
		reply_moved(rq, arena_printf(rq->chat.mem, "../%s", *name ? name : "livechat"));
		return;
	}
	gzip = file->gzip.len > 0 && web_takes_gzip(rq);
	if (reply_is_tagged(rq, file->tag, 0))
		reply_unchanged(rq);
	else if (gzip)
		reply_file(rq, file->media_type, 0, (const char *)file->gzip.bytes, file->gzip.len);
	else
		reply_file(
		    rq, file->media_type, 0, (const char *)file->plain.bytes, file->plain.len);
	describe(rq, file, file->tag, cache_control, gzip);
}

/* Writes the text, compressed, to `packed`. */
static void
compress_text(struct buf *packed, const char *text)
{
	size_t len = strlen(text), bound;
	z_stream stream = { .next_in = (const Bytef *)text, .avail_in = (uInt)len };
	int result = deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, MAX_WBITS + 16,
	    MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY);

	assert(result == Z_OK);
	bound = deflateBound(&stream, len);
	stream.next_out = (Bytef *)buf_reserve(packed, bound);
	stream.avail_out = (uInt)bound;
	result = deflate(&stream, Z_FINISH);
	assert(result == Z_STREAM_END);
	packed->len += stream.total_out;
	deflateEnd(&stream);
}

static const char *
tag_of(struct arena *mem, const char *text)
{
	char *tag = arena_alloc(mem, BASE64URL_LEN(LAUNCHER_TAG_LEN) + 1);
	unsigned char hash[SHA256_LEN];

	sha256(hash, text, strlen(text));
	base64url(tag, hash, LAUNCHER_TAG_LEN);
	return tag;
}

void
reply_launcher_settings(struct request *rq, const char *settings_json)
{
	const struct web_fields fields = {
		.media_type = "application/json",
		.content_policy = "default-src 'none'",
		.tag = tag_of(rq->chat.mem, settings_json),
		.cache_control = CACHE_OF_LAUNCHER,
		.for_other_sites = true,
	};

	if (reply_is_tagged(rq, fields.tag, 0))
		reply_unchanged(rq);
	else
		reply_file(rq, fields.media_type, 0, settings_json, strlen(settings_json));
	web_describe(rq, &fields);
}

void
reply_launcher(struct request *rq, const char *name, const char *settings_json)
{
	const struct web_file *file = web_file_find(name);
	struct arena *mem = rq->chat.mem;
	const char *text, *tag;
	bool gzip = web_takes_gzip(rq);

	assert(file);
	text = arena_printf(mem, "%.*s%s);\n", (int)file->plain.len,
	    (const char *)file->plain.bytes, settings_json);
	tag = tag_of(mem, text);
	if (reply_is_tagged(rq, tag, 0)) {
		reply_unchanged(rq);
	} else if (gzip) {
		reply_file(rq, file->media_type, 0, "", 0);
		compress_text(&rq->reply->body, text);
	} else {
		reply_file(rq, file->media_type, 0, text, strlen(text));
	}
	describe(rq, file, tag, CACHE_OF_LAUNCHER, gzip);
}
