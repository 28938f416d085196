/* SPDX-License-Identifier: MIT */
/*
 * health.h: looks for what keeps this program from working, or soon will, and says what to do about
 * it. Nothing is changed. Each finding is one line for an admin.
 */
#ifndef CHAT_HEALTH_HEALTH_H
#define CHAT_HEALTH_HEALTH_H

#include "chat/core/chat.h"

enum health_level {
	HEALTH_OK,
	HEALTH_WARNING, /* it works, but not as well as it could, or not for long */
	HEALTH_FAILURE
};

/* The word for people and programs: ok, warning, failure. */
const char *health_level_word(enum health_level level);

/* The strings are printable UTF-8. */
struct finding {
	enum health_level level;
	const char *subject; /* what was looked at, such as "database" */
	const char *text;    /* how it is; of a failure the cause */
	const char
	    *remedy; /* what to do about it; NULL: nothing is to be done, or the text says it */
};

/* Called for each finding. The strings are valid until the arena of the chat is reset. */
typedef void finding_fn(const struct finding *finding, void *arg);

/* Writes the finding as an object to a struct json_out. */
finding_fn finding_json;

/*
 * Looks at the database: connection, rights, tables, session, sizes, numbers of connections, clock;
 * and at what is stored there: accounts, mails, duties. What the log would say goes into the findings
 * instead.
 */
void health_database(struct chat *chat, finding_fn *found, void *arg);

/* Looks at the machine: the mail program of `chat`, and HTTPS to others. */
void health_machine(struct chat *chat, finding_fn *found, void *arg);

/* How the request has reached the program. */
enum health_scheme {
	SCHEME_HTTPS,
	SCHEME_HTTP,
	SCHEME_UNTRUSTED /* a proxy says that it was HTTPS, but the settings do not trust it */
};

/* What only the program that serves a request knows. */
struct health_process {
	bool serves_many; /* FastCGI: one request after the other; else CGI: this one alone */
	const char *option_file;  /* with which the next connection is opened */
	const char *option_fault; /* why it cannot be used, and what to do; NULL: it can */
	const char *log_file;     /* NULL: none */
	const char *log_fault;    /* why it cannot be written to; NULL: it can */
	const char *limits_file;  /* NULL: none */
	const char *limits_fault; /* why processes do not count in it together; NULL: they do */
	const char *upload_fault; /* why files are not taken as this program does; NULL: they are */
	enum health_scheme scheme; /* of the request that asks */
};

/* Looks at the process and its files, and at how requests come. */
void health_process(
    struct chat *chat, const struct health_process *process, finding_fn *found, void *arg);

#define HEALTH_LOG_LINES 50

/* Called for a line of the log, printable UTF-8 that is valid until the arena of the chat is reset. */
typedef void health_line_fn(const char *line, void *arg);

/*
 * Gives the last lines of the log file, HEALTH_LOG_LINES at most, the oldest first; long ones are cut.
 * Returns its path, printable; NULL: there is none that can be used, of which health_process() says more.
 */
const char *health_log(struct chat *chat, health_line_fn *line, void *arg);

/* How large a statement may become with the longest message that the settings allow, in bytes. */
int64_t health_packet_needed(const struct settings *settings);

#endif
