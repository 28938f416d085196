/* SPDX-License-Identifier: MIT */
#include "http/route/front.h"

#include <string.h>

#include "base/process/program.h"
#include "chat/core/settings.h"
#include "http/reply/reply.h"

bool
front_reply(struct request *rq)
{
	const char *script = request_env(rq, "SCRIPT_NAME"),
		   *target = request_env(rq, "REQUEST_URI");
	const char *name = script ? strrchr(script, '/') : NULL, *own = program_path();
	const char *page = settings_known(rq->chat.settings) ? "livechat/inbox" : "livechat/setup";
	size_t len = target ? strcspn(target, "?#") : 0;
	bool slash = len > 1 && target[len - 1] == '/';

	/* Web servers also call a path so that they map to the program, such as /api. */
	own = own ? strrchr(own, '/') : NULL;
	if (strcmp(rq->method, "GET") != 0 || !name || !own || strcmp(name, own) != 0 ||
	    len - slash != strlen(script) || strncmp(target, script, len - slash) != 0)
		return false;
	/* A browser resolves it against the last slash of the URL. */
	reply_elsewhere(rq, slash ? page : arena_printf(rq->chat.mem, "%s/%s", name + 1, page));
	return true;
}
