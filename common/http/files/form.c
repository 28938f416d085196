/* SPDX-License-Identifier: MIT */
#include "http/files.h"

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "http/files/file_name.h"
#include "http/files/multipart.h"
#include "http/reply/reply.h"
#include "http/request/media.h"
#include "http/request/params.h"

#define FILE_PART "file" /* the name of the part that is the file */

#define FIELD_MAX_LEN 65536 /* bytes of a part that is no file */
#define ROOM_LEN 65536      /* bytes of a body beyond the largest file, for all that is no file */

#define UPLOAD_FAILED "error-upload-failed"

struct form {
	struct request *rq;
	const struct form_taker *taker;
	uint64_t max_len;  /* bytes of the file; 0: any */
	uint64_t read_len; /* bytes of the body that were read */
	int64_t left;      /* bytes of it that are to come; -1: not known */
	bool has_file;     /* its part has begun */
	bool in_file;      /* the part that is read is the file */
	uint64_t file_len;
	const char *field; /* the field that the part is; NULL: none of the route's */
	size_t field_len;
	struct buf text; /* of that field */

	/* Why the body is refused: an error of chat, or a code and a text. */
	enum chat_error error;
	const char *code;
	const char *why;
};

static bool
refuse(struct form *form, const char *code, const char *why)
{
	form->code = code;
	form->why = why;
	return false;
}

static bool
refuse_error(struct form *form, enum chat_error error)
{
	form->error = error;
	return error == CHAT_OK;
}

/* --- Parts --------------------------------------------------------------------------------------- */

static bool
file_begin(struct form *form, const struct multipart_part *part)
{
	struct arena *mem = form->rq->chat.mem;
	struct form_file *file;

	if (strcmp(part->name, FILE_PART) != 0)
		return refuse(form, "invalid-field", NULL);
	if (form->has_file)
		return refuse(form, "error-too-many-files", "Too many files in upload");
	form->has_file = form->in_file = true;
	file = arena_alloc(mem, sizeof(*file));
	*file = (struct form_file){ .name = file_name_clean(mem, part->file_name),
		.media_type = arena_strdup(mem, part->media_type) };
	return refuse_error(form, form->taker->begin(form->taker->arg, file));
}

/*
 * The name of the route's field that the part is; NULL: it has no effect. A visitor's token has to be known before the
 * file, so none is taken from a form. What the query says counts, and of two parts the first.
 */
static const char *
field_of(const struct form *form, const char *name)
{
	const struct field *field = form->rq->route->fields;

	for (; field && field->name; field++)
		if (strcmp(field->name, name) == 0)
			return field->flags & FIELD_VISITOR_TOKEN ||
				       value_member(form->rq->params, name)
				   ? NULL
				   : field->name;
	return NULL;
}

static bool
part_begin(void *arg, const struct multipart_part *part)
{
	struct form *form = arg;

	form->in_file = false;
	form->field = NULL;
	form->field_len = 0;
	buf_reset(&form->text);
	if (part->file_name)
		return file_begin(form, part);
	form->field = field_of(form, part->name);
	return true;
}

static bool
part_bytes(void *arg, const char *bytes, size_t len)
{
	struct form *form = arg;

	if (form->in_file) {
		form->file_len += len;
		if (form->max_len && form->file_len > form->max_len)
			return refuse_error(form, CHAT_FILE_TOO_LARGE);
		return refuse_error(form, form->taker->bytes(form->taker->arg, bytes, len));
	}
	form->field_len += len;
	if (form->field_len > FIELD_MAX_LEN)
		return refuse(form, "error-field-too-large",
		    "A field of the form is larger than 65536 bytes");
	if (form->field)
		buf_put(&form->text, bytes, len);
	return true;
}

static bool
part_end(void *arg)
{
	struct form *form = arg;
	struct buf *text = &form->text;

	if (form->in_file)
		return form->file_len > 0 || refuse_error(form, CHAT_FILE_EMPTY);
	if (!form->field)
		return true;
	if (text->len > 0 &&
	    (!utf8_valid(text->data, text->len, NULL) || memchr(text->data, '\0', text->len)))
		return refuse(
		    form, "invalid-params", "The fields of the form must be UTF-8 without NUL");
	value_add(form->rq->params, form->field,
	    value_new_string(text->len > 0 ? text->data : "", text->len));
	return true;
}

/* --- The body ------------------------------------------------------------------------------------ */

