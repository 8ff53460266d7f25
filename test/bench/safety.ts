/**
 * The check of commands on its corpora, and a fuzzer that writes dangerous lines in other ways: `npm run bench -- safety`.
 * `--corpus DIR` reads the four files from another folder, `--mutations N` (default 50,000) and `--seed N` set the fuzzer, `--json` prints one
 * object. A dangerous line at `read-only` or `writes` is a severe miss.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadParsers } from '../../server/safety/parse/load-parsers.js';
import { type Shell, shells } from '../../server/safety/run/call.js';
import { type CorpusLine, dangerousLines, harmlessLines, isAlarm, isBelow, judgeLine } from '../kit/corpora/command-corpus.js';
import { mutate } from '../kit/corpora/command-mutations.js';
import { Random } from '../kit/random.js';

const { values } = parseArgs({
  options: {
    root: { type: 'string' },
    corpus: { type: 'string', default: join(process.cwd(), 'test/fixtures/safety') },
    mutations: { type: 'string', default: '50000' },
    seed: { type: 'string', default: '20261201' },
    json: { type: 'boolean', default: false },
  },
});
const grammars = join(process.cwd(), 'dist/grammars');
const modules = join(process.cwd(), 'node_modules');
const fileOf = (name: string): string =>
  [join(grammars, name), join(modules, '@vscode/tree-sitter-wasm/wasm', name), join(modules, 'web-tree-sitter', name)].find(existsSync) ??
  name;
const parsers = await loadParsers(shells, fileOf);
const dangerous = dangerousLines(values.corpus);
const harmless = harmlessLines(values.corpus);
const isSevere = (level: string): boolean => level === 'read-only' || level === 'writes';

interface Row {
  family: string;
  shell: Shell;
  lines: number;
  low: number;
  severe: number;
}

const rows = new Map<string, Row>();
const misses: string[] = [];
const started = performance.now();
for (const { command, family, shell, least } of dangerous) {
  const { level } = judgeLine(command, shell, parsers);
  const key = `${shell} ${family}`;
  const row = rows.get(key) ?? { family, shell, lines: 0, low: 0, severe: 0 };
  rows.set(key, row);
  row.lines++;
  if (isBelow(level, least)) row.low++;
  if (isSevere(level)) {
    row.severe++;
    misses.push(`${level}: ${command}`);
  }
}
const alarms = harmless.filter(({ command, shell }) => isAlarm(judgeLine(command, shell, parsers).level));
const perLineMs = (performance.now() - started) / (dangerous.length + harmless.length);

const random = new Random(Number(values.seed));
// What is broken or deceives the eye may mean nothing inside of something else.
const targets = dangerous.filter(
  ({ shell, least, family }) => shell === 'bash' && isBelow('network', least) && !/^(?:deceit|too much)/.test(family),
);
const escapes: string[] = [];
const nMutations = Number(values.mutations);
let slowestMs = 0;
for (let i = 0; i < nMutations; i++) {
  const { line, by } = mutate(random.pick<CorpusLine>(targets).command, random, 4);
  const before = performance.now();
  const { level } = judgeLine(line, 'bash', parsers);
  slowestMs = Math.max(slowestMs, performance.now() - before);
  if (isSevere(level)) escapes.push(`${level}: ${JSON.stringify(line)} (${by.join(', ')})`);
}

if (values.json)
  console.log(
    JSON.stringify({
      dangerous: dangerous.length,
      harmless: harmless.length,
      families: [...rows.values()],
      severe: misses,
      alarms: alarms.map(line => line.command),
      perLineMs,
      mutations: nMutations,
      escapes,
    }),
  );
else {
  for (const { family, shell, lines, low, severe } of rows.values())
    console.log(
      `${shell.padEnd(11)}${family.padEnd(48)}${String(lines).padStart(4)} lines  ${String(low).padStart(3)} low  ${String(severe).padStart(3)} severe`,
    );
  for (const miss of misses) console.log(`severe  ${miss}`);
  for (const { command, shell } of alarms) console.log(`alarm   ${shell}: ${command}`);
  console.log(
    `${dangerous.length} dangerous lines in ${rows.size} families: ${misses.length} severe misses, ${[...rows.values()].reduce((n, row) => n + row.low, 0)} below their family`,
  );
  console.log(`${harmless.length} harmless lines: ${alarms.length} ask (${((100 * alarms.length) / harmless.length).toFixed(2)} %)`);
  console.log(
    `${perLineMs.toFixed(3)} ms a line; ${nMutations} mutations (seed ${values.seed}): ${escapes.length} escapes, slowest ${slowestMs.toFixed(1)} ms`,
  );
  for (const escape of escapes.slice(0, 20)) console.log(`escape  ${escape}`);
}
process.exitCode = misses.length > 0 || escapes.length > 0 ? 1 : 0;
