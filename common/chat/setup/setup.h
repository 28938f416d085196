/* SPDX-License-Identifier: MIT */
/*
 * setup.h: makes an installation complete from a browser: the option file, the tables and the first admin.
 *
 * It is open only while there is no option file, or while that has an option setup-key and no admin was
 * ever made; and then only to somebody who proves that the web space is theirs. A browser chooses a secret, its
 * nonce, and is told the name of a file, which depends on the nonce: whoever can upload a file of that
 * name beside the program has proved it for that browser alone. Whoever knows the setup-key has, too.
 * The end of the set-up is a row in the database and a line in the option file, so that neither a database
 * that does not answer nor one without admins opens it again.
 */
#ifndef CHAT_SETUP_SETUP_H
#define CHAT_SETUP_SETUP_H

#include "chat/accounts/account.h"
#include "chat/core/chat.h"
#include "chat/health/health.h"

#define SETUP_NONCE_MIN_LEN 32
#define SETUP_KEY_MIN_LEN 16

/* Where the program is, as the request tells. */
struct setup_site {
	const char *option_file; /* its path, or where there is none the place for it */
	const char *shown;       /* the same as well-formed UTF-8, for people */
	bool missing;            /* there is none, and one there would be used */
	const char *refusal;     /* why the one that there is may not be used; NULL: it may */
	const char *folder; /* for files of our own, which nobody may read; NULL: there is none */
};

/* What a browser shows to prove that it may: NULL, or as it was sent. */
struct setup_proof {
	const char *nonce;
	const char *key; /* setup-key of the option file, or one that setup_prove() has given */
};

/* Whether there is something to set up. */
bool setup_is_open(struct chat *chat, const struct setup_site *site);

/* Whether there is an option file that may be used, or a place for one. Otherwise nothing can be set up, nor was it. */
bool setup_has_place(const struct setup_site *site);

/* Whether the option file has a setup-key that is long enough to be one. */
bool setup_has_key(struct chat *chat, const struct setup_site *site);

/* Whether somebody who knows that key has proved something: others may neither read nor write the file. */
bool setup_takes_key(struct chat *chat, const struct setup_site *site);

/*
 * The name of the file that proves who a browser with this nonce belongs to: it changes each half hour, and each
 * name is good for at least as long. NULL: this is no nonce, or the program can keep no secret.
 */
const char *setup_file_name(struct chat *chat, const struct setup_site *site, const char *nonce);

/*
 * Whether the web space belongs to whoever has that browser. Their requests from then on are to have the key that is
 * in *key afterwards, which is good for two hours. `asked`: whether proof->key may be compared with the
 * setup-key, of which a client can try only so many.
 */
bool setup_prove(struct chat *chat, const struct setup_site *site, const struct setup_proof *proof,
    bool asked, const char **key);

/* Whether the key is one that setup_prove() has given to this browser. */
bool setup_key_given(
    struct chat *chat, const struct setup_site *site, const struct setup_proof *proof);

/* How to reach the database. NULL or empty: the client library's usual value. */
struct setup_database {
	const char *host;
	const char *port;
	const char *socket;
	const char *user;
	const char *password;
	const char *name;
};

struct setup_outcome {
	const char *cause; /* why it failed, and the remedy, in one line; NULL: it did not */
	const char *text;  /* of the option file, which has to be uploaded; NULL: it was written */
};

/*
 * Connects, creates the tables, and writes the option file once all of that has worked; of a `database`
 * that is NULL, the option file that there is says where it is.
 */
void setup_database(struct chat *chat, const struct setup_site *site,
    const struct setup_database *database, struct setup_outcome *outcome);

/* How many schema files of this release the database of a finished set-up lacks; 0 too where it cannot be asked. */
int setup_files_missing(struct chat *chat, const struct setup_site *site);

/* Applies those files. Another call goes on where one was interrupted. Returns why it failed, and the remedy; NULL: it did not. */
const char *setup_migrate(struct chat *chat, const struct setup_site *site);

/*
 * Creates the first admin, who is a manager and an agent as well, and ends the set-up. *key_remains: the
 * setup-key is still in the option file, which the program could not change. The errors of account_create();
 * CHAT_FORBIDDEN: there is an admin already.
 */
CHAT_CHECKED enum chat_error setup_admin(struct chat *chat, const struct setup_site *site,
    const struct account_facts *facts, struct user_row *admin, bool *key_remains);

/* From here on the option file lets nobody in. False: it has no setup-key, or the program cannot change it. */
bool setup_close_option_file(struct chat *chat, const struct setup_site *site);

/* What is wrong with the database, unless its option file is refused, and with the machine; see health.h. */
void setup_findings(struct chat *chat, const struct setup_site *site, finding_fn *found, void *arg);

#endif
