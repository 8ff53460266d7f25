/** The language server's process, as the extension starts it. Everything else is composed in world/. */
import { serveIpc, serveStdio } from './world/serve.js';

if (process.argv.includes('--stdio') || process.send === undefined) serveStdio();
else serveIpc();
