/* SPDX-License-Identifier: MIT */
#include "chat/visitors/block.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/crypto/ids.h"
#include "base/log.h"
#include "base/network.h"
#include "base/str.h"
#include "base/utf8.h"
#include "chat/visitors/visitor.h"

struct block {
	char *kind, *value;
	char *token; /* NULL: it is no block of a visitor */
	int64_t ends_at;
};

struct block_list {
	struct block *items;
	size_t len, cap;
	bool has_email;
	int64_t read_at_ms; /* settings_read_at() when it was read; 0: never */
};

struct block_list *
block_list_new(void)
{
	struct block_list *list = calloc(1, sizeof(*list));

	if (!list)
		log_fatal("out of memory");
	return list;
}

/* Frees the blocks of the list, but not the list. */
static void
list_clear(struct block_list *list)
{
	for (size_t i = 0; i < list->len; i++) {
		free(list->items[i].kind);
		free(list->items[i].value);
		free(list->items[i].token);
	}
	free(list->items);
	*list = (struct block_list){ .read_at_ms = list->read_at_ms };
}

void
block_list_free(struct block_list *list)
{
	if (!list)
		return;
	list_clear(list);
	free(list);
}

static enum db_error
list_add(const struct block_row *row, void *arg)
{
	struct block_list *list = arg;

	if (list->len == list->cap) {
		list->cap = list->cap ? list->cap * 2 : 16;
		list->items = realloc(list->items, list->cap * sizeof(*list->items));
		if (!list->items)
			log_fatal("out of memory");
	}
	list->items[list->len++] = (struct block){ .kind = str_dup(row->kind),
		.value = str_dup(row->value),
		.token = row->token ? str_dup(row->token) : NULL,
		.ends_at = row->ends_at };
	list->has_email |= strcmp(row->kind, BLOCK_EMAIL) == 0;
	return DB_OK;
}

static enum chat_error
blocks_read(struct chat *chat)
{
	struct block_list fresh = { .read_at_ms = settings_read_at(chat->settings) };
	enum db_error error = db_block_in_force(chat->db, chat->now_ms, list_add, &fresh);

	if (error) {
		list_clear(&fresh);
		return chat_error_from_db(error);
	}
	list_clear(chat->blocks);
	*chat->blocks = fresh;
	return CHAT_OK;
}

enum chat_error
blocks_refresh_now(struct chat *chat)
{
	return blocks_read(chat);
}

void
blocks_refresh(struct chat *chat)
{
	int64_t read_at_ms = settings_read_at(chat->settings);

	/* An error is logged once a minute with its cause and what to do (db/mysql/conn_error.h). */
	if (read_at_ms && read_at_ms != chat->blocks->read_at_ms)
		blocks_read(chat);
}

bool
blocks_exist(const struct chat *chat)
{
	return chat->blocks->len > 0 || !chat->blocks->read_at_ms;
}

/* --- The check --------------------------------------------------------------------------- */

/* Reads the addresses of whoever sends the request: the one that was sent, and their own. */
static enum chat_error
emails_read(struct chat *chat, const struct block_signs *signs, const char *emails[2])
{
	const char *detail = chat->detail;
	enum db_error error = DB_OK;

	emails[0] = emails[1] = NULL;
	/* What is no address is for the handler to refuse. */
	if (visitor_email_read(chat, signs->email, NULL, &emails[0]))
		emails[0] = NULL;
	chat->detail = detail;
	if (signs->token && id_valid(signs->token, TOKEN_MAX_LEN))
		error = db_block_email_of(chat->db, chat->mem, signs->token, &emails[1]);
	return chat_error_from_db(error);
}

static bool
is_email(const char *email, const char *value)
{
	return email && strcmp(email, value) == 0;
}

enum chat_error
block_check(struct chat *chat, const struct block_signs *signs)
{
	const struct block_list *list = chat->blocks;
	const char *emails[2] = { NULL, NULL };
	struct address address;
	bool has_address = signs->ip && address_parse(signs->ip, strlen(signs->ip), &address);
	enum chat_error error;

	if (!list->read_at_ms)
		return CHAT_UNAVAILABLE;
	if (list->has_email) {
		error = emails_read(chat, signs, emails);
		if (error)
			return error;
	}
	for (const struct block *block = list->items; block < list->items + list->len; block++) {
		if (block->ends_at && block->ends_at <= chat->now_ms)
			continue;
		if (block->token ? signs->token && strcmp(block->token, signs->token) == 0
		    : strcmp(block->kind, BLOCK_EMAIL) == 0
			? is_email(emails[0], block->value) || is_email(emails[1], block->value)
			: has_address && networks_hold(block->value, &address))
			return CHAT_BLOCKED;
	}
	return CHAT_OK;
}

/* --- Changes and lists ------------------------------------------------------------------- */

/* Reads a network, or an address, which is a network of one. Returns false for anything else. */
static bool
network_read(const char *text, struct address *address, unsigned *bits)
{
	const char *slash = strchr(text, '/');
	size_t len = slash ? (size_t)(slash - text) : strlen(text);
	unsigned max;

	/* address_parse() takes ports and brackets, too. */
	if (memchr(text, '[', len) || !address_parse(text, len, address) ||
	    (address->v4 && memchr(text, ':', len)))
		return false;
	max = address->v4 ? 32 : 128;
	*bits = max;
	if (!slash)
		return true;
	if (strspn(slash + 1, "0123456789") != strlen(slash + 1) || !slash[1] ||
	    strlen(slash + 1) > 3)
		return false;
	*bits = (unsigned)strtoul(slash + 1, NULL, 10);
	return *bits <= max;
}

