/* SPDX-License-Identifier: MIT */
/*
 * contact_delete.h: a contact goes, with all that belongs to them.
 */
#ifndef CHAT_CONTACTS_CONTACT_DELETE_H
#define CHAT_CONTACTS_CONTACT_DELETE_H

#include "chat/core/chat.h"

/*
 * Erases a contact, their visitors and these visitors' rooms; what was interrupted is finished by the next call.
 * CHAT_NO_ENTRY: there is no such contact. CHAT_HAS_OPEN_ROOMS: a visitor of theirs has an open room, and nothing was
 * erased, unless it was opened meanwhile.
 */
CHAT_CHECKED enum chat_error contact_delete(struct chat *chat, const char *id);

#endif
