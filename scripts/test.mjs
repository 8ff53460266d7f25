#!/usr/bin/env node
/**
 * `npm test`: everything that continuous integration runs, in a fresh clone too. Steps run in order, all of them even after a failure;
 * the last line counts the tests of all suites and is followed by the exit code. Nothing is skipped in silence.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled, root, toolEnvironment } from './ensure-ready.mjs';

ensureInstalled();
const scratch = mkdtempSync(join(tmpdir(), 'vibe-test-'));
const env = { ...toolEnvironment(), ONNXRUNTIME_NODE_INSTALL: 'skip' };
let nPassed = 0;
let nFailed = 0;

/** A check counts as one test. */
const checks = [
  ['types', 'tsc', ['-b']],
  ['lint', 'oxlint', ['--type-aware', '--deny-warnings']],
  ['format', 'biome', ['format', '.']],
  ['unused', 'knip', []],
];
for (const [name, command, args] of checks) {
  const { code } = await step(name, command, args);
  if (code === 0) nPassed++;
  else nFailed++;
}
const browser = await chooseBrowser();
if (browser) env.CHROME_PATH = browser;
else nFailed++;
for (const project of ['unit', 'wire', 'webview']) {
  const report = join(scratch, `${project}.json`);
  const { code } = await step(project, 'vitest', [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  count(project, code, existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined);
}
const run = await step('vscode', 'node', ['test/vscode/run.mjs']);
const closing = /^(\d+) passed, (\d+) failed$/m.exec(run.output);
nPassed += Number(closing?.[1] ?? 0);
nFailed += Number(closing?.[2] ?? 0);
if (!closing || (run.code !== 0 && closing[2] === '0')) nFailed++;

console.log(`\n${nPassed} passed, ${nFailed} failed`);
process.exit(nFailed === 0 ? 0 : 1);

/** The panel and the editor are driven in a browser: found, or installed; without one the run fails and says so. */
async function chooseBrowser() {
  try {
    const { ensureBrowser } = await import('./editor-tools.mjs');
    return ensureBrowser();
  } catch (error) {
    console.error(error.message);
    return undefined;
  }
}

function count(project, code, report) {
  nPassed += report?.numPassedTests ?? 0;
  nFailed += report?.numFailedTests ?? 0;
  const ranNothing = !report || report.numTotalTests === 0;
  if (ranNothing) console.error(`${project}: no test ran`);
  // A suite that fails to load has no failed test of its own.
  if (ranNothing || (code !== 0 && report.numFailedTests === 0)) nFailed++;
}

function step(name, command, args) {
  console.log(`\n── ${name}: ${command} ${args.join(' ')}`);
  const started = performance.now();
  return new Promise(resolve => {
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'], shell: process.platform === 'win32' });
    let output = '';
    child.stdout.on('data', chunk => {
      output += chunk;
      process.stdout.write(chunk);
    });
    child.on('error', error => {
      console.error(error.message);
      resolve({ code: 1, output });
    });
    child.on('close', code => {
      console.log(`── ${name}: ${code === 0 ? 'ok' : `failed (${code})`} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
      resolve({ code: code ?? 1, output });
    });
  });
}
