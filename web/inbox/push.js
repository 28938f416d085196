// SPDX-License-Identifier: MIT
// Installing the inbox, and being told of visitors while it is closed. Both need HTTPS.

/** @typedef {import("./app.js").App} App */

/** @type {any} */
let installPrompt = null;

addEventListener("beforeinstallprompt", (event) => {
	event.preventDefault();
	installPrompt = event;
});

/** @returns {string} why this browser cannot do it, as a key of a text; empty: it can */
export function pushObstacle() {
	if (!isSecureContext)
		return "push.needsHttps";
	return "serviceWorker" in navigator && "PushManager" in window ? "" : "push.unsupported";
}

/** @param {App} app @returns {Promise<ServiceWorkerRegistration>} */
export async function registerWorker(app) {
	await navigator.serviceWorker.register(`${app.base}inbox-sw.js`, { scope: `${app.base}inbox` });
	const registration = await navigator.serviceWorker.getRegistration(`${app.base}inbox`);
	if (!registration)
		throw new Error(app.t("push.unsupported"));
	const words = { waiting: app.t("notice.waiting"), message: app.t("notice.message") };
	const cache = await caches.open("livechat-inbox");
	await cache.put(`${app.base}notice-words`, new Response(JSON.stringify(words)));
	return registration;
}

/** @param {App} app */
export async function isSubscribed(app) {
	const registration = pushObstacle() ? undefined : await navigator.serviceWorker.getRegistration(`${app.base}inbox`);
	return Boolean(await registration?.pushManager.getSubscription());
}

/** Asks for permission, so it has to be called by a click. @param {App} app @returns {Promise<void>} */
export async function subscribe(app) {
	if (await Notification.requestPermission() !== "granted")
		throw new Error(app.t("notices.denied"));
	const registration = await registerWorker(app);
	const { body } = await app.api.get("livechat/push.subscription");
	const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true,
		applicationServerKey: body.publicKey });
	await app.api.post("livechat/push.subscription", subscription.toJSON());
}

/** @param {App} app */
export async function unsubscribe(app) {
	const registration = await navigator.serviceWorker.getRegistration(`${app.base}inbox`);
	const subscription = await registration?.pushManager.getSubscription();
	if (!subscription)
		return;
	await app.api.delete("livechat/push.subscription", { endpoint: subscription.endpoint });
	await subscription.unsubscribe();
}

/** A subscription ends with its login, so each login sends it again. @param {App} app */
export async function renewSubscription(app) {
	const registration = pushObstacle() ? undefined : await registerWorker(app);
	const subscription = await registration?.pushManager.getSubscription();
	if (subscription)
		await app.api.post("livechat/push.subscription", subscription.toJSON());
}

export const canInstall = () => Boolean(installPrompt);

export async function install() {
	await installPrompt?.prompt();
	installPrompt = null;
}
