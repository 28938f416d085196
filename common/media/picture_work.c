/* SPDX-License-Identifier: MIT */
#include "media/picture_work.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/process/descriptor.h"
#include "media/pixels/decode.h"
#include "media/pixels/encode.h"
#include "media/type.h"

#define PREVIEW_SIDE 32 /* pixels */

static uint32_t
side_clamp(uint32_t side)
{
	return side < 1 ? 1 : side > PICTURE_SIDE_MAX ? PICTURE_SIDE_MAX : side;
}

/* Returns the box that a thumbnail fits into. */
static struct size
thumb_box(const struct picture_request *request)
{
	return (struct size){ side_clamp(request->thumb_width), side_clamp(request->thumb_height) };
}

/* Returns whether a picture that is seen in this size has a thumbnail. */
static bool
needs_thumb(const struct picture_request *request, struct size size)
{
	struct size box = thumb_box(request);

	return request->thumbnail && (size.width >= box.width || size.height >= box.height);
}

static struct size
turned(struct size size, int orientation)
{
	return orientation >= 5 && orientation <= 8 ? (struct size){ size.height, size.width }
						    : size;
}

/*
 * The reference reads a JPEG file reduced by 2, 4 or 8, as far as it stays larger than the preview, and cuts off what is
 * left over. That shows in the preview's size, which clients have seen for years.
 */
static struct size
preview_size(struct size size, const char *format)
{
	const struct size box = { PREVIEW_SIDE, PREVIEW_SIDE };
	uint32_t longer = size.width > size.height ? size.width : size.height, by = 1;

	while (by < 8 && longer >= 2 * by * PREVIEW_SIDE && strcmp(format, "jpeg") == 0)
		by *= 2;
	if (size.width >= by && size.height >= by)
		size = (struct size){ size.width / by, size.height / by };
	return size_fit(size, box);
}

static bool
preview_make(const struct canvas *canvas, struct size size, struct picture *picture)
{
	struct canvas small = { .pixels = NULL };
	struct encoded encoded = { .len = 0 };

	if (canvas_scale(canvas, size, &small)) {
		canvas_flatten(&small);
		if (canvas_blur(&small))
			encoded = encode_preview(&small);
	}
	canvas_free(&small);
	picture->preview = encoded.bytes;
	picture->preview_len = encoded.len;
	return encoded.bytes && encoded.len <= PICTURE_PREVIEW_MAX;
}

static void
thumb_make(const struct picture_request *request, const struct canvas *canvas, const char *format,
    struct picture *picture)
{
	struct encoded encoded = encode(canvas, format);

	if (encoded.len > request->thumb_max || encoded.len > PICTURE_THUMB_MAX) {
		free(encoded.bytes);
		return;
	}
	picture->thumb = encoded.bytes;
	picture->thumb_len = encoded.len;
	picture->thumb_width = canvas->width;
	picture->thumb_height = canvas->height;
	picture->thumb_type = encode_type(format);
}

bool
picture_decode(
    const struct picture_request *request, const void *bytes, size_t len, struct picture *picture)
{
	const char *format = media_format(request->type);
	struct decoding decoding = { .bytes = bytes,
		.len = len,
		.max_pixels = request->max_pixels,
		.box = turned(thumb_box(request), request->orientation) };
	bool done =
	    decode(&decoding, format) && canvas_turn(&decoding.canvas, request->orientation);
	struct size seen = turned(decoding.size, request->orientation);

	*picture = (struct picture){ .width = seen.width, .height = seen.height };
	if (done && needs_thumb(request, seen))
		thumb_make(request, &decoding.canvas, format, picture);
	done = done && preview_make(&decoding.canvas, preview_size(seen, format), picture);
	decode_free(&decoding);
	if (!done)
		picture_free(picture);
	return done;
}

bool
picture_write(int fd, const struct picture *picture)
{
	struct picture_head head = { .magic = PICTURE_MAGIC,
		.width = picture->width,
		.height = picture->height,
		.thumb_len = (uint32_t)picture->thumb_len,
		.preview_len = (uint32_t)picture->preview_len };

	return descriptor_write(fd, (const char *)&head, sizeof(head)) &&
	       descriptor_write(fd, (const char *)picture->thumb, picture->thumb_len) &&
	       descriptor_write(fd, (const char *)picture->preview, picture->preview_len);
}

static uint8_t *
copy(const uint8_t *bytes, size_t len)
{
	uint8_t *copied = malloc(len);

	if (!copied)
		log_fatal("out of memory");
	memcpy(copied, bytes, len);
	return copied;
}

/* Returns whether these bytes begin as a file of this type does. */
static bool
is_file(const uint8_t *bytes, size_t len, const char *type)
{
	const struct {
		const char *type;
		const char *begin;
		size_t len;
	} kinds[] = { { "image/jpeg", "\xFF\xD8\xFF", 3 }, { "image/png", "\x89PNG\r\n\x1A\n", 8 },
		{ "image/webp", "RIFF", 4 } };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(type, kinds[i].type) == 0)
			return len > kinds[i].len &&
			       memcmp(bytes, kinds[i].begin, kinds[i].len) == 0;
	return false;
}

static bool
head_is_right(const struct picture_request *request, const struct picture_head *head, size_t len)
{
	const struct size size = { head->width, head->height };

	if (head->magic != PICTURE_MAGIC || size.width < 1 || size.height < 1 ||
	    size.width > SHRINK_SIDE_MAX || size.height > SHRINK_SIDE_MAX ||
	    (int64_t)size.width * size.height > request->max_pixels)
		return false;
	if (head->thumb_len > 0 &&
	    (head->thumb_len > PICTURE_THUMB_MAX || head->thumb_len > request->thumb_max ||
		!needs_thumb(request, size)))
		return false;
	return head->preview_len > 0 && head->preview_len <= PICTURE_PREVIEW_MAX &&
	       len == sizeof(*head) + head->thumb_len + head->preview_len;
}

bool
picture_read(
    const struct picture_request *request, const void *bytes, size_t len, struct picture *picture)
{
	const uint8_t *thumb = (const uint8_t *)bytes + sizeof(struct picture_head), *preview;
	const char *type = encode_type(media_format(request->type));
	struct picture_head head;
	struct size size;

	*picture = (struct picture){ .width = 0 };
	if (len < sizeof(head))
		return false;
	memcpy(&head, bytes, sizeof(head));
	if (!head_is_right(request, &head, len))
		return false;
	preview = thumb + head.thumb_len;
	if (!is_file(preview, head.preview_len, "image/jpeg") ||
	    (head.thumb_len > 0 && !is_file(thumb, head.thumb_len, type)))
		return false;
	picture->width = head.width;
	picture->height = head.height;
	picture->preview = copy(preview, head.preview_len);
	picture->preview_len = head.preview_len;
	if (head.thumb_len == 0)
		return true;
	size = size_fit((struct size){ head.width, head.height }, thumb_box(request));
	picture->thumb = copy(thumb, head.thumb_len);
	picture->thumb_len = head.thumb_len;
	picture->thumb_width = size.width;
	picture->thumb_height = size.height;
	picture->thumb_type = type;
	return true;
}
