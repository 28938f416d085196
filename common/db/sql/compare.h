/* SPDX-License-Identifier: MIT */
/*
 * compare.h: how texts that a client sends are compared with stored ones. Statements use these and
 * no collation: those of the tables take accents, emoji and blanks at the end for equal, each
 * server and collation others.
 */
#ifndef DB_SQL_COMPARE_H
#define DB_SQL_COMPARE_H

/* Whether a text is the parameter, byte by byte. */
#define IS_EXACTLY(text) "CAST(" text " AS BINARY) = CAST(? AS BINARY)"

/*
 * The rule for names (of departments, users, e-mail addresses): whether a text is the parameter but
 * for upper and lower case. Which of several is meant says ORDER BY NAME_IS_EXACTLY(), so that
 * case is forgiven only where nothing matches exactly. Both are converted, so that both have the
 * collation by which the server forgives case.
 */
#define NAME_IS(text) \
	"CAST(LOWER(CONVERT(" text \
	" USING utf8mb4)) AS BINARY) = CAST(LOWER(CONVERT(? USING utf8mb4)) AS BINARY)"
#define NAME_IS_EXACTLY(text) IS_EXACTLY(text) " DESC"

/*
 * The rule for searches: whether a text matches the pattern, in which '|' escapes, whatever its
 * case and accents. With this collation, unlike older ones, different emoji differ.
 */
#define SEARCH_FINDS(text) text " COLLATE utf8mb4_unicode_520_ci LIKE ? ESCAPE '|'"

#endif
