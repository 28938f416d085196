/* SPDX-License-Identifier: MIT */
#include "chat/health/finding.h"

#include "base/json_out.h"
#include "base/printable.h"

const char *
health_level_word(enum health_level level)
{
	switch (level) {
	case HEALTH_OK:
		return "ok";
	case HEALTH_WARNING:
		return "warning";
	case HEALTH_FAILURE:
		break;
	}
	return "failure";
}

void
report(const struct report *to, enum health_level level, const char *subject, const char *text,
    const char *remedy)
{
	/* Paths and what the server says may have any bytes. */
	struct finding finding = { .level = level,
		.subject = subject,
		.text = text_printable(to->chat->mem, text),
		.remedy = text_printable(to->chat->mem, remedy) };

	to->found(&finding, to->arg);
}

void
finding_json(const struct finding *finding, void *arg)
{
	struct json_out *out = arg;

	json_object(out);
	json_put_string(out, "level", health_level_word(finding->level));
	json_put_string(out, "subject", finding->subject);
	json_put_string(out, "text", finding->text);
	json_put_string_opt(out, "remedy", finding->remedy);
	json_object_end(out);
}
