/** The language server's process: builds every room, floor by floor, and serves. */
import { termsVersion } from './text/terms.js';

process.stdout.write(`${termsVersion}\n`);
