/* SPDX-License-Identifier: MIT */
#include "http/route/front.h"

#include <string.h>

#include "chat/core/settings.h"
#include "http/reply/reply.h"

bool
front_reply(struct request *rq)
{
	const char *script = request_env(rq, "SCRIPT_NAME"),
		   *target = request_env(rq, "REQUEST_URI");
	const char *name = script ? strrchr(script, '/') : NULL;
	const char *page = settings_known(rq->chat.settings) ? "livechat/inbox" : "livechat/setup";
	size_t len = target ? strcspn(target, "?#") : 0;
	bool slash = len > 1 && target[len - 1] == '/';

	/* Only the name of a file has a dot; what web servers map to the program is /api or the like. */
	if (strcmp(rq->method, "GET") != 0 || !name || !strchr(name, '.') ||
	    len - slash != strlen(script) || strncmp(target, script, len - slash) != 0)
		return false;
	/* A browser resolves it against the last slash of the URL. */
	reply_elsewhere(rq, slash ? page : arena_printf(rq->chat.mem, "%s/%s", name + 1, page));
	return true;
}
