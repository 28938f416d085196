/* SPDX-License-Identifier: MIT */
#include "chat/mail/mail_text.h"

#include <openssl/evp.h>
#include <string.h>
#include <time.h>

#include "base/utf8.h"

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
 * Writes any text as a part of a header. Control characters are removed, so that the text cannot add
 * a header. Text that is not plain or is long becomes encoded words (RFC 2047) of up to 45 bytes,
 * which are cut between characters.
 */
static void
header_text(struct buf *out, struct arena *mem, const char *text)
{
	const size_t word = 45;
	char *clean = arena_strdup(mem, text), *to = clean;
	size_t len, cut;

	for (const char *p = clean; *p; p++)
		if ((unsigned char)*p >= ' ' && *p != 0x7f)
			*to++ = *p;
	*to = '\0';
	len = (size_t)(to - clean);
	if (is_plain(clean, len) && len <= word) {
		buf_put(out, clean, len);
		return;
	}
	for (const char *p = clean; len > 0; p += cut, len -= cut) {
		cut = utf8_cut(p, len, word);
		buf_puts(out, p == clean ? "=?UTF-8?B?" : "\n =?UTF-8?B?");
		base64_put(out, p, cut);
		buf_puts(out, "?=");
	}
}

static void
header_address(
    struct buf *out, struct arena *mem, const char *header, const char *name, const char *address)
{
	buf_printf(out, "%s: ", header);
	if (*name) {
		header_text(out, mem, name);
		buf_putc(out, ' ');
	}
	buf_printf(out, "<%s>\n", address);
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
	buf_printf(&out, "To: <%s>\nSubject: ", draft->to);
	header_text(&out, mem, draft->subject);
	buf_putc(&out, '\n');
	header_date(&out, draft->date_ms);
	buf_printf(&out,
	    "Message-ID: <%s%s>\nAuto-Submitted: auto-generated\n"
	    "MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n"
	    "Content-Transfer-Encoding: base64\n\n",
	    draft->id, strchr(draft->from, '@'));
	base64_lines(&out, draft->html, strlen(draft->html));
	return buf_take(&out, mem);
}
