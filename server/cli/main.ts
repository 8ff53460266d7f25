/**
 * `vibe`: the rooms without an editor. The rooms themselves are loaded by the command that needs them, so that `--help` and a warm search start fast.
 */
import { enableCompileCache } from 'node:module';

// Compiled code is kept by Node between runs; where the folder cannot be written, it is compiled anew.
enableCompileCache();
const { run } = await import('./run.js');
await run(process.argv.slice(2));
