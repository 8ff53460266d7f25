#!/usr/bin/env node
/**
 * `npm run package [-- --target linux-x64]`: builds minified into a staging folder and makes the .vsix there. Everything is bundled except
 * ONNX Runtime,
 * of which only the target's binary is included. Prints the sizes; the last line is the path.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';
import { ensureInstalled, nodePath, root, toolEnvironment } from './ensure-ready.mjs';

ensureInstalled();
const asked = process.argv.indexOf('--target');
const target = asked > 0 ? process.argv[asked + 1] : `${process.platform}-${process.arch}`;
const [platform, arch] = target.split('-');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const stage = join(root, '.e2e/package');
const vsix = resolve(root, `${manifest.name}-${target}-${manifest.version}.vsix`);

rmSync(stage, { recursive: true, force: true });
mkdirSync(join(stage, 'dist'), { recursive: true });
run([join(root, 'scripts/build.mjs'), '--out', join(stage, 'dist')]);
copyOnnxRuntime();
for (const name of ['.vscodeignore', 'LICENSE', 'README.md', 'CHANGELOG.md', 'package.nls.json', 'l10n', 'walkthrough', 'docs/icon.png'])
  copy(name);
for (const name of readdirSync(root).filter(name => /^package\.nls\..+\.json$/.test(name))) copy(name);
// The package installs nothing and runs no script.
const { scripts: _, devDependencies: __, dependencies: ___, allowScripts: ____, ...shipped } = manifest;
writeFileSync(join(stage, 'package.json'), JSON.stringify({ ...shipped, engines: { vscode: manifest.engines.vscode } }, null, 2));

// Relative links and images of the README are rewritten to the repository: the Marketplace and Open VSX show no others.
const flags = ['--no-dependencies', '--target', target, '--out', vsix];
const output = run([join(root, 'node_modules/@vscode/vsce/vsce'), 'package', ...flags]);
if (/warning/i.test(output)) {
  console.error(`vsce warns\n${output}`);
  process.exit(1);
}

for (const name of ['extension.cjs', 'client.cjs', 'webview.js', 'webview.css', 'server.js']) {
  const file = join(stage, 'dist', name);
  if (!existsSync(file)) continue;
  const bytes = readFileSync(file);
  console.log(`${name.padEnd(20)} ${kilobytes(bytes.length)} (${kilobytes(gzipSync(bytes, { level: 9 }).length)} gzipped)`);
}
console.log(`${'vsix'.padEnd(20)} ${kilobytes(statSync(vsix).size)} for ${target}`);
console.log(vsix);

/**
 * The binding looks for its binary at bin/napi-v6/<platform>/<arch>. If the target has none, the local embedding models report that at run
 * time.
 */
function copyOnnxRuntime() {
  const from = join(root, 'node_modules/onnxruntime-node');
  const to = join(stage, 'dist/node_modules/onnxruntime-node');
  const lean = source => !/\.(map|d\.ts)$|README\.md$/.test(source);
  cpSync(join(from, 'package.json'), join(to, 'package.json'));
  cpSync(join(from, 'dist'), join(to, 'dist'), { recursive: true, filter: lean });
  for (const version of readdirSync(join(from, 'bin'))) {
    const binary = join(from, 'bin', version, platform, arch);
    if (existsSync(binary)) cpSync(binary, join(to, 'bin', version, platform, arch), { recursive: true });
    else console.warn(`ONNX Runtime has no binary for ${target}`);
  }
  const common = join(root, 'node_modules/onnxruntime-common');
  const commonTo = join(stage, 'dist/node_modules/onnxruntime-common');
  cpSync(join(common, 'package.json'), join(commonTo, 'package.json'));
  cpSync(join(common, 'dist/cjs/package.json'), join(commonTo, 'dist/cjs/package.json'));
  // Bundles the twenty files into one, because vsce warns about a package with more than a hundred scripts.
  buildSync({
    entryPoints: [join(common, 'dist/cjs/index.js')],
    outfile: join(commonTo, 'dist/cjs/index.js'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'warning',
  });
}

function copy(name) {
  const from = join(root, name);
  if (!existsSync(from)) return;
  mkdirSync(dirname(join(stage, name)), { recursive: true });
  cpSync(from, join(stage, name), { recursive: true });
}

/** Runs a script on VS Code's Node and returns everything that it printed. A failure ends the process. */
function run(args) {
  const done = spawnSync(nodePath(), args, { cwd: stage, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8', env: toolEnvironment() });
  if (done.status === 0) return done.stdout + done.stderr;
  console.error(`${args[0]} failed\n${done.stdout}${done.stderr}`);
  process.exit(1);
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