static const char *
network_value(struct arena *mem, const char *text)
{
	char shown[INET6_ADDRSTRLEN];
	struct address address;
	unsigned bits;

	if (!network_read(text, &address, &bits))
		return NULL;
	address_mask(&address, bits + (address.v4 ? 96 : 0));
	if (address.v4)
		inet_ntop(AF_INET, address.bytes + 12, shown, sizeof(shown));
	else
		inet_ntop(AF_INET6, address.bytes, shown, sizeof(shown));
	return arena_printf(mem, "%s/%u", shown, bits);
}

/* Whether the network contains all public addresses of IPv4, or all of IPv6. */
static bool
network_is_internet(const char *network)
{
	static const struct address all_v4 = { .bytes = { [10] = 0xff, [11] = 0xff } };
	static const struct address all_v6 = { .bytes = { 0x20 } }; /* 2000::/3 */
	struct address address;
	unsigned bits;

	if (!network_read(network, &address, &bits))
		return false;
	bits += address.v4 ? 96 : 0;
	return (bits <= 96 && networks_hold(network, &all_v4)) ||
	       (bits <= 3 && networks_hold(network, &all_v6));
}

const char *
block_value(struct chat *chat, const char *kind, const char *text, const char **complaint)
{
	const char *value = NULL;

	*complaint = NULL;
	if (strcmp(kind, BLOCK_VISITOR) == 0) {
		value = id_valid(text, ID_MAX_LEN) ? text : NULL;
		*complaint = "the _id of a visitor";
	} else if (strcmp(kind, BLOCK_EMAIL) == 0) {
		if (visitor_email_read(chat, text, NULL, &value))
			value = NULL;
		*complaint = "an e-mail address";
	} else {
		value = network_value(chat->mem, text);
		*complaint = "an address or a network such as 192.0.2.0/24 or 2001:db8::/48";
	}
	return value;
}

const char *
block_complaint(struct chat *chat, struct block_row *block, const char *text, const char **field)
{
	const char *complaint;

	*field = "value";
	block->value = block_value(chat, block->kind, text, &complaint);
	if (!block->value)
		return complaint;
	if (strcmp(block->kind, BLOCK_NETWORK) == 0 && network_is_internet(block->value))
		return "a network that is not the whole internet";
	*field = "until";
	if (block->ends_at && block->ends_at <= chat->now_ms)
		return "in the future";
	*field = "reason";
	if (!utf8_valid(block->reason, strlen(block->reason), NULL) ||
	    utf8_utf16_len(block->reason, strlen(block->reason)) > BLOCK_REASON_MAX)
		return arena_printf(chat->mem, "text of up to %d characters", BLOCK_REASON_MAX);
	return NULL;
}

enum chat_error
block_add(struct chat *chat, struct block_row *block)
{
	int64_t count;
	enum db_error error = DB_OK;

	if (strcmp(block->kind, BLOCK_VISITOR) == 0 && !block->token)
		error = db_block_token_of(chat->db, chat->mem, block->value, NULL, &block->token);
	if (error == DB_NO_ROW)
		return CHAT_NO_VISITOR;
	if (!error)
		error = db_block_count(chat->db, chat->now_ms, &count);
	if (!error && count >= BLOCKS_MAX)
		return CHAT_TOO_MANY;
	block->id = id_new_in(chat->mem);
	block->created_at = clock_now_ms();
	if (!error)
		error = db_block_put(chat->db, block, chat->now_ms);
	return chat_error_from_db(error);
}

enum chat_error
block_remove(struct chat *chat, const char *id)
{
	enum db_error error = db_block_remove_by_id(chat->db, id);

	if (error == DB_NO_ROW)
		return CHAT_NO_ENTRY;
	return error ? chat_error_from_db(error) : blocks_refresh_now(chat);
}

struct list_write {
	struct json_out *out;
	int64_t count;
};

static enum db_error
list_row(const struct block_row *block, void *arg)
{
	struct list_write *write = arg;
	struct json_out *out = write->out;

	json_object(out);
	json_put_string(out, "_id", block->id);
	json_put_string(out, "type", block->kind);
	json_put_string(out, "value", block->value);
	json_put_string(out, "reason", block->reason);
	json_put_string_opt(out, "blockedBy", block->blocked_by);
	json_put_time(out, "ts", block->created_at);
	if (block->ends_at)
		json_put_time(out, "until", block->ends_at);
	json_object_end(out);
	write->count++;
	return DB_OK;
}

enum chat_error
block_add_write(struct chat *chat, struct json_out *out, struct block_row *block)
{
	struct list_write write = { .out = out };
	enum chat_error error = block_add(chat, block);

	if (!error)
		error = blocks_refresh_now(chat);
	/* A block that was replaced keeps its id. */
	if (!error)
		error = chat_error_from_db(
		    db_block_get(chat->db, block->kind, block->value, list_row, &write));
	if (!error && write.count == 0)
		json_null(out);
	return error;
}

enum chat_error
block_list_write(
    struct chat *chat, struct json_out *out, const struct paging *paging, struct list_size *size)
{
	const struct page page = paging_page(paging, block_sort_names);
	struct list_write write = { .out = out };
	enum db_error error;

	json_array(out);
	error = db_block_list(chat->db, chat->now_ms, &page, list_row, &write, &size->total);
	json_array_end(out);
	size->count = write.count;
	return chat_error_from_db(error);
}
