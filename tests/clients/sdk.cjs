// SPDX-License-Identifier: MIT
/*
 * The unmodified npm client @rocket.chat/sdk; see drive.cjs. The argument is the server's address.
 */
const { default: Livechat } = require('@rocket.chat/sdk/lib/clients/Livechat');
const drive = require('./drive.cjs');

const silent = () => undefined;
const logger = { debug: silent, info: silent, warning: silent, warn: silent, error: silent };

/* Only connect() opens a socket, and it is never called. */
drive(new Livechat({ host: process.argv[2], protocol: 'ddp', logger }));
