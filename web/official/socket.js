// SPDX-License-Identifier: MIT
// What the widget gets in place of WebSocket. It answers the frames that the widget sends, and brings those of the follower.

import { request } from "./network.js";
import { scriptsLoaded } from "./scripts_loaded.js";

const CONNECTING = 0, OPEN = 1, CLOSED = 3;

/**
 * @param {string} api  URL of livechat/ in the API, with a slash at its end
 * @param {string} folder  URL of the widget's files
 * @param {import("./follower.js").Follower} follower
 */
export function createSocketClass(api, folder, follower) {
	/** The answer may come soon. That the visitor types ends by itself. @param {string} rid @param {string} token */
	function typed(rid, token) {
		void follower.now();
		request(`${api}typing`, { method: "POST", body: new URLSearchParams({ rid, token, typing: "true" }) }).catch(() => {});
	}

	/** The answer to a frame. @type {Record<string, (frame: any) => any>} */
	const answers = {
		connect: () => ({ msg: "connected", session: "polling" }),
		ping: () => ({ msg: "pong" }),
		sub({ id, name, params: [rid, { args: [visitor] }] }) {
			if (name === "stream-room-messages") {
				follower.enter(rid, visitor.token).isFollowed = true;
				void follower.now();
			}
			return { msg: "ready", subs: [id] };
		},
		unsub: ({ id }) => ({ msg: "nosub", id }),
		method({ id, method, params: [event, , typing, visitor] }) {
			if (method === "stream-notify-room" && typing === true)
				typed(event.split("/")[0], visitor.token);
			return { msg: "result", id, result: true };
		},
	};

	// A function that returns an object serves `new` as a class does.
	return function PollingSocket() {
		/** The widget adds what is to be called. @type {any} */
		const socket = {
			readyState: CONNECTING,
			/** @param {any} frame */
			receive(frame) {
				if (socket.readyState === OPEN)
					socket.onmessage({ data: JSON.stringify(frame) });
			},
			/** @param {string} text */
			send(text) {
				const frame = JSON.parse(text), answer = answers[frame.msg](frame);
				// The widget waits for the answer only after this call.
				queueMicrotask(() => socket.receive(answer));
			},
			close(code = 1000) {
				if (socket.readyState === CLOSED)
					return;
				socket.readyState = CLOSED;
				follower.lose(socket);
				queueMicrotask(() => socket.onclose({ code }));
			},
		};

		async function open() {
			await scriptsLoaded(folder);
			const reachable = await follower.isReachable();
			if (socket.readyState !== CONNECTING)
				return;
			if (reachable) {
				socket.readyState = OPEN;
				socket.onopen();
				follower.use(socket);
			} else {
				socket.onerror(new Error("unreachable"));
				socket.close(1006);
			}
		}

		void open();
		return socket;
	};
}
