#!/usr/bin/env node
/**
 * `npm run house`: measures the order of the code and prints it beside the same figures of an older commit and the aims.
 * `--json` prints one row per line; `--list TEXT` prints every place of the rows whose name contains TEXT; `--check` exits with 1 if a hard
 * aim is missed;
 * `--root DIR` measures another checkout. The older figures are `scripts/house/baseline.json`, written by `--root OLD --write-baseline
 * COMMIT`.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureInstalled, root as here } from './ensure-ready.mjs';

if (!existsSync(join(here, 'node_modules/oxc-parser'))) ensureInstalled();
const { values: options } = parseArgs({
  options: {
    check: { type: 'boolean' },
    json: { type: 'boolean' },
    list: { type: 'string' },
    root: { type: 'string' },
    'write-baseline': { type: 'string' },
  },
});
const baselinePath = join(here, 'scripts/house/baseline.json');
const { measureHouse } = await import('./house/measure-house.mjs');
const { houseTable, listItems } = await import('./house/house-table.mjs');
const rows = measureHouse(options.root ? resolve(process.env.INIT_CWD ?? '.', options.root) : here);
const commit = options['write-baseline'];
if (commit) {
  const figures = Object.fromEntries(rows.map(({ row, value, reasoned }) => [row, value + reasoned.length]));
  writeFileSync(baselinePath, `${JSON.stringify({ commit, figures }, null, 2)}\n`);
}
const baseline = JSON.parse(readFileSync(baselinePath, 'utf8'));
const judged = rows.map(row => ({ ...row, was: baseline.figures[row.row], ok: row.aim === undefined || row.value <= row.aim }));

if (options.json) {
  for (const { row, value, unit, aim, ok, was, reasoned } of judged) {
    console.log(JSON.stringify({ row, value, unit, aim: aim ?? null, ok, was: was ?? null, withReason: reasoned.length }));
  }
} else if (options.list) console.log(listItems(judged.filter(({ row }) => row.includes(options.list))));
else console.log(houseTable(judged, baseline.commit));

const missed = judged.filter(({ hard, ok }) => hard && !ok);
if (options.check && missed.length > 0) {
  console.error(`\nHard aims missed:\n${listItems(missed)}`);
  process.exitCode = 1;
}
