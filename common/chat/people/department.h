/* SPDX-License-Identifier: MIT */
/*
 * department.h: departments: agents read them, and managers create and change them.
 */
#ifndef CHAT_PEOPLE_DEPARTMENT_H
#define CHAT_PEOPLE_DEPARTMENT_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "chat/core/paging.h"
#include "chat/people/user.h"
#include "db/people/department.h"

/*
 * Writes the departments that match the filter as an array. The page of the filter is ignored:
 * `paging` says which page is written.
 */
CHAT_CHECKED enum chat_error department_list_write(struct chat *chat, struct json_out *out,
    const struct department_list *filter, const struct paging *paging, struct list_size *size);

/* Writes the departments with these ids, which are separated by commas, as an array, by name. */
CHAT_CHECKED enum chat_error department_some_write(
    struct chat *chat, struct json_out *out, const char *ids);

/* Writes the ids and names of the first departments whose name begins so as an array, by name. */
CHAT_CHECKED enum chat_error department_named_write(
    struct chat *chat, struct json_out *out, const struct department_naming *naming);

/* Writes the agents of a department as an array, which is empty if there is no such department. */
CHAT_CHECKED enum chat_error member_list_write(struct chat *chat, struct json_out *out,
    const char *department_id, const struct paging *paging, struct list_size *size);

/* Writes the departments of an agent as an array, by name; nobody has that id: an empty one. */
CHAT_CHECKED enum chat_error membership_list_write(
    struct chat *chat, struct json_out *out, const char *user_id, bool enabled_only);

/*
 * Writes "department" and "agents" as members of the current object. CHAT_NO_DEPARTMENT: there is
 * none with this id, and nothing was written.
 */
CHAT_CHECKED enum chat_error department_write(
    struct chat *chat, struct json_out *out, const char *id);

struct department_query {
	const char *id;
	bool only_mine;      /* show the department only if the user is one of its agents */
	bool without_agents; /* leave out the member "agents" */
};

/*
 * Like department_write(), but as the user may see it: "department" is null if there is none to
 * show, and "agents" requires the permission view-livechat-departments.
 */
CHAT_CHECKED enum chat_error department_show(struct chat *chat, struct json_out *out,
    const struct user *user, const struct department_query *query);

/*
 * Creates a department with these agents; *id is its new id. CHAT_NAME_MISSING: the name is blank.
 * CHAT_INVALID_EMAIL: its address is neither empty nor valid.
 */
CHAT_CHECKED enum chat_error department_create(struct chat *chat,
    const struct department_row *department, const struct member_changes *members, const char **id);

/* Changes the department department->id. The errors are those above, and CHAT_NO_DEPARTMENT. */
CHAT_CHECKED enum chat_error department_update(struct chat *chat,
    const struct department_row *department, const struct member_changes *members);

/* Adds and removes agents of a department. CHAT_NO_DEPARTMENT. */
CHAT_CHECKED enum chat_error department_change_members(
    struct chat *chat, const char *id, const struct member_changes *members);

/*
 * Archives a department, which is then disabled and left out of most lists, or restores it, after
 * which it is still disabled. CHAT_NO_DEPARTMENT.
 */
CHAT_CHECKED enum chat_error department_archive(struct chat *chat, const char *id, bool archived);

/* Deletes a department. CHAT_NO_DEPARTMENT. */
CHAT_CHECKED enum chat_error department_remove(struct chat *chat, const char *id);

#endif
