#!/usr/bin/env node
/** `npm run bench -- [NAME] [--root DIR] [--json] …`: runs test/bench/NAME.ts on VS Code's Node; without a name it runs `index`. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ensureBuilt, ensureInstalled, nodePath, root, toolEnvironment } from './ensure-ready.mjs';

ensureInstalled();
const { build } = await import('esbuild');
const [first, ...rest] = process.argv.slice(2);
const named = first !== undefined && !first.startsWith('-');
const name = named ? first : 'index';
const args = named ? rest : process.argv.slice(2);
const names = readdirSync(join(root, 'test/bench'))
  .filter(file => file.endsWith('.ts'))
  .map(file => file.slice(0, -3));
if (!names.includes(name)) {
  console.error(`There is no bench "${name}". Choose one of: ${names.join(', ')}`);
  process.exit(2);
}
ensureBuilt('all');
// Benches import the server's own modules, so they are bundled beside the threads' entries.
const outfile = join(root, 'dist/bench', `${name}.js`);
mkdirSync(join(root, 'dist/bench'), { recursive: true });
await build({
  entryPoints: [join(root, 'test/bench', `${name}.ts`)],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  external: ['onnxruntime-node', 'playwright-core'],
  banner: { js: "import { createRequire as vibeRequire } from 'node:module'; const require = vibeRequire(import.meta.url);" },
  logLevel: 'warning',
  alias: { 'jsonc-parser': join(root, 'node_modules/jsonc-parser/lib/esm/main.js') },
});
const resolved = args.map((arg, i) => (args[i - 1] === '--root' ? resolve(process.env.INIT_CWD ?? '.', arg) : arg));
const run = spawnSync(nodePath(), ['--expose-gc', outfile, ...resolved], { cwd: root, stdio: 'inherit', env: toolEnvironment() });
process.exit(run.status ?? 1);
