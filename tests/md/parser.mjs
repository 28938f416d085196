// SPDX-License-Identifier: MIT
// Rocket.Chat's message parser. Its package.json does not declare that the file is an ES module, so
// older versions of Node, such as 18 in Debian 12, would load it as CommonJS. A data: URL with a
// JavaScript type is always loaded as an ES module.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const bundle = createRequire(import.meta.url).resolve('@rocket.chat/message-parser');
const { parse } = await import(`data:text/javascript;base64,${readFileSync(bundle, 'base64')}`);

export { parse };
