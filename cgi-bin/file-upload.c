/* SPDX-License-Identifier: MIT */
/*
 * GET /file-upload/:id/       the same as
 * GET /file-upload/:id/:name  returns a file of a room, whatever the name is, to the room's visitor and to users who
 *                             may read the room. They show who they are by headers, as everywhere, or where only a
 *                             link can be given by cookies or the query: rc_token, a visitor's token, or with rc_uid that of
 *                             a login; or token, that of a link or of a visitor.
 */
#include "base/crypto/ids.h"
#include "base/str.h"
#include "chat/messages/file_read.h"
#include "http/endpoint.h"
#include "http/files.h"
#include "media/type.h"

static const struct field fields[] = {
	{ .name = "rc_uid" },
	{ .name = "rc_token" },
	{ .name = "rc_rid", .flags = FIELD_IGNORED },
	{ .name = "rc_room_type", .flags = FIELD_IGNORED },
	{ .name = "rc_is_widget", .flags = FIELD_IGNORED },
	{ .name = "token" },
	{ .name = "download", .flags = FIELD_IGNORED },
	{ .name = "contentDisposition" },
	{ .name = "replyWithRedirectUrl" },
	{ .name = NULL },
};

/* Credentials that come without headers: a user's if there is an id. */
static void
reader_add(struct request *rq, struct file_reader *reader, const char *id, const char *token)
{
	const struct user_along nothing = { .rid = NULL };

	if (!token)
		return;
	if (!id)
		reader->token = id_valid(token, TOKEN_MAX_LEN) ? token : NULL;
	else if (user_authenticate(request_chat(rq), id, token, &nothing, &reader->user))
		reader->user = NULL;
}

/* A reader may show several things; the first that counts does. */
static bool
file_found(struct request *rq, const struct file_reader *reader, struct upload_row *file,
    enum chat_error *error)
{
	enum chat_error found;

	if (!reader->token && !reader->user && !reader->link)
		return false;
	found = file_find(request_chat(rq), path_param(rq, "id"), reader, file);
	/* That a user has no right to it says more than that there is no such file. */
	if (!found || *error != CHAT_NOT_YOURS)
		*error = found;
	return !found || found == CHAT_UNAVAILABLE;
}

/* Finds the file for who shows by headers, cookies or query, in this order, that they may have it. */
static enum chat_error
file_for_reader(struct request *rq, struct upload_row *file, bool *by_cookie)
{
	struct chat *chat = request_chat(rq);
	struct file_reader by_header = { .token = request_env(rq, "HTTP_X_VISITOR_TOKEN"),
		.user = request_user(rq) },
			   cookies = { 0 }, query = { 0 };
	enum chat_error error = CHAT_NO_FILE;

	*by_cookie = false;
	if (!setting_bool(chat->settings, SETTING_FILE_UPLOAD_PROTECT_FILES))
		return file_find(chat, path_param(rq, "id"), &by_header, file);
	if (file_found(rq, &by_header, file, &error))
		return error;
	reader_add(rq, &cookies, str_or_null(request_cookie(rq, "rc_uid")),
	    request_cookie(rq, "rc_token"));
	*by_cookie = file_found(rq, &cookies, file, &error);
	if (*by_cookie)
		return error;
	reader_add(rq, &query, param_nonempty(rq, "rc_uid"), param_nonempty(rq, "rc_token"));
	query.link = param_nonempty(rq, "token");
	if (!query.token && !query.user && query.link && id_valid(query.link, TOKEN_MAX_LEN))
		query.token = query.link;
	file_found(rq, &query, file, &error);
	return error;
}

/* What clients ask for who expect that the bytes may be on another server. */
static void
redirection_reply(struct request *rq, const struct upload_row *file)
{
	struct json_out *out = reply_object(rq);

	json_put_bool(out, "redirectUrl", false);
	json_put_string(out, "name", file->name);
	json_put_string(out, "type", file->media_type);
	json_put_int(out, "size", file->size);
	reply_plain(rq);
}

static void
file_get(struct request *rq)
{
	struct upload_row file;
	struct stored_file stored = { .fd = -1 };
	enum chat_error error = file_for_reader(rq, &file, &stored.by_cookie);

	if (error) {
		reply_error(rq, error);
		return;
	}
	if (param_is_true(rq, "replyWithRedirectUrl")) {
		redirection_reply(rq, &file);
		return;
	}
	if (request_wants_file(rq, file.id, file.uploaded_at))
		error = file_open(request_chat(rq), &file, &stored.fd, &stored.path);
	if (error) {
		reply_error(rq, error);
		return;
	}
	stored.size = (uint64_t)file.size;
	stored.name = file.name;
	stored.media_type = media_type_served(file.media_type);
	stored.tag = file.id;
	stored.stored_at_ms = file.uploaded_at;
	stored.inline_allowed = media_type_is_inline(file.media_type);
	reply_stored_file(rq, &stored);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/file-upload/:id/:name",
	    .fields = fields,
	    .access = { ACCESS_FILE_READER, PERMISSION_VIEW_LIVECHAT_ROOMS },
	    .says = { { CHAT_NO_FILE, WIRE_RESOURCE_NOT_FOUND },
		{ CHAT_NOT_YOURS, WIRE_UNAUTHORIZED } },
	    .handler = file_get },
	{ .method = "GET",
	    .path = "/file-upload/:id/",
	    .fields = fields,
	    .access = { ACCESS_FILE_READER, PERMISSION_VIEW_LIVECHAT_ROOMS },
	    .says = { { CHAT_NO_FILE, WIRE_RESOURCE_NOT_FOUND },
		{ CHAT_NOT_YOURS, WIRE_UNAUTHORIZED } },
	    .handler = file_get },
	{ .method = NULL },
};

ENDPOINT("file-upload", routes);
