/* SPDX-License-Identifier: MIT */
/*
 * contact_block.h: the parameters of contacts.block and contacts.unblock: a visitor, and where a room of
 * theirs came from.
 */
#ifndef CGI_BIN_CONTACT_BLOCK_H
#define CGI_BIN_CONTACT_BLOCK_H

#include "http/endpoint.h"

static const struct field contact_source_fields[] = {
	{ .name = "type", .type = FIELD_STRING, .flags = FIELD_REQUIRED },
	{ .name = "id", .type = FIELD_STRING, .flags = FIELD_IGNORED },
	{ .name = NULL },
};

static const struct field contact_visitor_fields[] = {
	{ .name = "visitorId", .type = FIELD_STRING, .flags = FIELD_REQUIRED },
	{ .name = "source",
	    .type = FIELD_OBJECT,
	    .flags = FIELD_REQUIRED | FIELD_OPEN,
	    .fields = contact_source_fields },
	{ .name = NULL },
};

static const struct field contact_fields[] = {
	{ .name = "visitor",
	    .type = FIELD_OBJECT,
	    .flags = FIELD_REQUIRED | FIELD_OPEN,
	    .fields = contact_visitor_fields },
	{ .name = NULL },
};

static inline const char *
contact_visitor_id(struct request *rq)
{
	return value_member_text(param(rq, "visitor"), "visitorId");
}

static inline const char *
contact_source(struct request *rq)
{
	return value_member_text(value_member(param(rq, "visitor"), "source"), "type");
}

#endif
