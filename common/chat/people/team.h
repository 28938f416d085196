/*
 * team.h: agents and managers: who is one, who takes chats, and how they look to each other.
 */
#ifndef CHAT_PEOPLE_TEAM_H
#define CHAT_PEOPLE_TEAM_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "chat/core/paging.h"
#include "chat/people/user.h"
#include "db/people/team.h"

/* ROLE_AGENT for "agent", ROLE_MANAGER for "manager"; 0 for anything else. */
unsigned team_role(const char *type);

/* "available" or "not-available", and back; false for anything else. */
const char *team_status(bool available);
bool team_status_read(const char *status, bool *available);

/* Writes the users of asked->role as an array. CHAT_FORBIDDEN: `user` may not see them. */
CHAT_CHECKED enum chat_error team_list_write(struct chat *chat, struct json_out *out,
    const struct user *user, const struct team_list *asked, const struct paging *paging,
    struct list_size *size);

/* Writes the user of that id and role as an object, null when there is none. */
CHAT_CHECKED enum chat_error team_member_write(
    struct chat *chat, unsigned role, const char *id, struct json_out *out);

/* Gives somebody the role; nothing happens when he has it. CHAT_NO_USER: nobody. */
CHAT_CHECKED enum chat_error team_add(
    struct chat *chat, unsigned role, const char *username, struct user_row *added);

/* Takes it away; nothing happens when he has not. CHAT_NO_USER: nobody. */
CHAT_CHECKED enum chat_error team_remove(struct chat *chat, unsigned role, const char *id);

/*
 * Makes an agent, `user` is_self for agent_id NULL, take chats or not, the other way round than
 * before for status NULL; *available is how it is then. CHAT_NO_USER,
 * CHAT_NOT_YOURS, CHAT_USER_DEACTIVATED.
 */
CHAT_CHECKED enum chat_error team_set_status(struct chat *chat, const struct user *user,
    const char *agent_id, const bool *status, bool *available);

/* Writes member "emails", an array of one or none. */
void team_emails_json(struct json_out *out, const char *email);

#endif
