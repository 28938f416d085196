/*
 * version.h: which release of this project the program is.
 */
#ifndef BASE_VERSION_H
#define BASE_VERSION_H

/* What file VERSION says, such as "0.9.0"; the Makefile makes it a source file. */
extern const char livechat_version[];

#endif
