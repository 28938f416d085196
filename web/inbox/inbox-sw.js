// SPDX-License-Identifier: MIT
// The inbox's service worker: keeps the page, so that it opens without a network, and shows who waits while it is
// closed. Requests of the API never pass through it.

const CACHE = "livechat-inbox";
const ASSET_PATH = /\/assets\/[\w.-]+$/;
const worker = /** @type {any} */ (self);
const scope = new URL("./", worker.location.href).href;

/** @param {Request} request */
async function pageFirst(request) {
	const cache = await caches.open(CACHE);
	try {
		const response = await fetch(request);
		if (response.ok)
			await cache.put(`${scope}inbox`, response.clone());
		return response;
	} catch {
		return await cache.match(`${scope}inbox`) ?? Response.error();
	}
}

/** @param {Request} request */
async function keptFirst(request) {
	const cache = await caches.open(CACHE);
	const kept = await cache.match(request);
	if (kept)
		return kept;
	const response = await fetch(request);
	if (response.ok)
		await cache.put(request, response.clone());
	return response;
}

/** Removes the files of earlier versions, which the page does not name any more. */
async function tidy() {
	const cache = await caches.open(CACHE);
	const named = [asset("inbox.js"), asset("icon.svg"), asset("inbox.en.json"), asset("inbox.de.json"),
		asset("inbox-tick.js")].map((name) => scope + name);
	for (const request of await cache.keys())
		if (ASSET_PATH.test(new URL(request.url).pathname) && !named.includes(request.url))
			await cache.delete(request);
}

worker.addEventListener("install", () => worker.skipWaiting());
worker.addEventListener("activate", (/** @type {any} */ event) =>
	event.waitUntil(Promise.all([tidy(), worker.clients.claim()])));

worker.addEventListener("fetch", (/** @type {any} */ event) => {
	const { request } = event, url = new URL(request.url);
	if (request.method !== "GET" || !url.href.startsWith(scope))
		return;
	if (request.mode === "navigate")
		event.respondWith(pageFirst(request));
	else if (ASSET_PATH.test(url.pathname))
		event.respondWith(keptFirst(request));
});

/** The sentence for this kind of push, as the page has left it here in the agent's language. @param {any} data */
async function titleOf(data) {
	const kept = await (await caches.open(CACHE)).match(`${scope}notice-words`);
	const words = kept ? await kept.json() : {};
	return (words[data.type] ?? "{name}").replace("{name}", () => data.name);
}

/**
 * The open pages of the inbox. One that the browser has loaded past this worker (its first time, or reloaded with Shift)
 * counts as well; the browser then lists every page of the website.
 */
async function openPages() {
	const all = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
	return all.filter((/** @type {any} */ client) => client.url.split(/[?#]/u)[0] === `${scope}inbox`);
}

/** @param {any} data */
async function showPush(data) {
	const open = await openPages();
	if (open.some((/** @type {any} */ client) => client.visibilityState === "visible"))
		return;
	await worker.registration.showNotification(await titleOf(data), { body: data.msg ?? "", tag: data.rid,
		icon: scope + asset("icon.svg"), data: { rid: data.rid } });
}

worker.addEventListener("push", (/** @type {any} */ event) => {
	const data = event.data?.json();
	if (data?.type === "waiting" || data?.type === "message")
		event.waitUntil(showPush(data));
});

worker.addEventListener("notificationclick", (/** @type {any} */ event) => {
	const { rid } = event.notification.data, url = `${scope}inbox#chat/${encodeURIComponent(rid)}`;
	event.notification.close();
	event.waitUntil((async () => {
		const [client] = await openPages();
		if (!client)
			return worker.clients.openWindow(url);
		client.postMessage({ rid });
		return client.focus();
	})());
});
