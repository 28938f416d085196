// SPDX-License-Identifier: MIT
// What the widget gets in place of fetch. Messages leave as the visitor wrote them, with an id, so that they can be sent
// again; histories arrive as text.

import { browserFetch, pause, request } from "./network.js";
import { whileReading } from "./quiet.js";
import { forHistory, unescapeText } from "./text.js";

const RETRY_MS = 2000;

/**
 * @param {string} api  URL of livechat/ in the API, with a slash at its end
 * @param {import("./follower.js").Follower} follower
 */
export function createTraffic(api, follower) {
	/** The message before; each waits until it is settled, so that their order stays. @type {Promise<any>} */
	let before = Promise.resolve();

	/** @param {string} url @param {RequestInit} options @returns {Promise<Response>} */
	async function deliver(url, options) {
		try {
			return await request(url, options);
		} catch (error) {
			await pause(error.retryAfterMs || RETRY_MS);
			return deliver(url, options);
		} finally {
			void follower.now();
		}
	}

	/** @param {string} url @param {any} options */
	function sendMessage(url, options) {
		const message = JSON.parse(options.body);
		const body = JSON.stringify({ ...message, _id: crypto.getRandomValues(new Uint32Array(4)).join("-"), msg: unescapeText(message.msg) });
		return before = before.then(() => deliver(url, { ...options, body }));
	}

	/** @param {string} url @param {RequestInit} [options] */
	async function readHistory(url, options) {
		const answer = await browserFetch(url, options);
		if (!answer.ok)
			return answer;
		const body = await answer.json(), { pathname, searchParams } = new URL(url);
		follower.enter(pathname.split("/").pop() ?? "", searchParams.get("token") ?? "").shows(body.messages);
		return new Response(JSON.stringify({ ...body, messages: body.messages.map(forHistory) }));
	}

	/** As fetch, for the widget. @param {any} url @param {any} [options] @returns {Promise<Response>} */
	return function trafficFetch(url, options) {
		const [call] = url.startsWith(api) ? url.slice(api.length).split(/[/?]/) : [];
		if (call === "message" && options.method === "POST")
			return sendMessage(url, options);
		if (call === "messages.history")
			return whileReading(readHistory(url, options));
		const answer = browserFetch(url, options);
		if (call === "room.close")
			answer.then(({ ok }) => ok && follower.leave(), () => {});
		return call === "agent.info" || call === "config" ? whileReading(answer) : answer;
	};
}
