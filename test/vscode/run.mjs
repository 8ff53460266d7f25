#!/usr/bin/env node
/**
 * Drives the packaged extension in a real VS Code: `node test/vscode/run.mjs [NAME]` (only checks whose name matches NAME, and those that
 * they need).
 * Each check is one line; a failure prints its reason and the path of a screenshot. Measurements go to .e2e/measures.json for the bench.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { home } from '../../scripts/editor-tools.mjs';
import { ensureInstalled } from '../../scripts/ensure-ready.mjs';

ensureInstalled();
const { World } = await import('./world.mjs');
const { checks } = await import('./checks.mjs');

const wanted = process.argv[2] && new RegExp(process.argv[2]);
const world = new World();
const started = performance.now();
let nPassed = 0;
let nFailed = 0;
let isStopping = false;
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => {
    isStopping = true;
    void world.stop().finally(() => process.exit(130));
  });
try {
  await world.start();
  console.log(`editor up after ${seconds(started)}`);
  for (const check of checks) {
    if (wanted && !check.needed && !wanted.test(check.name)) continue;
    const passed = await run(check);
    if (!passed && check.fatal) break;
  }
} catch (error) {
  nFailed++;
  console.error(error);
} finally {
  await world.stop();
}
mkdirSync(home, { recursive: true });
writeFileSync(join(home, 'measures.json'), `${JSON.stringify(world.measures, null, 2)}\n`);
for (const [name, value] of Object.entries(world.measures)) console.log(`${name.padEnd(28)} ${value}`);
console.log(`${nPassed} passed, ${nFailed} failed`);
process.exit(nFailed === 0 ? 0 : 1);

async function run({ name, check }, isSecond = false) {
  const began = performance.now();
  try {
    await inTime(check(world));
    nPassed++;
    console.log(`  ✓ ${name} (${seconds(began)})`);
    return true;
  } catch (error) {
    // On a busy machine a browser drops a key now and then, so a failed check is tried once more in a reloaded window, and the run reports
    // that.
    if (!isSecond) {
      console.log(`  ↻ ${name} (${seconds(began)}): ${String(error?.message ?? error).split('\n')[0]}`);
      await world.shot(`first-${name.replaceAll(/\W+/g, '-')}`).catch(() => undefined);
      await recover();
      return await run({ name, check }, true);
    }
    nFailed++;
    const path = await world.shot(`failed-${name.replaceAll(/\W+/g, '-')}`).catch(() => 'no screenshot: the page is gone');
    await recover();
    console.log(
      `  ✗ ${name} (${seconds(began)})\n    ${String(error?.message ?? error)
        .split('\n')
        .slice(0, 12)
        .join('\n    ')}\n    ${path}`,
    );
  }
}

async function recover() {
  // Starts nothing again while everything is ending.
  if (isStopping) return;
  try {
    await inTime(world.recover());
  } catch (error) {
    console.log(`    The window could not be made ready: ${String(error?.message ?? error).split('\n')[0]}`);
  }
}

/** Something in the page that never comes must not block the run. */
async function inTime(checking) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('The check takes longer than three minutes')), 180_000);
  });
  try {
    await Promise.race([checking, late]);
  } finally {
    clearTimeout(timer);
  }
}

function seconds(from) {
  return `${((performance.now() - from) / 1000).toFixed(1)} s`;
}
