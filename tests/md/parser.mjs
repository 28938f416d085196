// The reference parser. Its package is an ES module that does not say so, which older versions of
// Node (Debian 12's 18) take for CommonJS: imported here as what it is.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const bundle = createRequire(import.meta.url).resolve('@rocket.chat/message-parser');
const { parse } = await import(`data:text/javascript;base64,${readFileSync(bundle, 'base64')}`);

export { parse };
