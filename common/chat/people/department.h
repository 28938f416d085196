/*
 * department.h: departments as agents see them and managers shape them.
 */
#ifndef CHAT_PEOPLE_DEPARTMENT_H
#define CHAT_PEOPLE_DEPARTMENT_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "chat/core/paging.h"
#include "chat/people/user.h"
#include "db/people/department.h"

/* Writes, as an array, the departments that are asked for. */
CHAT_CHECKED enum chat_error department_list_write(struct chat *chat, struct json_out *out,
    const struct department_list *asked, const struct paging *paging, struct list_size *size);

/* Writes the agents of a department as an array; a department that does not exist has none. */
CHAT_CHECKED enum chat_error member_list_write(struct chat *chat, struct json_out *out,
    const char *department_id, const struct paging *paging, struct list_size *size);

/* Writes the members "department" and "agents" of the object that is open. */
CHAT_CHECKED enum chat_error department_write(
    struct chat *chat, struct json_out *out, const char *id);

struct department_query {
	const char *id;
	bool only_mine;      /* only if the user is in it */
	bool without_agents; /* who does not see departments otherwise is shown none either */
};

/* The same for whoever asks; the department is null when there is none. */
CHAT_CHECKED enum chat_error department_show(struct chat *chat, struct json_out *out,
    const struct user *user, const struct department_query *query);

/*
 * Makes a department, *id is its id; or changes the one with department->id.
 * CHAT_NAME_MISSING, CHAT_INVALID_EMAIL; CHAT_NO_DEPARTMENT.
 */
CHAT_CHECKED enum chat_error department_create(struct chat *chat,
    const struct department_row *department, const struct member_changes *members, const char **id);
CHAT_CHECKED enum chat_error department_update(struct chat *chat,
    const struct department_row *department, const struct member_changes *members);

/* CHAT_NO_DEPARTMENT. */
CHAT_CHECKED enum chat_error department_change_members(
    struct chat *chat, const char *id, const struct member_changes *members);

/* Puts it out of use and out of sight, or into sight again. CHAT_NO_DEPARTMENT. */
CHAT_CHECKED enum chat_error department_archive(struct chat *chat, const char *id, bool archived);

/* CHAT_NO_DEPARTMENT. */
CHAT_CHECKED enum chat_error department_remove(struct chat *chat, const char *id);

#endif
