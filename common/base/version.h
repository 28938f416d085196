/* SPDX-License-Identifier: MIT */
/*
 * version.h: the release that this program belongs to.
 */
#ifndef BASE_VERSION_H
#define BASE_VERSION_H

/* The content of file VERSION, such as "0.9.0". The Makefile generates the definition. */
extern const char livechat_version[];

#endif
