// SPDX-License-Identifier: MIT
// What attackers write where others read it. Each would set window.hit if a page took it for markup, for a URL to follow,
// or for a template.

/** Where text is put between elements. */
const MARKUP = [
	"<script>window.hit=1</script>",
	"<SCRIPT SRC=data:text/javascript,window.hit=1></SCRIPT>",
	"<script\n>window.hit=1</script\n>",
	"<scr<script>ipt>window.hit=1</scr</script>ipt>",
	"<script>window.hit=1//",
	"<img src=x onerror=window.hit=1>",
	"<img src=x onerror=\"window.hit=1\"//",
	"<img/src=x/onerror=window.hit=1>",
	"<img src=x:x onerror=&#119;indow.hit=1>",
	"<IMG \"\"\"><script>window.hit=1</script>\">",
	"<image href=x onerror=window.hit=1>",
	"<svg onload=window.hit=1>",
	"<svg><script>window.hit=1</script></svg>",
	"<svg><animate onbegin=window.hit=1 attributeName=x dur=1s>",
	"<svg><a xlink:href=javascript:window.hit=1><text y=20>x</text></a></svg>",
	"<math><mtext><table><mglyph><style><img src=x onerror=window.hit=1>",
	"<math href=javascript:window.hit=1>x</math>",
	"<iframe srcdoc=\"<script>parent.hit=1</script>\">",
	"<iframe src=javascript:parent.hit=1>",
	"<object data=javascript:window.hit=1>",
	"<embed src=javascript:window.hit=1>",
	"<body onload=window.hit=1>",
	"<details open ontoggle=window.hit=1>x</details>",
	"<video><source onerror=window.hit=1></video>",
	"<audio src=x onerror=window.hit=1>",
	"<input autofocus onfocus=window.hit=1>",
	"<select autofocus onfocus=window.hit=1>",
	"<textarea autofocus onfocus=window.hit=1>",
	"<marquee onstart=window.hit=1>x</marquee>",
	"<meta http-equiv=refresh content=\"0;url=javascript:window.hit=1\">",
	"<base href=javascript:window.hit=1//>",
	"<link rel=stylesheet href=data:text/css,*{display:none}>",
	"<style>*{display:none}</style>",
	"<form action=javascript:window.hit=1><button>x</button></form>",
	"<template shadowrootmode=open><script>window.hit=1</script></template>",
	"<noscript><p title=\"</noscript><img src=x onerror=window.hit=1>\">",
	"<!--><img src=x onerror=window.hit=1>-->",
	"<![CDATA[><img src=x onerror=window.hit=1>]]>",
	"<x onpointerenter=window.hit=1 style=position:fixed;inset:0>x</x>",
];

/** Where text is put into an attribute or another element. */
const ENDINGS = [
	"\"><svg onload=window.hit=1>",
	"' autofocus onfocus='window.hit=1",
	"\" onmouseover=\"window.hit=1",
	"` onmouseover=window.hit=1 `",
	"</textarea><img src=x onerror=window.hit=1>",
	"</title><img src=x onerror=window.hit=1>",
	"</option></select><img src=x onerror=window.hit=1>",
	"</script><script>window.hit=1</script>",
	"</style><img src=x onerror=window.hit=1>",
	"]]></script><img src=x onerror=window.hit=1>",
];

/** Where text becomes a link, or a part of one. */
const LINKS = [
	"[x](javascript:window.hit=1)",
	"[x](JaVaScRiPt:window.hit=1)",
	"[x]( java\tscript:window.hit=1)",
	"[x](\u0001javascript:window.hit=1)",
	"[x](data:text/html,<script>window.hit=1</script>)",
	"[x](vbscript:window.hit=1)",
	"[x](blob:https://example.com/1)",
	"![x](javascript:window.hit=1)",
	"<javascript:window.hit=1|x>",
	"[x](https://example.com/\"onmouseover=\"window.hit=1)",
	"https://example.com/\"onmouseover=\"window.hit=1",
	"https://example.com/'><img src=x onerror=window.hit=1>",
	"//example.com/<script>window.hit=1</script>",
	"javascript:window.hit=1",
];

/** Where text is put into a template, or is not as it looks. */
const OTHERS = [
	"{{constructor.constructor('window.hit=1')()}}",
	"${window.hit=1}",
	"<%= window.hit=1 %>",
	"`<b onmouseover=window.hit=1>`",
	"```\n</code><img src=x onerror=window.hit=1>\n```",
	"&lt;script&gt;window.hit=1&lt;/script&gt;",
	"\\u003cscript\\u003ewindow.hit=1\\u003c/script\\u003e",
	"\uFF1Cscript\uFF1Ewindow.hit=1\uFF1C/script\uFF1E",
	"\u202Egnp.exe <img src=x onerror=window.hit=1>",
];

export const hostileTexts = [...MARKUP, ...ENDINGS, ...LINKS, ...OTHERS];

/** Those that fit into one line, as names do. */
// eslint-disable-next-line no-control-regex
export const hostileNames = hostileTexts.filter((text) => !/[\u0000-\u001f]/.test(text));

/** In a page: what has come of the texts inside of `roots`. */
export function outcome(roots) {
	const found = roots.flatMap((root) => [...root.querySelectorAll("*")]);
	return {
		hit: window.hit,
		elements: found.filter((one) => one.matches("script:not([src]), iframe, object, embed, math, form[action], video, audio, meta, base, marquee, template")
			|| [...one.attributes].some(({ name }) => name.startsWith("on"))).map((one) => one.outerHTML),
		protocols: [...new Set(found.filter((one) => one.matches("a[href]")).map((one) => new URL(one.href).protocol))]
			.filter((one) => !["https:", "http:", "mailto:", "tel:"].includes(one)),
	};
}

/** What is right. */
export const nothing = { hit: undefined, elements: [], protocols: [] };
