// SPDX-License-Identifier: MIT
// The messages of one room that are known here, and how pages of the history and changes alter them. Nothing here
// touches the page.

/** @typedef {Record<string, any>} Message  a message of the API */
/**
 * @typedef {object} RoomLog
 * @property {Map<string, Message>} messages  by id
 * @property {string} since  the time of the newest change that a poll returned
 * @property {boolean} complete  there is nothing older
 * @property {boolean} loaded  a page has arrived
 */

const PAGE = 50;

/** @returns {RoomLog} */
export function emptyLog() {
	return { messages: new Map(), since: "", complete: false, loaded: false };
}

/**
 * Whether the pages of the history have it: they leave out what the server wrote, but for the closing.
 * @param {Message} message
 */
const isPaged = (message) => !message.t || message.t === "livechat-close" || message.t === "livechat_note";

/**
 * The parameters of the request for the next older page. Messages that came meanwhile shift the pages, so that a
 * page may have some that are known already; none is left out.
 * @param {RoomLog} log
 */
export function pageQuery(log) {
	const offset = [...log.messages.values()].filter(isPaged).length;
	return { offset, count: PAGE, sort: '{"ts":-1}' };
}

/** @param {string} a @param {string} b */
const later = (a, b) => a > b ? a : b;

/** @param {RoomLog} log @returns {string} when the oldest message was sent that is known */
function oldest(log) {
	let ts = "";
	for (const message of log.messages.values())
		if (!ts || message.ts < ts)
			ts = message.ts;
	return ts;
}

/**
 * @param {RoomLog} log
 * @param {{messages: Message[], total: number, offset: number}} page
 */
export function addPage(log, page) {
	for (const message of page.messages) {
		log.messages.set(message._id, message);
		if (!log.loaded)
			log.since = later(log.since, message._updatedAt);
	}
	log.loaded = true;
	log.complete = page.messages.length < PAGE || page.offset + page.messages.length >= page.total;
}

/**
 * The time from which messages.sync tells what the pages lack: what the server wrote between their messages.
 * @param {RoomLog} log
 */
export function gapStart(log) {
	const begin = log.complete ? 0 : Date.parse(oldest(log)) - 1;
	return new Date(begin).toISOString();
}

/**
 * @param {RoomLog} log
 * @param {{updated: Message[], deleted: {_id: string, _deletedAt: string}[]}} changes  of messages.sync
 */
export function addChanges(log, { updated, deleted }) {
	const begin = oldest(log);
	for (const { _id, _deletedAt } of deleted) {
		log.messages.delete(_id);
		log.since = later(log.since, _deletedAt);
	}
	for (const message of updated) {
		log.since = later(log.since, message._updatedAt);
		if (log.complete || message.ts >= begin)
			log.messages.set(message._id, message);
	}
}

/**
 * Adds what the server wrote between the messages of an older page; what has changed since is for a poll to tell.
 * @param {RoomLog} log
 * @param {Message[]} updated
 * @returns {string} the time of the last of these changes
 */
export function addGap(log, updated) {
	const begin = oldest(log);
	let end = "";
	for (const message of updated) {
		end = later(end, message._updatedAt);
		if (message.t && (log.complete || message.ts >= begin) && message._updatedAt <= log.since)
			log.messages.set(message._id, message);
	}
	return end;
}

/**
 * Adds what the server answered to this page's own request. It does not move `since`: what others changed just
 * before would be skipped.
 * @param {RoomLog} log
 * @param {Message} message
 */
export function addOwn(log, message) {
	const known = log.messages.get(message._id);
	if (log.loaded && (!known || known._updatedAt < message._updatedAt))
		log.messages.set(message._id, message);
}

/** @param {RoomLog} log @returns {Message[]} the oldest first */
export function sortedMessages(log) {
	return [...log.messages.values()].sort((a, b) => a.ts < b.ts ? -1 : a.ts > b.ts ? 1 : 0);
}
