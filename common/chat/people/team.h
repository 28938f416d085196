/* SPDX-License-Identifier: MIT */
/*
 * team.h: the agents and managers: who has these roles, and which agents are available.
 */
#ifndef CHAT_PEOPLE_TEAM_H
#define CHAT_PEOPLE_TEAM_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "chat/core/paging.h"
#include "chat/people/user.h"
#include "db/people/team.h"

/* Returns ROLE_AGENT for "agent", ROLE_MANAGER for "manager" and 0 for any other text. */
unsigned team_role(const char *type);

/* Returns "available" or "not-available". */
const char *team_status(bool available);

/* Sets *available from one of these two words. Returns false for any other text. */
bool team_status_read(const char *status, bool *available);

/*
 * Writes the users who have filter->role as an array. The page of the filter is ignored: `paging`
 * says which page is written.
 */
CHAT_CHECKED enum chat_error team_list_write(struct chat *chat, struct json_out *out,
    const struct team_list *filter, const struct paging *paging, struct list_size *size);

/* Writes the user with this id as an object, or null if they lack the role. CHAT_NO_USER: there is none. */
CHAT_CHECKED enum chat_error team_member_write(
    struct chat *chat, unsigned role, const char *id, struct json_out *out);

/* Grants the role to a user, who may have it already. CHAT_NO_USER: there is no such user. */
CHAT_CHECKED enum chat_error team_add(
    struct chat *chat, unsigned role, const char *username, struct user_row *added);

/*
 * Makes an agent available or not. agent_id NULL: the user themself. status NULL: the opposite of
 * the current status. *available is the new status; that of another agent who is not logged in
 * stays as it is. CHAT_NO_USER: there is no such agent. CHAT_NOT_YOURS: the user must not change
 * another agent. CHAT_USER_DEACTIVATED: the agent is. CHAT_OUTSIDE_HOURS: the user wants to take
 * chats outside business hours; of another agent that is no error and changes nothing.
 */
CHAT_CHECKED enum chat_error team_set_status(struct chat *chat, const struct user *user,
    const char *agent_id, const bool *status, bool *available);

/* Writes the member "roles", an array of their names. */
void team_roles_json(struct json_out *out, unsigned roles);

/* Writes the member "emails", an array that is empty if the address is NULL. */
void team_emails_json(struct json_out *out, const char *email);

#endif
