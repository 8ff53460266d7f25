/**
 * A real VS Code without a desktop: code-server from the registry, kept in `.e2e/tools` (or where VIBE_E2E_TOOLS points), started on
 * 127.0.0.1
 * with folders of its own, and a browser to drive it. Installs what is missing, and reports what cannot be installed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { nodePath, root, toolEnvironment } from './ensure-ready.mjs';

const version = '4.139.1';
export const home = join(root, '.e2e');
const windows = process.platform === 'win32';

/** Returns the entry of code-server. Installs it if it is missing. */
export function ensureCodeServer() {
  const tools = process.env.VIBE_E2E_TOOLS ?? join(home, 'tools');
  const place = join(tools, 'node_modules/code-server');
  const stamp = join(tools, '.vibe-ready');
  const complete = existsSync(join(place, 'lib/vscode/node_modules')) && existsSync(join(place, 'lib/vscode/extensions/node_modules'));
  if (complete && (process.env.VIBE_E2E_TOOLS || (existsSync(stamp) && readFileSync(stamp, 'utf8') === version))) return place;
  mkdirSync(tools, { recursive: true });
  if (!existsSync(join(tools, 'package.json'))) writeFileSync(join(tools, 'package.json'), '{"name":"vibe-e2e-tools","private":true}\n');
  console.log('Installing code-server (once; about two minutes) …');
  // Its own install script compiles native modules that a run without a terminal does not need.
  npm(tools, ['install', '--ignore-scripts', `code-server@${version}`]);
  npm(join(place, 'lib/vscode'), ['install', '--omit=dev', '--ignore-scripts']);
  npm(join(place, 'lib/vscode/extensions'), ['install', '--omit=dev', '--ignore-scripts']);
  writeFileSync(stamp, version);
  return place;
}

/** Tries twice: a registry may fail to answer one of the hundreds of requests. */
function npm(cwd, args, isSecond = false) {
  const run = spawnSync(windows ? 'npm.cmd' : 'npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd,
    env: toolEnvironment(),
    encoding: 'utf8',
    shell: windows,
    timeout: 600_000,
  });
  if (run.status === 0) return;
  if (isSecond) throw new Error(`npm ${args.join(' ')} failed in ${cwd}\n${run.stdout}${run.stderr}`);
  npm(cwd, args, true);
}

/** Returns a Chromium, Chrome or Edge of this machine. Installs Debian's if there is none and that is allowed. */
export function ensureBrowser() {
  if (process.env.CHROME_PATH) {
    if (existsSync(process.env.CHROME_PATH)) return process.env.CHROME_PATH;
    throw new Error(`CHROME_PATH names "${process.env.CHROME_PATH}", which does not exist`);
  }
  const found = findBrowser();
  if (found) return found;
  if (process.platform === 'linux' && process.getuid() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('Installing chromium (once) …');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update'], { stdio: 'ignore', env, timeout: 300_000 });
    spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { stdio: 'ignore', env, timeout: 600_000 });
    const installed = findBrowser();
    if (installed) return installed;
  }
  throw new Error('No Chrome, Chromium or Edge was found and none could be installed. Install one, or set CHROME_PATH to its program');
}

function findBrowser() {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'chrome', 'msedge'];
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap(folder => names.map(name => join(folder, windows ? `${name}.exe` : name)));
  const programs = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA].filter(Boolean);
  const wellKnown = [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    ...programs.flatMap(folder => [
      join(folder, 'Google/Chrome/Application/chrome.exe'),
      join(folder, 'Microsoft/Edge/Application/msedge.exe'),
    ]),
  ];
  return [...onPath, ...wellKnown].find(path => existsSync(path));
}

/** Writes the settings of an isolated window: nothing of the person's editor is read or written. */
export function writeSettings(state, settings) {
  for (const [folder, text] of Object.entries(settingsFiles(settings))) {
    mkdirSync(join(state, 'user', folder), { recursive: true });
    writeFileSync(join(state, 'user', folder, 'settings.json'), text);
  }
}

