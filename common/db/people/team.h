/*
 * team.h: rows of users as those who answer chats: lists of them, their roles, whether they
 * take chats.
 */
#ifndef DB_PEOPLE_TEAM_H
#define DB_PEOPLE_TEAM_H

#include "db/people/user.h"
#include "db/sort_column.h"

struct team_list {
	unsigned role;      /* who has it */
	const char *text;   /* in username, name or address; "": anything */
	const char *not_id; /* "": nobody is left out */
	bool only_available;
	bool only_online;
	struct sort_column sort[SORT_COLUMNS_MAX]; /* of which the first counts; else by name */
	int64_t limit, offset;
};

/* Handed a user once for each of his departments, in a row; NULL when he has none. */
typedef enum db_error team_row_fn(
    const struct user_row *user, const char *department_id, void *arg);

enum db_error db_team_list(
    struct db *db, struct arena *mem, const struct team_list *list, team_row_fn *row, void *arg);
enum db_error db_team_count(
    struct db *db, struct arena *mem, const struct team_list *list, int64_t *count);

/* Whether he takes chats. `is_here`: he is online, too. */
enum db_error db_team_set_available(
    struct db *db, const char *id, bool available, bool is_here, int64_t now_ms);

/* A role more. An agent who is online takes chats from then on. */
enum db_error db_role_grant(struct db *db, const char *id, unsigned role, int64_t now_ms);

/* A role less. Who is no agent any more takes no chats and belongs to no department. */
enum db_error db_role_revoke(struct db *db, const char *id, unsigned role, int64_t now_ms);

#endif
