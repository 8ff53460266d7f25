#!/usr/bin/env node
/** `npm run train -- table …`: bundles the trainer and its thread, compiles its dense kernel, and runs it on VS Code's Node. */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { compileAssembly } from './compile-assembly.mjs';
import { ensureInstalled, nodePath, root, toolEnvironment } from './ensure-ready.mjs';

ensureInstalled();
const { build } = await import('esbuild');
const outdir = join(root, 'dist/training');
mkdirSync(outdir, { recursive: true });
compileAssembly(join(root, 'server/training/assembly/dense.ts'), join(outdir, 'dense.wasm'), [
  '--enable',
  'simd,threads',
  '--sharedMemory',
  '--initialMemory',
  '1',
  '--maximumMemory',
  '65536',
]);
await build({
  entryPoints: [join(root, 'server/training/main.ts'), join(root, 'server/training/train-worker.ts')],
  outdir,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  logLevel: 'warning',
});
const run = spawnSync(nodePath(), ['--max-old-space-size=8192', join(outdir, 'main.js'), ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: toolEnvironment(),
});
process.exit(run.status ?? 1);
