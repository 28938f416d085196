/* SPDX-License-Identifier: MIT */
/* default_hour.h: the business hour that every installation has. */
#ifndef DB_SQL_DEFAULT_HOUR_H
#define DB_SQL_DEFAULT_HOUR_H

/* The id of the default business hour, a string. It looks like those of Rocket.Chat. */
#define DEFAULT_HOUR "64c8b6000000000000000001"

#endif
