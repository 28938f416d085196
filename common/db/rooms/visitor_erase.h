/* SPDX-License-Identifier: MIT */
/*
 * visitor_erase.h: erases a visitor with all that belongs to them.
 */
#ifndef DB_ROOMS_VISITOR_ERASE_H
#define DB_ROOMS_VISITOR_ERASE_H

#include "db/db.h"

/*
 * Removes a visitor, their custom fields and their rooms (see room_erase.h), all or nothing. Removes
 * nothing and sets *has_open_rooms if they have an open room. DB_NO_ROW: there is no such visitor.
 */
DB_CHECKED enum db_error db_visitor_erase(
    struct db *db, struct arena *mem, const char *visitor_id, bool *has_open_rooms);

#endif
