/* SPDX-License-Identifier: MIT */
#include "media/type_find.h"

#include <string.h>
#include <strings.h>

#include "base/str.h"

/* Pictures, sound and film: a name that ends so makes a claim. The others say more of text and of archives. */
static const struct {
	const char *extension;
	const char *type;
} names[] = {
	{ "jpg", "image/jpeg" },
	{ "jpeg", "image/jpeg" },
	{ "jpe", "image/jpeg" },
	{ "jfif", "image/jpeg" },
	{ "png", "image/png" },
	{ "apng", "image/png" },
	{ "gif", "image/gif" },
	{ "webp", "image/webp" },
	{ "bmp", "image/bmp" },
	{ "ico", "image/vnd.microsoft.icon" },
	{ "tif", "image/tiff" },
	{ "tiff", "image/tiff" },
	{ "svg", "image/svg+xml" },
	{ "avif", "image/avif" },
	{ "heic", "image/heic" },
	{ "heif", "image/heif" },
	{ "jxl", "image/jxl" },
	{ "jp2", "image/jp2" },
	{ "psd", "image/vnd.adobe.photoshop" },
	{ "mp3", "audio/mpeg" },
	{ "m4a", "audio/mp4" },
	{ "m4b", "audio/mp4" },
	{ "aac", "audio/aac" },
	{ "ogg", "audio/ogg" },
	{ "oga", "audio/ogg" },
	{ "opus", "audio/ogg" },
	{ "wav", "audio/wav" },
	{ "flac", "audio/flac" },
	{ "aif", "audio/aiff" },
	{ "aiff", "audio/aiff" },
	{ "amr", "audio/amr" },
	{ "wma", "audio/x-ms-wma" },
	{ "weba", "audio/webm" },
	{ "mp4", "video/mp4" },
	{ "m4v", "video/mp4" },
	{ "mov", "video/quicktime" },
	{ "webm", "video/webm" },
	{ "mkv", "video/x-matroska" },
	{ "avi", "video/x-msvideo" },
	{ "ogv", "video/ogg" },
	{ "mpg", "video/mpeg" },
	{ "mpeg", "video/mpeg" },
	{ "3gp", "video/3gpp" },
	{ "wmv", "video/x-ms-wmv" },
	{ "flv", "video/x-flv" },
	{ "csv", "text/csv" },
	{ "css", "text/css" },
	{ "htm", "text/html" },
	{ "html", "text/html" },
	{ "ics", "text/calendar" },
	{ "js", "text/javascript" },
	{ "mjs", "text/javascript" },
	{ "json", "application/json" },
	{ "md", "text/markdown" },
	{ "mht", "multipart/related" },
	{ "mhtml", "multipart/related" },
	{ "eml", "message/rfc822" },
	{ "vcf", "text/vcard" },
	{ "vtt", "text/vtt" },
	{ "xml", "text/xml" },
	{ "xhtml", "application/xhtml+xml" },
	{ "xsl", "text/xsl" },
	{ "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document" },
	{ "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" },
	{ "pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation" },
	{ "apk", "application/vnd.android.package-archive" },
	{ "jar", "application/java-archive" },
	{ "doc", "application/msword" },
	{ "xls", "application/vnd.ms-excel" },
	{ "ppt", "application/vnd.ms-powerpoint" },
	{ "msg", "application/vnd.ms-outlook" },
};

const char *
type_by_name(const char *name)
{
	const char *dot = name ? strrchr(name, '.') : NULL;

	for (size_t i = 0; dot && i < ARRAY_LEN(names); i++)
		if (strcasecmp(dot + 1, names[i].extension) == 0)
			return names[i].type;
	return NULL;
}