/** Vibe's own settings have machine scope, and values in that file override the person's. */
export function settingsFiles(settings) {
  const part = isVibes =>
    JSON.stringify(Object.fromEntries(Object.entries(settings).filter(([key]) => key.startsWith('vibe.') === isVibes)), null, 2);
  return { User: part(false), Machine: part(true) };
}

/**
 * Installs the extensions (unless an earlier start did), and serves on 127.0.0.1. `stop` ends the server and everything that it started.
 */
export async function startEditor({ state, extensions, port = 0, env = {} }) {
  const codeServer = ensureCodeServer();
  const own = ['config', 'data', 'cache', 'extensions'];
  for (const name of own) mkdirSync(join(state, name), { recursive: true });
  const environment = {
    ...process.env,
    XDG_CONFIG_HOME: join(state, 'config'),
    XDG_DATA_HOME: join(state, 'data'),
    XDG_CACHE_HOME: join(state, 'cache'),
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
    ...env,
  };
  const folders = ['--user-data-dir', join(state, 'user'), '--extensions-dir', join(state, 'extensions')];
  if (extensions.length > 0) {
    const wanted = extensions.flatMap(file => ['--install-extension', file]);
    const install = spawnSync(nodePath(), [codeServer, ...folders, ...wanted, '--force'], { env: environment, encoding: 'utf8' });
    if (install.status !== 0) throw new Error(`The extension could not be installed\n${install.stdout}${install.stderr}`);
  }
  const chosen = port === 0 ? await freePort() : port;
  const url = `http://127.0.0.1:${chosen}`;
  const log = openSync(join(state, 'server.log'), 'w');
  const flags = [
    '--bind-addr',
    `127.0.0.1:${chosen}`,
    '--auth',
    'none',
    '--disable-telemetry',
    '--disable-update-check',
    '--disable-workspace-trust',
  ];
  const child = spawn(nodePath(), [codeServer, ...folders, ...flags], {
    env: environment,
    detached: !windows,
    stdio: ['ignore', log, log],
  });
  const stop = async () => {
    if (child.pid === undefined) return;
    for (const signal of ['SIGTERM', 'SIGKILL']) {
      try {
        process.kill(windows ? child.pid : -child.pid, signal);
      } catch {
        return;
      }
      for (let i = 0; i < 20 && child.exitCode === null && child.signalCode === null; i++)
        await new Promise(resolve => setTimeout(resolve, 50));
    }
  };
  const deadline = Date.now() + 120_000;
  for (;;) {
    if (await isHealthy(url)) return { url, stop };
    if (Date.now() > deadline || child.exitCode !== null) {
      await stop();
      throw new Error(`code-server did not start; see ${join(state, 'server.log')}`);
    }
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

/** Resolves to whether an editor answers at `url`. */
export function isHealthy(url) {
  return fetch(`${url}/healthz`, { signal: AbortSignal.timeout(10_000) }).then(
    answer => answer.ok,
    () => false,
  );
}

/** Packages the plain extension in `folder` as the file `to`. */
export function packageFolder(folder, to) {
  const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
  const flags = ['package', '--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', to];
  const run = spawnSync(nodePath(), [vsce, ...flags], { cwd: folder, encoding: 'utf8', env: toolEnvironment(), timeout: 60_000 });
  if (run.status !== 0) throw new Error(`${folder} could not be packaged\n${run.stdout}${run.stderr}`);
  return to;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Builds the package again, which takes seconds, and returns its path, so that a run never tests an old one. */
export function ensurePackage() {
  const run = spawnSync(nodePath(), [join(root, 'scripts/package.mjs')], {
    cwd: root,
    encoding: 'utf8',
    env: toolEnvironment(),
    timeout: 300_000,
  });
  if (run.status !== 0) throw new Error(`Packaging failed\n${run.stdout}${run.stderr}`);
  process.stdout.write(run.stdout);
  return run.stdout.trim().split('\n').at(-1);
}
