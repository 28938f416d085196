/* SPDX-License-Identifier: MIT */
/*
 * seen.h: when people were seen, which is when they sent a request. db/sql/presence.h has the times.
 */
#ifndef DB_PEOPLE_SEEN_H
#define DB_PEOPLE_SEEN_H

/* How long ago somebody was seen who has just sent a request. */
enum seen {
	SEEN_NOW,     /* there is nothing to store */
	SEEN_EARLIER, /* so long ago that the time of this request is to be stored */
	SEEN_AWAY,    /* so long ago that they were away for all others */
};

#endif
