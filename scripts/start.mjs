#!/usr/bin/env node
/** `npm start -- "How does X work?" [--root DIR]`: installs, builds, indexes and answers; later runs only answer. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, nodePath, root } from './ensure-ready.mjs';

const args = process.argv.slice(2);
ensureInstalled();
ensureBuilt('server');
const wantsHelp = args.length === 0;
if (wantsHelp) console.error('Ask something about a folder:  npm start -- "How does X work?" [--root DIR]\n');
const rooted = args.some(arg => arg === '--root' || arg.startsWith('--root='));
const cliArgs = wantsHelp ? ['ask', '--help'] : ['ask', ...(rooted ? [] : ['--root', root]), ...args];
// npm changes into the project's folder, but a relative --root is meant from the caller's.
const child = spawn(nodePath(), [join(root, 'dist/cli.js'), ...cliArgs], { cwd: process.env.INIT_CWD ?? process.cwd(), stdio: 'inherit' });
for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => child.kill(name));
child.on('exit', (code, signal) => process.exit(wantsHelp ? 2 : (code ?? (signal === 'SIGINT' ? 130 : 1))));
