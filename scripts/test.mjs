#!/usr/bin/env node
/**
 * `npm test`: everything that continuous integration runs, in a fresh clone too. Steps run in order, all of them even after a failure;
 * failures are named at the end, so that the tail of a log shows them; the last line counts the tests of all suites and has the exit code.
 * Nothing is skipped silently.
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
/** Lines for the end: what failed, and what passed only on a second try. */
const failures = [];
const retried = [];

/**
 * A check counts as one test.
 * @type {readonly (readonly [name: string, command: string, args: readonly string[]])[]}
 */
const checks = [
  ['types', 'tsc', ['-b']],
  ['lint', 'oxlint', ['--type-aware', '--deny-warnings']],
  ['format', 'biome', ['check', '.']],
  ['unused', 'knip', []],
  ['order', 'node', ['scripts/house.mjs', '--check']],
];
for (const [name, command, args] of checks) {
  const { code, output } = await step(name, command, args);
  if (code === 0) nPassed++;
  else fail(`${name}: exit code ${code}`, lastLines(output));
}
const browser = await chooseBrowser();
if (browser) env.CHROME_PATH = browser;
for (const project of ['unit', 'wire', 'webview']) {
  env.VIBE_TEST_REPORT = join(scratch, `${project}.json`);
  const { code, output } = await step(project, 'vitest', [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=./scripts/failures-reporter.mjs',
  ]);
  count(project, code, output, existsSync(env.VIBE_TEST_REPORT) ? JSON.parse(readFileSync(env.VIBE_TEST_REPORT, 'utf8')) : undefined);
}
const { code, output } = await step('vscode', 'node', ['test/vscode/run.mjs']);
countEditor(code, output);

if (retried.length > 0) console.log(`\nPassed when tried again:\n${retried.join('\n')}`);
if (failures.length > 0) console.log(`\nFailed:\n${failures.join('\n')}`);
console.log(`\n${nPassed} passed, ${nFailed} failed`);
process.exit(nFailed === 0 ? 0 : 1);

/** The panel and the editor are driven in a browser, which is found or installed; without one the run fails and says so. */
async function chooseBrowser() {
  try {
    const { ensureBrowser } = await import('./editor-tools.mjs');
    return ensureBrowser();
  } catch (error) {
    fail(`browser: ${error.message}`);
    return undefined;
  }
}

function count(project, code, output, report) {
  const failed = report?.failures ?? [];
  nPassed += report?.nPassed ?? 0;
  nFailed += failed.length;
  failures.push(...failed.map(line => `  ${project}: ${line}`));
  retried.push(...(report?.retried ?? []).map(line => `  ${project}: ${line}`));
  if (!report || report.nPassed + failed.length === 0) fail(`${project}: no test ran`, lastLines(output));
  else if (code !== 0 && failed.length === 0) fail(`${project}: exit code ${code}`, lastLines(output));
}

/** The editor's run prints a line for each check, and counts at its end. */
function countEditor(code, output) {
  const closing = /^(\d+) passed, (\d+) failed$/m.exec(output);
  nPassed += Number(closing?.[1] ?? 0);
  nFailed += Number(closing?.[2] ?? 0);
  const lines = output.split('\n');
  retried.push(...lines.filter(line => line.startsWith('  ↻ ')).map(line => `  vscode: ${line.trim()}`));
  failures.push(...lines.flatMap((line, at) => (line.startsWith('  ✗ ') ? [`  vscode: ${line.trim()}`, `  ${lines[at + 1] ?? ''}`] : [])));
  if (!closing || (code !== 0 && closing[2] === '0')) fail(`vscode: exit code ${code}`, lastLines(output));
}

/** Records one failure, with the last output before it. */
function fail(what, context = []) {
  nFailed++;
  failures.push(`  ${what}`, ...context.map(line => `    ${line}`));
}

function lastLines(output) {
  return output
    .split('\n')
    .filter(line => line.trim())
    .slice(-15);
}

function step(name, command, args) {
  console.log(`\n── ${name}: ${command} ${args.join(' ')}`);
  const started = performance.now();
  return new Promise(resolve => {
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });
    let output = '';
    for (const [from, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ]) {
      from.setEncoding('utf8');
      from.on('data', chunk => {
        output += chunk;
        to.write(chunk);
      });
    }
    child.on('error', error => {
      console.error(error.message);
      resolve({ code: 1, output: error.message });
    });
    child.on('close', code => {
      console.log(`── ${name}: ${code === 0 ? 'ok' : `failed (${code})`} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
      resolve({ code: code ?? 1, output });
    });
  });
}