/* Whether a body of that length is too long for the largest file and some fields. */
static bool
is_too_long(const struct form *form, uint64_t len)
{
	return form->max_len && len > form->max_len && len - form->max_len > ROOM_LEN;
}

static ssize_t
body_read(void *arg, char *bytes, size_t len)
{
	struct form *form = arg;
	const struct transport *transport = form->rq->transport;
	ssize_t got;

	if (form->left >= 0 && (uint64_t)form->left < len)
		len = (size_t)form->left;
	got = len > 0 ? transport->read(transport->arg, bytes, len) : 0;
	if (got <= 0)
		return got;
	form->read_len += (uint64_t)got;
	if (form->left >= 0)
		form->left -= got;
	if (is_too_long(form, form->read_len)) {
		form->error = CHAT_FILE_TOO_LARGE;
		return -1;
	}
	return got;
}

/* Reads what follows the last boundary; false: the body is not whole. */
static bool
rest_read(struct form *form, char *buffer)
{
	ssize_t got;

	do
		got = body_read(form, buffer, MULTIPART_BUFFER_SIZE);
	while (got > 0);
	return got == 0 && form->left <= 0;
}

/* Reads the whole body. False: the form says why it is refused. */
static bool
form_read(struct form *form, const char *boundary)
{
	const struct multipart_calls calls = { body_read, part_begin, part_bytes, part_end, form };
	char *buffer = arena_alloc(form->rq->chat.mem, MULTIPART_BUFFER_SIZE);
	enum multipart_result result = multipart_read(buffer, boundary, &calls);

	if (!result && !rest_read(form, buffer))
		result = MULTIPART_CUT;
	if (form->error || form->why || form->code)
		return false;
	switch (result) {
	case MULTIPART_OK:
		return form->has_file || refuse(form, "error-no-file", "No file uploaded");
	case MULTIPART_MALFORMED:
		return refuse(form, UPLOAD_FAILED, "Malformed part header");
	case MULTIPART_TOO_MANY_PARTS:
		return refuse(form, "error-too-many-parts", "Too many parts in upload");
	case MULTIPART_CUT:
	case MULTIPART_STOPPED:
		break;
	}
	return refuse(form, UPLOAD_FAILED, "Unexpected end of form");
}

/* Reads the body in the time that a slow client may take, which does not use up that of the database. */
static bool
form_read_in_time(struct form *form, const char *boundary)
{
	struct request *rq = form->rq;
	int64_t begin_ms = clock_monotonic_ms();
	bool ok;

	rq->body_read = rq->body_left = true;
	if (rq->transport->pace)
		rq->transport->pace(rq->transport->arg);
	ok = form_read(form, boundary);
	if (ok)
		rq->body_left = false;
	else
		request_body_drain(rq, form->left);
	db_extend_patience(rq->chat.db, clock_monotonic_ms() - begin_ms);
	rq->chat.now_ms = clock_now_ms();
	return ok;
}

/* Reads the body unless it is refused before. */
static bool
form_take(struct form *form)
{
	struct request *rq = form->rq;
	const char *boundary =
	    multipart_boundary(rq->chat.mem, request_env(rq, "CONTENT_TYPE"), &form->why);
	bool ok;

	form->code = UPLOAD_FAILED;
	if (!boundary)
		return false;
	form->code = form->why = NULL;
	form->left = request_content_length(rq);
	if (form->left >= 0 && is_too_long(form, (uint64_t)form->left))
		return refuse_error(form, CHAT_FILE_TOO_LARGE);
	if (rq->limiter &&
	    !limiter_transfer_begin(rq->limiter, POOL_UPLOAD, rq->transport->occupies))
		return refuse_error(form, CHAT_TOO_MANY_TRANSFERS);
	ok = form_read_in_time(form, boundary);
	if (rq->limiter)
		limiter_transfer_end(rq->limiter);
	return ok;
}

bool
request_form(struct request *rq, uint64_t max_len, const struct form_taker *taker)
{
	struct form form = { .rq = rq, .taker = taker, .max_len = max_len };
	const char *unsupported = media_encoding_refusal(rq);
	bool ok = !unsupported && form_take(&form);

	rq->file_max_len = max_len;
	buf_free(&form.text);
	if (ok) {
		form.why = params_complaint(rq);
		form.code = "invalid-params";
		ok = !form.why;
	}
	if (unsupported)
		reply_unsupported(rq, unsupported);
	else if (form.error)
		reply_error(rq, form.error);
	else if (!ok)
		reply_upload_refused(rq, form.code, form.why);
	return ok;
}
