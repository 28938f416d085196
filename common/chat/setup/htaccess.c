/* SPDX-License-Identifier: MIT */
#include "chat/setup/htaccess.h"

#include <string.h>

#include "chat/setup/upload_program.h"

#define BEGIN "# BEGIN livechat"
#define END "# END livechat"
#define REMARK \
	"# Written by the set-up of Livechat. Without these lines its long address still works."
#define RULE "RewriteRule ^(api|avatar|file-upload|livechat)(/|$) "
#define UPLOAD_RULE "RewriteRule ^api/v1/(livechat/upload|rooms\\.(media|upload))(/|$) "
#define WORDPRESS "# BEGIN WordPress"
#define MARK "\xef\xbb\xbf" /* the byte-order mark of UTF-8 */

bool
htaccess_holds(const char *program)
{
	static const char fit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
				  "/._~-";

	return *program == '/' && program[strspn(program, fit)] == '\0';
}

/* Formats a text of several lines, each with the end of those around it. */
static void
put_lines(struct buf *text, const char *const lines[], const char *line_end)
{
	for (; *lines; lines++)
		buf_printf(text, "%s%s", *lines, line_end);
}

void
htaccess_lines(struct buf *text, const struct htaccess_target *target, const char *line_end)
{
	static const char *const begin[] = { BEGIN, REMARK, "<IfModule mod_rewrite.c>",
		"RewriteEngine On", NULL };
	static const char *const run_files[] = { "<Files " UPLOAD_PROGRAM ">",
		"<IfModule mod_cgi.c>", "SetHandler cgi-script", "</IfModule>",
		"<IfModule mod_cgid.c>", "SetHandler cgi-script", "</IfModule>", "</Files>", NULL };
	static const char *const end[] = { END, NULL };
	const char *program = target->program;
	int folder_len = (int)(strrchr(program, '/') - program);

	put_lines(text, begin, line_end);
	/* Where there is a copy of the program for files, which mod_fcgid would refuse. */
	buf_printf(text, "RewriteCond %%{DOCUMENT_ROOT}%.*s/" UPLOAD_PROGRAM " -f%s", folder_len,
	    program, line_end);
	buf_printf(
	    text, UPLOAD_RULE "%.*s/" UPLOAD_PROGRAM " [PT,L]%s", folder_len, program, line_end);
	/* The program decodes the path of the request itself: if the rule passed it on, Apache would decode it twice. */
	buf_printf(text, RULE "%s [PT,L]%s</IfModule>%s", program, line_end, line_end);
	if (target->files)
		put_lines(text, run_files, line_end);
	put_lines(text, end, line_end);
}

/* --- Lines of a text --------------------------------------------------------------------------- */

/* A line: where it begins, and where the next one does. */
struct line {
	size_t at;
	size_t after;
};

static bool
line_next(const struct buf *text, struct line *line)
{
	const char *end;

	line->at = line->after;
	if (line->at >= text->len)
		return false;
	end = memchr(text->data + line->at, '\n', text->len - line->at);
	line->after = end ? (size_t)(end - text->data) + 1 : text->len;
	return true;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Whether the line is this one, but for blanks around it. */
static bool
line_is(const struct buf *text, struct line line, const char *words)
{
	size_t len = strlen(words);

	while (line.at < line.after && is_blank(text->data[line.at]))
		line.at++;
	while (line.at < line.after && is_blank(text->data[line.after - 1]))
		line.after--;
	return line.after - line.at == len && memcmp(text->data + line.at, words, len) == 0;
}

/* Apache takes a line that follows a backslash for a part of the line before, even of a comment. */
static bool
goes_on(const struct buf *text, struct line line)
{
	while (line.after > line.at &&
	       (text->data[line.after - 1] == '\n' || text->data[line.after - 1] == '\r'))
		line.after--;
	return line.after > line.at && text->data[line.after - 1] == '\\';
}

/* Where our lines are, and where they would be if there are none; false: half of the markers. */
struct place {
	struct line
	    ours; /* from the first marker to the end of the last one; empty: there are none */
	size_t before_wordpress; /* 0: there is no such block */
};

static bool
place_find(const struct buf *text, struct place *place)
{
	struct line line = { 0, 0 };
	bool begun = false, ended = false, whole = true, follows = false;

	*place = (struct place){ .before_wordpress = 0 };
	for (; line_next(text, &line); follows = goes_on(text, line)) {
		if (line_is(text, line, BEGIN)) {
			whole = whole && !begun && !follows;
			begun = true;
			place->ours.at = line.at;
		} else if (line_is(text, line, END)) {
			whole = whole && begun && !ended;
			ended = true;
			place->ours.after = line.after;
		} else if (line_is(text, line, WORDPRESS) && !place->before_wordpress && !follows) {
			place->before_wordpress = line.at;
		}
	}
	return whole && begun == ended;
}

/* --- Changing it --------------------------------------------------------------------------------- */

static const char *
line_end_of(const struct buf *text)
{
	const char *end = text->len ? memchr(text->data, '\n', text->len) : NULL;

	return end && end > text->data && end[-1] == '\r' ? "\r\n" : "\n";
}

const char *
htaccess_put_in(const struct buf *text, const struct htaccess_target *target, struct buf *changed)
{
	size_t mark = text->len >= 3 && memcmp(text->data, MARK, 3) == 0 ? 3 : 0;
	struct place place;
	size_t at, after;

	if (!place_find(text, &place))
		return "its lines \"" BEGIN "\" and \"" END "\" are no pair: remove them";
	at = after = place.before_wordpress > mark ? place.before_wordpress : mark;
	if (place.ours.after) {
		at = place.ours.at;
		after = place.ours.after;
	}
	buf_put(changed, text->data, at);
	htaccess_lines(changed, target, line_end_of(text));
	buf_put(changed, text->data + after, text->len - after);
	return NULL;
}

bool
htaccess_take_out(const struct buf *text, struct buf *changed)
{
	struct place place;

	if (!place_find(text, &place) || !place.ours.after)
		return false;
	buf_put(changed, text->data, place.ours.at);
	buf_put(changed, text->data + place.ours.after, text->len - place.ours.after);
	return true;
}
