// SPDX-License-Identifier: MIT
/*
 * The unmodified npm client @rocket.chat/ddp-client; see drive.cjs. The argument is the server's
 * address.
 */
globalThis.WebSocket = class {
	constructor() {
		throw new Error('a socket was asked for');
	}
};
/* Browsers have this, and node from version 20 on. */
globalThis.File ??= require('node:buffer').File;
const { LivechatClientImpl } = require('@rocket.chat/ddp-client/dist/livechat/LivechatClientImpl');
const drive = require('./drive.cjs');

drive(LivechatClientImpl.create(process.argv[2]));
