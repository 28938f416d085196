/* SPDX-License-Identifier: MIT */
/*
 * standalone.h: what a program needs that is linked statically (`make STATIC=1`), because it runs on
 * hosts with another C library, or with none.
 */
#ifndef BASE_PROCESS_STANDALONE_H
#define BASE_PROCESS_STANDALONE_H

/*
 * Keeps the C library from loading the host's modules for names of machines, services and accounts,
 * which are made for the host's C library: files and DNS are built in. To be called before anything
 * else. Does nothing in other programs.
 */
void standalone_begin(void);

#endif
