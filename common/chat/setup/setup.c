/* SPDX-License-Identifier: MIT */
#include "chat/setup/setup.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/options/option_file.h"
#include "base/options/option_file_write.h"
#include "chat/setup/address.h"
#include "chat/setup/secret.h"
#include "db/setup.h"

#define FINISHED "setup-finished"

bool
setup_is_open(struct chat *chat, const struct setup_site *site)
{
	bool finished;

	if (site->missing)
		return true;
	if (site->refusal || option_file_value(chat->mem, site->option_file, FINISHED) ||
	    !setup_has_key(chat, site))
		return false;
	/* What another request has written since may name another database than this process is connected to. */
	db_disconnect(chat->db);
	/* Where the database cannot be asked, what the option file says of it is still to be set up. */
	return db_setup_finished(chat->db, &finished) != DB_OK || !finished;
}

bool
setup_close_option_file(struct chat *chat, const struct setup_site *site)
{
	char when[CLOCK_ISO_SIZE];
	struct buf line = { 0 };
	bool closed;

	clock_iso(when, chat->now_ms);
	option_file_put(&line, FINISHED, when);
	closed = option_file_replace(chat->mem, site->option_file, "setup-key", buf_cstr(&line));
	buf_free(&line);
	return closed;
}

bool
setup_has_place(const struct setup_site *site)
{
	struct buf why = { 0 };
	bool usable =
	    site->missing || (!site->refusal && option_file_usable(site->option_file, &why));

	buf_free(&why);
	return usable;
}

/* CHAT_FORBIDDEN: another request has ended the set-up at the same time, and this admin is gone again. */
static enum chat_error
store_end(struct chat *chat, const struct user_row *admin)
{
	char when[CLOCK_ISO_SIZE];
	enum chat_error error;
	enum db_error stored;

	clock_iso(when, chat->now_ms);
	stored = db_setup_finish(chat->db, when);
	if (stored == DB_EXISTS) {
		error = account_delete(chat, NULL, admin->id);
		/* It was this request that stored it, on a connection that broke then. */
		return error == CHAT_LAST_ADMIN ? CHAT_OK : error ? error : CHAT_FORBIDDEN;
	}
	if (stored)
		log_error("the end of the set-up could not be stored; it is over nevertheless, "
			  "because there is an admin");
	return CHAT_OK;
}

enum chat_error
setup_admin(struct chat *chat, const struct setup_site *site, const struct account_facts *facts,
    struct user_row *admin, bool *key_remains)
{
	struct account_facts all = *facts;
	enum chat_error error;
	bool finished;

	error = chat_error_from_db(db_setup_finished(chat->db, &finished));
	if (!error && finished)
		error = CHAT_FORBIDDEN;
	if (!error && !settings_known(chat->settings))
		error = CHAT_UNAVAILABLE;
	all.roles = ROLE_AGENT | ROLE_MANAGER | ROLE_ADMIN;
	if (!error)
		error = account_create(chat, &all, admin);
	if (!error)
		error = store_end(chat, admin);
	if (error)
		return error;
	setup_close_option_file(chat, site);
	*key_remains = setup_has_key(chat, site);
	setup_secret_remove(chat->mem, site->folder);
	setup_address_undo(chat, site->folder);
	log_info("the set-up is finished: %s is the first admin", admin->username);
	return CHAT_OK;
}

void
setup_findings(struct chat *chat, const struct setup_site *site, finding_fn *found, void *arg)
{
	struct chat other = *chat;

	if (!site->refusal) {
		/* A connection that has just failed is not tried again so soon, and then nobody says why. */
		other.db = db_new(site->option_file);
		health_database(&other, found, arg);
		db_free(other.db);
	}
	health_machine(chat, found, arg);
}
