/**
 * Prepares every entry command: installs the dependencies of the lock file and builds if needed. Runs on Node 20 with nothing installed.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const windows = process.platform === 'win32';

/** Returns VS Code's own Node, a dev dependency; the running one if it could not be installed. */
export function nodePath() {
  const local = join(root, 'node_modules/node/bin', windows ? 'node.exe' : 'node');
  return existsSync(local) ? local : process.execPath;
}

/** Returns the environment in which every tool of the lock file is on the path, VS Code's Node first. */
export function toolEnvironment() {
  const bin = join(root, 'node_modules/.bin');
  return { ...process.env, PATH: `${bin}${windows ? ';' : ':'}${process.env.PATH ?? ''}` };
}

/**
 * Installs the lock file's packages, once for each state of that file. Quiet unless it fails. A linked folder belongs to another checkout,
 * which maintains it.
 * Install scripts are off: npm 10 does not know `allowScripts`, and one of a test's packages would fail there. Only `node` needs its
 * script: it downloads VS Code's Node.
 */
export function ensureInstalled() {
  const installed = join(root, 'node_modules');
  if (existsSync(installed) && lstatSync(installed).isSymbolicLink()) return;
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = join(root, 'node_modules/.vibe-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.error('Installing dependencies (once; about half a minute) …');
  const install = npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
  if (install.status !== 0) fail(`npm ci failed. Check the network and the disk, then run the command again.\n${install.stderr}`);
  const node = npm(['rebuild', 'node']);
  if (node.status !== 0 && !runsOn(process.versions.node))
    fail(
      `VS Code's Node could not be installed, and this one (${process.versions.node}) is older than 22.19. Install a newer one, then run the command again.\n${node.stderr}`,
    );
  writeFileSync(stamp, lock);
}

function npm(args) {
  return spawnSync(windows ? 'npm.cmd' : 'npm', [...args, '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    shell: windows,
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' },
  });
}

/** True if the built server and the tests run on this version; `engines` in package.json says the same. */
function runsOn(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 19);
}

/** Builds what is older than its sources. `part` is `server` (enough for the command line) or `all`. */
export function ensureBuilt(part) {
  const stamp = join(root, 'dist', `.built-${part}`);
  const sources = ['server', ...(part === 'all' ? ['extension', 'webview'] : []), 'scripts/build.mjs', 'package-lock.json'];
  const newest = Math.max(...sources.map(path => newestOf(join(root, path))));
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= newest) return;
  console.error('Building …');
  const run = spawnSync(nodePath(), [join(root, 'scripts/build.mjs'), ...(part === 'server' ? ['--server'] : [])], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  if (run.status !== 0) fail(`The build failed.\n${run.stderr}`);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, '');
}

function newestOf(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map(name => newestOf(join(path, name))));
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
