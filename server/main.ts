/** The language server's process, as the extension starts it. Everything else is composed in compose/. */
import { serveIpc, serveStdio } from './compose/serve-process.js';

if (process.argv.includes('--stdio') || process.send === undefined) serveStdio();
else serveIpc();
