/* SPDX-License-Identifier: MIT */
/*
 * scan.h: asks the host's scanner for viruses, if the option file names one.
 *
 * scan-command is a program with its arguments, separated by blanks; no shell reads it. The file is its standard
 * input. It ends with 0 for a clean file and with 1 for one in which it found something, as clamdscan does with
 * "--fdpass -" and clamscan with "-".
 */
#ifndef CHAT_FILES_SCAN_H
#define CHAT_FILES_SCAN_H

#include "chat/core/chat.h"
#include "store/store.h"

/* A scanner that takes longer is stopped, and the file refused with 503. */
#define SCAN_TIMEOUT_MS 30000

/*
 * CHAT_MALWARE: the scanner found something. CHAT_UNAVAILABLE: it could not look, which the log says.
 */
CHAT_CHECKED enum chat_error file_scan(struct chat *chat, const struct draft *file);

#endif
