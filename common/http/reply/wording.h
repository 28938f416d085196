/* SPDX-License-Identifier: MIT */
/*
 * wording.h: the tables of errors, for error_body.c, which makes replies of them. They are in
 * errors.c.
 */
#ifndef HTTP_REPLY_WORDING_H
#define HTTP_REPLY_WORDING_H

#include "chat/core/error.h"
#include "http/reply/wire_error.h"

/* The form of the body. */
enum error_form {
	FORM_PLAIN,  /* {"success":false,"error":"<text>"} */
	FORM_CODED,  /* {"success":false,"error":"<text> [<code>]","errorType":"<code>"} */
	FORM_WHOLE,  /* the text is the whole body */
	FORM_UPLOAD, /* as FORM_CODED, with the code as "reason", too */
};

struct wording {
	int status; /* 0 means 400, the status of nearly all errors of this API */
	enum error_form form;
	const char *text; /* NULL where the code suffices */
	const char *code;
	const char *details; /* JSON */
};

extern const struct wording error_wordings[WIRE_ERROR__MAX];

/* How routes answer an error of chat that is not in their .says. */
extern const enum wire_error usual_errors[CHAT_ERROR__MAX];

#endif
