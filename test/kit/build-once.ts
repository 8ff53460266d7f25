/** Builds dist/ before the suites if a source is newer, so that a test never runs against outdated kernels or an outdated server. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const stamp = 'dist/.built-development';
const sources = ['server', 'extension', 'webview', 'scripts/build.mjs', 'package-lock.json'];

export function setup(): void {
  if (existsSync(stamp) && statSync(stamp).mtimeMs > Math.max(...sources.map(newestOf))) return;
  execFileSync(process.execPath, ['scripts/build.mjs', '--development'], { stdio: 'inherit' });
  writeFileSync(stamp, '');
}

function newestOf(path: string): number {
  const stat = statSync(path);
  return stat.isDirectory() ? Math.max(stat.mtimeMs, ...readdirSync(path).map(name => newestOf(join(path, name)))) : stat.mtimeMs;
}
