/* SPDX-License-Identifier: MIT */
/*
 * upload_size.h: how large a file may be.
 */
#ifndef CHAT_FILES_UPLOAD_SIZE_H
#define CHAT_FILES_UPLOAD_SIZE_H

#include <stdint.h>

#include "chat/core/settings.h"

/* The longest file in bytes; 0: there is no limit. */
uint64_t upload_max_len(const struct settings *settings);

#endif
