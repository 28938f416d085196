// SPDX-License-Identifier: MIT
// The rules for the scripts of the pages. What puts text into a page as markup is forbidden, whoever wrote it.

import js from "@eslint/js";

const MARKUP = ["innerHTML", "outerHTML", "insertAdjacentHTML", "srcdoc", "setHTMLUnsafe", "createContextualFragment"];
const BROWSER = ["AbortSignal", "Audio", "AudioContext", "Blob", "BroadcastChannel", "CSS", "CSSMediaRule", "CSSStyleRule", "CSSStyleSheet", "CustomEvent",
	"DOMException", "asset", "Document", "DocumentFragment", "Element", "Event", "EventTarget", "FormData", "HTMLElement", "HTMLButtonElement",
	"HTMLDialogElement", "HTMLFormElement", "HTMLInputElement", "HTMLScriptElement", "HTMLSelectElement", "HTMLTextAreaElement", "Headers",
	"IntersectionObserver", "Intl", "KeyboardEvent", "MutationObserver", "Node", "Notification", "PushManager", "Request",
	"ResizeObserver", "Response", "ShadowRoot", "URL", "URLSearchParams", "Worker", "addEventListener", "alert", "atob", "btoa",
	"cancelAnimationFrame", "clearInterval", "clearTimeout", "clients", "confirm", "console", "crypto", "customElements", "dispatchEvent",
	"document", "fetch", "getComputedStyle", "getSelection", "globalThis", "history", "innerHeight", "innerWidth", "isSecureContext",
	"localStorage", "location", "matchMedia", "navigator", "performance", "queueMicrotask", "registration", "removeEventListener",
	"reportError", "requestAnimationFrame", "scrollTo", "self", "sessionStorage", "setInterval", "setTimeout", "skipWaiting", "structuredClone",
	"visualViewport", "window", "XMLHttpRequest", "caches", "TextEncoder", "TextDecoder", "SVGElement", "requestIdleCallback", "AbortController",
	"ServiceWorkerRegistration", "open", "close", "parent", "top", "postMessage", "name"];

export default [
	js.configs.recommended,
	{
		languageOptions: {
			ecmaVersion: 2025,
			sourceType: "module",
			globals: Object.fromEntries(BROWSER.map((name) => [name, "readonly"])),
		},
		linterOptions: { reportUnusedDisableDirectives: "error" },
		rules: {
			"eqeqeq": "error",
			"no-eval": "error",
			"no-implied-eval": "error",
			"no-new-func": "error",
			"no-script-url": "error",
			"no-shadow": "error",
			"no-var": "error",
			"prefer-const": "error",
			"no-unused-vars": ["error", { args: "after-used", caughtErrors: "none" }],
			"max-lines": ["error", 300],
			"max-depth": ["error", 4],
			"complexity": ["error", 20],
			"no-restricted-properties": ["error",
				...MARKUP.map((property) => ({ property, message: "Text must not become markup: use el() of shared/dom.js." })),
				{ object: "document", property: "write", message: "Text must not become markup." },
				{ object: "document", property: "cookie", message: "The pages use no cookies." }],
		},
	},
];
