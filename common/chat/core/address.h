/* SPDX-License-Identifier: MIT */
/*
 * address.h: which e-mail addresses are accepted, from visitors, agents and admins alike.
 */
#ifndef CHAT_CORE_ADDRESS_H
#define CHAT_CORE_ADDRESS_H

#include "base/arena.h"
#include "chat/core/chat.h"

/*
 * Reads one e-mail address of the form local@domain, without the blanks around it. Returns it
 * as mails need it: its domain is in lower case and ASCII (see domain_to_ascii()). This is stricter
 * than RFC 5322: the address has at most 254 bytes, its domain a dot, and its local part printable
 * ASCII without blanks, brackets, quotes and commas, because hosts' sendmail programs rarely take
 * others (RFC 6531). It does not begin with '-', because it becomes an argument of such a program.
 *
 * Returns NULL for any other text. If `complaint` is not NULL, *complaint then says what is wrong,
 * such as "its domain has no dot"; it is a constant.
 */
const char *mail_address_read(struct arena *arena, const char *text, const char **complaint);

/*
 * Returns a text that may be an address somebody looks for: with its domain as mail_address_read()
 * stores it, or as it is if it has no @ with a domain after it. Blanks count.
 */
const char *mail_address_sought(struct arena *arena, const char *text);

/* mail_address_read() for a client: CHAT_INVALID_EMAIL, and chat->detail says what is wrong. */
CHAT_CHECKED enum chat_error email_read(struct chat *chat, const char *text, const char **email);

#endif
