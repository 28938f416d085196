/* SPDX-License-Identifier: MIT */
#include "chat/mail/mail_text.h"

#include <openssl/evp.h>
#include <string.h>
#include <time.h>

#include "base/utf8.h"
#include "text/one_line.h"

/* A line of a field with encoded words has at most this many characters: RFC 2047, 2. */
#define HEADER_LINE_MAX 76

/*
 * So many bytes of a text make an encoded word that fits into the line with the name of the field.
 */
#define WORD_BYTES 39

void
mail_html_text(struct buf *html, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '&':
			buf_puts(html, "&amp;");
			break;
		case '<':
			buf_puts(html, "&lt;");
			break;
		case '>':
			buf_puts(html, "&gt;");
			break;
		case '"':
			buf_puts(html, "&quot;");
			break;
		case '\r':
			break;
		case '\n':
			buf_puts(html, "<br>\n");
			break;
		default:
			buf_putc(html, *text);
		}
	}
}

void
mail_html_message(struct buf *html, const struct message *message)
{
	mail_html_text(html, message->msg);
	if (!message->file_name)
		return;
	buf_printf(html, "%s<em>File: ", *message->msg ? "<br>\n" : "");
	mail_html_text(html, message->file_name);
	buf_puts(html, "</em>");
}

static void
base64_put(struct buf *out, const char *bytes, size_t len)
{
	char *to = buf_reserve(out, (len + 2) / 3 * 4 + 1);

	out->len +=
	    (size_t)EVP_EncodeBlock((unsigned char *)to, (const unsigned char *)bytes, (int)len);
}

/* Writes lines of 76 characters, the maximum of RFC 2045, 6.8. */
static void
base64_lines(struct buf *out, const char *bytes, size_t len)
{
	const size_t line = 57;

	for (size_t i = 0; i < len; i += line) {
		base64_put(out, bytes + i, len - i < line ? len - i : line);
		buf_putc(out, '\n');
	}
}

/* Returns whether text can be in a header unencoded: printable ASCII without the specials of RFC 5322. */
static bool
is_plain(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] < ' ' || text[i] > '~' || strchr("<>()[]\\,;:\"@=?", text[i]))
			return false;
	return true;
}

/*
 * Appends to a header field a part that must not be divided. It begins a new line if the current
 * one would become longer than RFC 2047, 2 allows for fields with encoded words.
 */
static void
header_part(struct buf *out, size_t field_start, const char *part, size_t len)
{
	const char *line = memrchr(out->data + field_start, '\n', out->len - field_start);
	size_t line_start = line ? (size_t)(line + 1 - out->data) : field_start;

	buf_puts(out, out->len - line_start + strlen(" ") + len > HEADER_LINE_MAX ? "\n " : " ");
	buf_put(out, part, len);
}

/*
 * Writes any text into a header field. It is in one line, so that it cannot add a field. Text that
 * is not plain or is long becomes encoded words (RFC 2047), which end between characters.
 */
static void
header_text(struct buf *out, size_t field_start, struct arena *mem, const char *text)
{
	const char *line = one_line(mem, text);
	size_t len = strlen(line), cut;

	if (is_plain(line, len) && len <= WORD_BYTES) {
		header_part(out, field_start, line, len);
		return;
	}
	for (; len > 0; line += cut, len -= cut) {
		struct buf word = { 0 };

		cut = utf8_cut(line, len, WORD_BYTES);
		buf_puts(&word, "=?UTF-8?B?");
		base64_put(&word, line, cut);
		buf_puts(&word, "?=");
		header_part(out, field_start, word.data, word.len);
		buf_free(&word);
	}
}

/* An address that fills a line, which no folding shortens, stands without the name. */
static void
header_address(
    struct buf *out, struct arena *mem, const char *header, const char *name, const char *address)
{
	size_t start = out->len;
	const char *bracketed = arena_printf(mem, "<%s>", address);

	buf_printf(out, "%s:", header);
	if (strlen(" ") + strlen(bracketed) <= HEADER_LINE_MAX && *one_line(mem, name))
		header_text(out, start, mem, name);
	header_part(out, start, bracketed, strlen(bracketed));
	buf_putc(out, '\n');
}

static void
header_subject(struct buf *out, struct arena *mem, const char *subject)
{
	size_t start = out->len;

	buf_puts(out, "Subject:");
	header_text(out, start, mem, subject);
	buf_putc(out, '\n');
}

/* RFC 5322, 3.3 requires English names, which strftime() writes only in some locales. */
static void
header_date(struct buf *out, int64_t ms)
{
	static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul",
		"Aug", "Sep", "Oct", "Nov", "Dec" };
	time_t seconds = (time_t)(ms / 1000);
	struct tm tm;

	gmtime_r(&seconds, &tm);
	buf_printf(out, "Date: %s, %02d %s %d %02d:%02d:%02d +0000\n", days[tm.tm_wday], tm.tm_mday,
	    months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

const char *
mail_compose(struct arena *mem, const struct mail_draft *draft)
{
	struct buf out = { 0 };

	header_address(&out, mem, "From", draft->from_name, draft->from);
	header_address(&out, mem, "Reply-To", draft->reply_name, draft->reply_to);
	header_address(&out, mem, "To", "", draft->to);
	header_subject(&out, mem, draft->subject);
	/* RFC 8058; an address without encryption is for people only. */
	if (draft->stop_url)
		buf_printf(&out, "List-Unsubscribe: <%s>\n", draft->stop_url);
	if (draft->stop_url && strncmp(draft->stop_url, "https:", 6) == 0)
		buf_puts(&out, "List-Unsubscribe-Post: List-Unsubscribe=One-Click\n");
	header_date(&out, draft->date_ms);
	buf_printf(&out,
	    "Message-ID: <%s%s>\nAuto-Submitted: auto-generated\n"
	    "MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n"
	    "Content-Transfer-Encoding: base64\n\n",
	    draft->id, strchr(draft->from, '@'));
	base64_lines(&out, draft->html, strlen(draft->html));
	return buf_take(&out, mem);
}
