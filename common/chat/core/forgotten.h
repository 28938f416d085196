/* SPDX-License-Identifier: MIT */
/*
 * forgotten.h: how long is kept what tells a client that something has gone. Who asks for what has changed
 * since an earlier time is told that it may have missed something ("reset"). That begins a day before
 * the rows go, because the clocks of servers differ.
 */
#ifndef CHAT_CORE_FORGOTTEN_H
#define CHAT_CORE_FORGOTTEN_H

#include <stdint.h>

#define FORGOTTEN_DAYS(days) (INT64_C(86400000) * (days))

/* Rooms that have left an agent. */
#define DEPARTURES_TOLD_MS FORGOTTEN_DAYS(30)
#define DEPARTURES_KEPT_MS FORGOTTEN_DAYS(31)

/* Messages that were deleted: while their room is open, and so long after both. */
#define DELETIONS_TOLD_MS FORGOTTEN_DAYS(89)
#define DELETIONS_KEPT_MS FORGOTTEN_DAYS(90)

#endif
