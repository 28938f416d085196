/* SPDX-License-Identifier: MIT */
#include "chat/rooms/room_erase.h"

#include "base/clock.h"
#include "base/crypto/ids.h"
#include "chat/files/tidy_files.h"
#include "db/duties/duty.h"
#include "db/rooms/room_erase.h"
#include "db/tidy.h"

/* How long a request erases rooms: browsers and web servers wait for a minute. */
#define ERASE_CLOSED_MS 10000

enum chat_error
room_erase(struct chat *chat, const char *rid)
{
	enum room_erased state = ROOM_ERASE_MORE;
	enum db_error error = DB_OK;

	if (!id_valid(rid, ID_MAX_LEN))
		return CHAT_NO_ROOM;
	while (!error && state == ROOM_ERASE_MORE)
		error = db_room_erase_step(chat->db, rid, &state);
	if (error)
		return error == DB_NO_ROW ? CHAT_NO_ROOM : chat_error_from_db(error);
	files_released(chat);
	return state == ROOM_ERASE_OPEN ? CHAT_HAS_OPEN_ROOMS : CHAT_OK;
}

/* *left: there is more to erase, but the time is over. */
static enum db_error
marked_erase(struct chat *chat, bool *left)
{
	int64_t until_ms = clock_monotonic_ms() + ERASE_CLOSED_MS;
	struct tidy_rooms found = { .len = 0 };
	enum db_error error;

	do {
		error = db_tidy_rooms(chat->db, chat->mem, TIDY_HALF_ERASED, 1, &found);
		for (size_t i = 0; i < found.len && !error; i++) {
			enum room_erased state = ROOM_ERASE_MORE;

			*left = clock_monotonic_ms() > until_ms;
			while (!error && !*left && state == ROOM_ERASE_MORE)
				error = db_room_erase_step(chat->db, found.rooms[i].id, &state);
			/* It was erased meanwhile. */
			error = error == DB_NO_ROW ? DB_OK : error;
		}
	} while (!error && !*left && found.len == TIDY_ROOMS_MAX);
	return error;
}

enum chat_error
rooms_erase_closed(struct chat *chat, const char *departments, int64_t *count)
{
	bool left = false;
	enum db_error error = db_rooms_erase_begin(chat->db, departments, count);

	if (!error)
		error = marked_erase(chat, &left);
	files_released(chat);
	if (!error && left) {
		error = db_duty_put(chat->db, DUTY_TIDY, "", clock_now_ms());
		chat_duty_stored(chat, clock_now_ms());
	}
	return chat_error_from_db(error);
}
