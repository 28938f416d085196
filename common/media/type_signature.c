/* SPDX-License-Identifier: MIT */
#include "media/type_find.h"

#include <string.h>

#include "base/str.h"

bool
head_has(const struct head *head, size_t offset, const char *bytes, size_t len)
{
	return head->len >= len && offset <= head->len - len &&
	       memcmp(head->bytes + offset, bytes, len) == 0;
}

/* Returns whether the text stands anywhere. */
static bool
head_contains(const struct head *head, const char *text)
{
	return memmem(head->bytes, head->len, text, strlen(text)) != NULL;
}

#define BYTES(text) text, sizeof(text) - 1

/* Bytes at the beginning, and perhaps a second text at a place of its own. */
struct signature {
	const char *bytes;
	size_t len;
	const char *type;
	size_t more_offset;
	const char *more; /* NULL: nothing more is compared */
};

/* These have no control characters at their beginning. */
static const struct signature text_signatures[] = {
	{ BYTES("%PDF-"), "application/pdf", 0, NULL },
	{ BYTES("%!PS-Adobe"), "application/postscript", 0, NULL },
	{ BYTES("{\\rtf"), "application/rtf", 0, NULL },
};

/* The first that matches counts. */
static const struct signature signatures[] = {
	{ BYTES("\xFF\xD8\xFF"), "image/jpeg", 0, NULL },
	{ BYTES("\x89PNG\r\n\x1A\n"), "image/png", 0, NULL },
	{ BYTES("GIF87a"), "image/gif", 0, NULL },
	{ BYTES("GIF89a"), "image/gif", 0, NULL },
	{ BYTES("RIFF"), "image/webp", 8, "WEBP" },
	{ BYTES("RIFF"), "audio/wav", 8, "WAVE" },
	{ BYTES("RIFF"), "video/x-msvideo", 8, "AVI " },
	{ BYTES("II*\0"), "image/tiff", 0, NULL },
	{ BYTES("MM\0*"), "image/tiff", 0, NULL },
	{ BYTES("8BPS\0"), "image/vnd.adobe.photoshop", 0, NULL },
	{ BYTES("\0\0\0\x0CjP  \r\n\x87\n"), "image/jp2", 0, NULL },
	{ BYTES("\0\0\0\x0CJXL \r\n\x87\n"), "image/jxl", 0, NULL },
	{ BYTES("\xFF\x0A"), "image/jxl", 0, NULL },
	{ BYTES("OggS"), "video/ogg", 28, "\x80theora" },
	{ BYTES("OggS"), "audio/ogg", 0, NULL },
	{ BYTES("fLaC"), "audio/flac", 0, NULL },
	{ BYTES("ID3"), "audio/mpeg", 0, NULL },
	{ BYTES("\xFF\xF1"), "audio/aac", 0, NULL },
	{ BYTES("\xFF\xF9"), "audio/aac", 0, NULL },
	{ BYTES("FORM"), "audio/aiff", 8, "AIF" },
	{ BYTES("MThd\0\0\0\x06"), "audio/midi", 0, NULL },
	{ BYTES("#!AMR"), "audio/amr", 0, NULL },
	{ BYTES(".snd\0\0"), "audio/basic", 0, NULL },
	{ BYTES("FLV\x01"), "video/x-flv", 0, NULL },
	{ BYTES("\0\0\x01\xBA"), "video/mpeg", 0, NULL },
	{ BYTES("\0\0\x01\xB3"), "video/mpeg", 0, NULL },
	{ BYTES("\x30\x26\xB2\x75\x8E\x66\xCF\x11"), "video/x-ms-asf", 0, NULL },
	{ BYTES("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "application/x-ole-storage", 0, NULL },
	{ BYTES("PK\x05\x06"), "application/zip", 0, NULL },
	{ BYTES("\x1F\x8B\x08"), "application/gzip", 0, NULL },
	{ BYTES("BZh"), "application/x-bzip2", 4, "1AY&SY" },
	{ BYTES("\xFD"
		"7zXZ\0"),
	    "application/x-xz", 0, NULL },
	{ BYTES("7z\xBC\xAF\x27\x1C"), "application/x-7z-compressed", 0, NULL },
	{ BYTES("Rar!\x1A\x07"), "application/vnd.rar", 0, NULL },
	{ BYTES("\x28\xB5\x2F\xFD"), "application/zstd", 0, NULL },
	{ BYTES("SQLite format 3\0"), "application/vnd.sqlite3", 0, NULL },
	{ BYTES("\x7F"
		"ELF"),
	    "application/x-executable", 0, NULL },
	{ BYTES("MZ"), "application/vnd.microsoft.portable-executable", 0, NULL },
	{ BYTES("\xCA\xFE\xBA\xBE"), "application/java-vm", 0, NULL },
	{ BYTES("\0asm"), "application/wasm", 0, NULL },
	{ BYTES("FWS"), "application/x-shockwave-flash", 0, NULL },
	{ BYTES("CWS"), "application/x-shockwave-flash", 0, NULL },
	{ BYTES("ZWS"), "application/x-shockwave-flash", 0, NULL },
	{ BYTES("wOFF"), "font/woff", 0, NULL },
	{ BYTES("wOF2"), "font/woff2", 0, NULL },
	{ BYTES("OTTO\0"), "font/otf", 0, NULL },
	{ BYTES("\0\x01\0\0\0"), "font/ttf", 0, NULL },
};

/* The brands of ISO base media files: the first four letters of the one that the file names as its own. */
static const struct {
	const char *brand;
	const char *type;
} brands[] = {
	{ "avif", "image/avif" },
	{ "avis", "image/avif" },
	{ "heic", "image/heic" },
	{ "heix", "image/heic" },
	{ "heim", "image/heic" },
	{ "heis", "image/heic" },
	{ "hevc", "image/heic" },
	{ "mif1", "image/heif" },
	{ "msf1", "image/heif" },
	{ "crx ", "image/x-canon-cr3" },
	{ "M4A ", "audio/mp4" },
	{ "M4B ", "audio/mp4" },
	{ "F4A ", "audio/mp4" },
	{ "qt  ", "video/quicktime" },
	{ "3gp", "video/3gpp" },
	{ "3g2", "video/3gpp2" },
};

static const char *
type_by_brand(const struct head *head)
{
	/* Files with this brand name the codec of their pictures among those that they are compatible with. */
	if (head_has(head, 8, BYTES("mif1")) && head_has(head, 16, BYTES("mif1avif")))
		return "image/avif";
	if (head_has(head, 8, BYTES("mif1")) && head_has(head, 16, BYTES("mif1heic")))
		return "image/heic";
	for (size_t i = 0; i < ARRAY_LEN(brands); i++)
		if (head_has(head, 8, brands[i].brand, strlen(brands[i].brand)))
			return brands[i].type;
	return "video/mp4";
}

/* WebM files have no table of contents: whether there is a film is seen only if its description comes early. */
static const char *
type_by_codec(const struct head *head)
{
	if (!head_contains(head, "webm"))
		return "video/x-matroska";
	if (head_contains(head, "A_OPUS") || head_contains(head, "A_VORBIS"))
		return head_contains(head, "V_") ? "video/webm" : "audio/webm";
	return "video/webm";
}

/* Documents that are ZIP archives begin with a member that says so, with its type as its stored content. */
static const char *
type_by_member(const struct head *head)
{
	static const char *const documents[] = {
		"application/vnd.oasis.opendocument.text",
		"application/vnd.oasis.opendocument.spreadsheet",
		"application/vnd.oasis.opendocument.presentation",
		"application/vnd.oasis.opendocument.graphics",
		"application/epub+zip",
	};

	if (head_has(head, 30, BYTES("mimetype")))
		for (size_t i = 0; i < ARRAY_LEN(documents); i++)
			if (head_has(head, 38, documents[i], strlen(documents[i])))
				return documents[i];
	if (!head_has(head, 30, BYTES("[Content_Types].xml")) &&
	    !head_has(head, 30, BYTES("_rels/.rels")))
		return "application/zip";
	if (head_contains(head, "word/"))
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
	if (head_contains(head, "xl/"))
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
	if (head_contains(head, "ppt/"))
		return "application/vnd.openxmlformats-officedocument.presentationml.presentation";
	return "application/zip";
}

/* The first frame of MPEG audio: layer 1 to 3, with a bit rate and a sampling rate that exist. */
static bool
is_mpeg_audio(const struct head *head)
{
	const uint8_t *b = head->bytes;

	return head->len >= 4 && b[0] == 0xFF && (b[1] & 0xE0) == 0xE0 && (b[1] & 0x18) != 0x08 &&
	       (b[1] & 0x06) != 0 && b[2] >> 4 != 0 && b[2] >> 4 != 15 && (b[2] & 0x0C) != 0x0C;
}

/* These two have so short a signature that more of their header must be right. */
static bool
is_bitmap(const struct head *head)
{
	const uint8_t *b = head->bytes;

	return head->len >= 26 && head_has(head, 0, BYTES("BM")) &&
	       head_has(head, 6, BYTES("\0\0\0\0")) &&
	       (b[14] == 12 || b[14] == 40 || b[14] == 52 || b[14] == 56 || b[14] == 108 ||
		   b[14] == 124);
}

static bool
is_icon(const struct head *head)
{
	const uint8_t *b = head->bytes;

	return head->len >= 22 && head_has(head, 0, BYTES("\0\0\1\0")) && b[4] > 0 && b[5] == 0 &&
	       b[9] == 0;
}

static bool
is_transport_stream(const struct head *head)
{
	return head_has(head, 0, "G", 1) && head_has(head, 188, "G", 1) &&
	       head_has(head, 376, "G", 1);
}

static const char *
type_in(const struct signature *table, size_t count, const struct head *head)
{
	for (size_t i = 0; i < count; i++)
		if (head_has(head, 0, table[i].bytes, table[i].len) &&
		    (!table[i].more ||
			head_has(head, table[i].more_offset, table[i].more, strlen(table[i].more))))
			return table[i].type;
	return NULL;
}

const char *
type_by_signature(const struct head *head, bool is_text)
{
	const char *type = type_in(text_signatures, ARRAY_LEN(text_signatures), head);

	if (!type && !is_text)
		type = type_in(signatures, ARRAY_LEN(signatures), head);
	if (type || is_text)
		return type;
	if (head_has(head, 4, BYTES("ftyp")))
		return type_by_brand(head);
	if (head_has(head, 0, BYTES("\x1A\x45\xDF\xA3")))
		return type_by_codec(head);
	if (head_has(head, 0, BYTES("PK\x03\x04")))
		return type_by_member(head);
	if (is_bitmap(head))
		return "image/bmp";
	if (is_icon(head))
		return "image/vnd.microsoft.icon";
	if (is_transport_stream(head))
		return "video/mp2t";
	if (head_has(head, 257, BYTES("ustar")))
		return "application/x-tar";
	return is_mpeg_audio(head) ? "audio/mpeg" : NULL;
}
