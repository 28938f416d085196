/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "chat/core/settings.h"

/* The named colours of CSS Color 4, and transparent. */
static const char names[] =
    "aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond "
    "blue blueviolet brown burlywood cadetblue chartreuse chocolate coral "
    "cornflowerblue cornsilk crimson cyan darkblue darkcyan darkgoldenrod darkgray "
    "darkgreen darkgrey darkkhaki darkmagenta darkolivegreen darkorange darkorchid "
    "darkred darksalmon darkseagreen darkslateblue darkslategray darkslategrey "
    "darkturquoise darkviolet deeppink deepskyblue dimgray dimgrey dodgerblue "
    "firebrick floralwhite forestgreen fuchsia gainsboro ghostwhite gold goldenrod "
    "gray green greenyellow grey honeydew hotpink indianred indigo ivory khaki "
    "lavender lavenderblush lawngreen lemonchiffon lightblue lightcoral lightcyan "
    "lightgoldenrodyellow lightgray lightgreen lightgrey lightpink lightsalmon "
    "lightseagreen lightskyblue lightslategray lightslategrey lightsteelblue "
    "lightyellow lime limegreen linen magenta maroon mediumaquamarine mediumblue "
    "mediumorchid mediumpurple mediumseagreen mediumslateblue mediumspringgreen "
    "mediumturquoise mediumvioletred midnightblue mintcream mistyrose moccasin "
    "navajowhite navy oldlace olive olivedrab orange orangered orchid palegoldenrod "
    "palegreen paleturquoise palevioletred papayawhip peachpuff peru pink plum "
    "powderblue purple rebeccapurple red rosybrown royalblue saddlebrown salmon "
    "sandybrown seagreen seashell sienna silver skyblue slateblue slategray slategrey "
    "snow springgreen steelblue tan teal thistle tomato transparent turquoise violet "
    "wheat white whitesmoke yellow yellowgreen ";

static bool
is_named(const char *text)
{
	const char *list = names, *name;
	size_t len;

	while ((name = str_next(&list, " ", &len)))
		if (strlen(text) == len && strncasecmp(name, text, len) == 0)
			return true;
	return false;
}

static bool
is_number(const char *text)
{
	size_t digits = strlen(text) - 1;

	return *text == '#' && (digits == 3 || digits == 6) &&
	       strspn(text + 1, "0123456789abcdefABCDEF") == digits;
}

const char *
color_complaint(const char *text)
{
	return *text && (is_number(text) || is_named(text))
		   ? NULL
		   : "a colour such as #C1272D, #fff or red";
}
