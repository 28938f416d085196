/* SPDX-License-Identifier: MIT */
#include "chat/health/finding.h"

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
