/* SPDX-License-Identifier: MIT */
/*
 * tls_file.h: reads what the option file says about TLS. The client libraries know different options of
 * this kind, ignore what they do not know, and take some values for others than they are. For the files
 * of this folder only.
 */
#ifndef DB_MYSQL_TLS_FILE_H
#define DB_MYSQL_TLS_FILE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"

/* Each demands more than those before it. */
enum tls_mode {
	TLS_UNSAID, /* the file says nothing: as the library does by itself */
	TLS_DISABLED,
	TLS_PREFERRED, /* where the server can */
	TLS_REQUIRED,
	TLS_VERIFY_CA,       /* the certificate is signed by an authority that is trusted */
	TLS_VERIFY_IDENTITY, /* and is that of the host */
	TLS__MAX
};

struct tls_wish {
	enum tls_mode mode;
	/* As they are written in the file; NULL: it names none. */
	const char *ca;
	const char *capath;
};

/* The name of a mode as a value of ssl-mode. */
extern const char *const tls_mode_names[TLS__MAX];

/*
 * Reads the file and those that it includes. The results are in `mem`. False: it says what cannot be done, and
 * `why` gets one line with the cause and the remedy.
 */
bool tls_file_read(
    struct arena *mem, const char *option_file, struct tls_wish *wish, struct buf *why);

#endif
