/** Bundles a TypeScript file with its imports into one module on the disk, which a worker thread of a test can load. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { buildSync } from 'esbuild';

export function bundle(file: string): string {
  const outfile = join(mkdtempSync(join(tmpdir(), 'vibe-bundle-')), basename(file).replace(/\.ts$/, '.mjs'));
  const banner = { js: "import { createRequire as vibeRequire } from 'node:module'; const require = vibeRequire(import.meta.url);" };
  buildSync({ entryPoints: [file], outfile, bundle: true, platform: 'node', format: 'esm', target: 'node22', banner, logLevel: 'error' });
  return outfile;
}
