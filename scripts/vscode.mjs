#!/usr/bin/env node
/** `npm run vscode -- [FOLDER]`: a real VS Code in the browser with the packaged extension, opened on FOLDER (default: this project). Ctrl-C ends it. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ensureCodeServer, ensurePackage, home, startEditor, writeSettings } from './editor-tools.mjs';
import { ensureInstalled, root } from './ensure-ready.mjs';

ensureInstalled();
const folder = resolve(process.env.INIT_CWD ?? process.cwd(), process.argv[2] ?? root);
if (!existsSync(folder)) {
  console.error(`There is no folder "${folder}"`);
  process.exit(2);
}
const state = join(home, 'vscode');
ensureCodeServer();
const vsix = ensurePackage();
// A person's changes of settings are kept from one start to the next.
if (!existsSync(join(state, 'user/User/settings.json'))) {
  writeSettings(state, {
    'telemetry.telemetryLevel': 'off',
    'extensions.autoUpdate': false,
    'chat.disableAIFeatures': true,
    'workbench.startupEditor': 'none',
  });
}
const editor = await startEditor({ state, extensions: [vsix], port: Number(process.env.PORT ?? 0) });
console.log(`\n${editor.url}/?folder=${encodeURIComponent(folder)}\n\nCtrl-C ends it.`);
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void editor.stop().then(() => process.exit(0)));
