/* SPDX-License-Identifier: MIT */
/*
 * GET /livechat/widget.js              returns the script that a website's pages load: the button that opens the
 *                                      widget
 * GET /livechat/widget-settings.json   returns the settings of the widget's button, for a copy of widget.js in a
 *                                      folder that the web server serves itself
 *
 * The program's own widget.js contains the settings, so that a page asks for one file only. Browsers keep both
 * for a minute.
 */
#include "chat/widget/config.h"
#include "http/endpoint.h"

static void
widget_get(struct request *rq)
{
	const char *settings_json;
	enum chat_error error = config_launcher(request_chat(rq), &settings_json);

	if (error)
		reply_error(rq, error);
	else
		reply_launcher(rq, "widget.js", settings_json);
}

static void
settings_get(struct request *rq)
{
	const char *settings_json;
	enum chat_error error = config_launcher(request_chat(rq), &settings_json);

	if (error)
		reply_error(rq, error);
	else
		reply_launcher_settings(rq, settings_json);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/livechat/widget.js",
	    .access = { .who = ACCESS_ANYONE },
	    .handler = widget_get },
	{ .method = "GET",
	    .path = "/livechat/widget-settings.json",
	    .access = { .who = ACCESS_ANYONE },
	    .handler = settings_get },
	{ .method = NULL },
};

ENDPOINT("widget.js", routes);
