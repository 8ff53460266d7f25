/**
 * Real commits written the ways models write them, and carried into the file before. No model takes part.
 *
 * `--root REPO` (bare or not, several times) or `--mirrors DIR` (each `DIR/NAME/repo`); `--changes N` a repository (default 12); `--seed N`;
 * `--mutate` changes the file after the answer was written; `--fuzz N` meets N random messages with random files; `--form WORDS` takes only
 * forms whose name holds the words; `--show N` prints the first N that came out wrong, `--refusals N` the first N needless refusals;
 * `--json` prints one object with its rows.
 */
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { applyAnswer, type EditResult } from '../../server/apply/apply-answer.js';
import { Grammars } from '../../server/apply/proof/grammars.js';
import { type Change, changesOf } from '../kit/edits/commits.js';
import { forms } from '../kit/edits/forms.js';
import { fuzzAnswer } from '../kit/edits/fuzz.js';
import { mutations } from '../kit/edits/mutations.js';
import { seeded } from '../kit/edits/random.js';

const { values } = parseArgs({
  options: {
    root: { type: 'string', multiple: true, default: [] },
    mirrors: { type: 'string' },
    changes: { type: 'string', default: '12' },
    seed: { type: 'string', default: '1' },
    mutate: { type: 'boolean', default: false },
    fuzz: { type: 'string', default: '0' },
    form: { type: 'string', default: '' },
    show: { type: 'string', default: '0' },
    refusals: { type: 'string', default: '0' },
    json: { type: 'boolean', default: false },
  },
});
const roots = [
  ...values.root,
  ...(values.mirrors === undefined ? [] : readdirSync(values.mirrors).map(name => join(values.mirrors!, name, 'repo'))).filter(path =>
    existsSync(path),
  ),
];
const seed = Number(values.seed);
const grammars = new Grammars(name => join(import.meta.dirname, '../grammars', name));
const { signal } = new AbortController();
const left = { show: Number(values.show), refusals: Number(values.refusals) };

interface Row {
  right: number;
  /** Refused, and a refusal is right too: the message says less than a person would need. */
  asked: number;
  refused: number;
  wrong: number;
}
const rows = new Map<string, Row>();
const reasons = new Map<string, number>();
const languages = new Map<string, Row>();
const times: { readonly ms: number; readonly nLines: number }[] = [];

/** Drops blank lines and space at the ends of lines. */
const plain = (text: string): string =>
  text
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map(line => line.trimEnd())
    .filter(line => line !== '')
    .join('\n');

/** Indentation says nothing in most languages: an answer that lost its own is right in any. */
const indented = new Set(['python', 'yaml', 'makefile', 'haskell', 'nim', 'fsharp']);
const squeezed = (text: string): string => text.replace(/\s+/g, '');

function count(row: string, change: Change, verdict: keyof Row): void {
  for (const [table, key] of [
    [rows, row],
    [languages, change.language],
  ] as const) {
    const counts = table.get(key) ?? { right: 0, asked: 0, refused: 0, wrong: 0 };
    counts[verdict]++;
    table.set(key, counts);
  }
}

/** Texts that would do: with what a person did meanwhile, or the answer's own if it restates the lines that the person changed. */
function judge(result: EditResult, wanted: readonly string[] | undefined, isFree: boolean): keyof Row {
  if (result.status === 'refused') return wanted === undefined ? 'right' : 'refused';
  return wanted?.some(text => plain(text) === plain(result.after) || (isFree && squeezed(text) === squeezed(result.after)))
    ? 'right'
    : 'wrong';
}

async function meet(change: Change): Promise<void> {
  for (const [name, write] of Object.entries(forms)) {
    if (!name.includes(values.form)) continue;
    const random = seeded(seed + hash(`${change.repository}${change.path}${name}`));
    const written = write(change, random);
    if (!written) continue;
    const [mutation, mutate] = values.mutate ? random.pick(Object.entries(mutations)) : ['', undefined];
    const mutated = mutate ? mutate(change, random) : change;
    if (!mutated) continue;
    const started = process.cpuUsage();
    const result = await applyAnswer({ path: change.path, before: mutated.before, answer: written.answer }, grammars, signal);
    const { user, system } = process.cpuUsage(started);
    times.push({ ms: (user + system) / 1000, nLines: mutated.before.split('\n').length });
    const wanted =
      written.after === undefined
        ? undefined
        : [mutated.after, ...(written.isWhole || /^(?:whole file|functions|stretches)/.test(name) ? [change.after] : [])];
    const isFree = !indented.has(change.language) && /dedented|indentation|without its space|^stretches|^functions/.test(name);
    const judged = judge(result, wanted, isFree);
    const verdict = judged === 'refused' && written.mayRefuse ? 'asked' : judged;
    count(values.mutate ? mutation : name, change, verdict);
    if (judged === 'refused' && result.status === 'refused') {
      const kind = result.reason.replace(/"[^"]*"|\d+/g, '…');
      reasons.set(kind, (reasons.get(kind) ?? 0) + 1);
      if (left.refusals-- > 0)
        console.error(
          `\n══ refused (${result.reason}) ${mutation} ${name}: ${change.repository} ${change.path}\n${written.answer.slice(0, 4000)}\n`,
        );
    }
    if (verdict === 'wrong' && left.show-- > 0) show(`${mutation} ${name}`, change, written.answer, result, wanted?.[0]);
  }
}

function show(name: string, change: Change, answer: string, result: EditResult, wanted: string | undefined): void {
  console.error(`\n══ WRONG ${name}: ${change.repository} ${change.path}\n${answer.slice(0, 6000)}\n`);
  if (result.status !== 'applied') return;
  const [got, want] = [plain(result.after).split('\n'), plain(wanted ?? '').split('\n')];
  const at = got.findIndex((line, i) => line !== want[i]);
  console.error(
    `── got at ${at}\n${got.slice(Math.max(0, at - 3), at + 8).join('\n')}\n── wanted\n${want.slice(Math.max(0, at - 3), at + 8).join('\n')}`,
  );
}

function hash(text: string): number {
  let h = 7;
  for (const letter of text) h = (Math.imul(h, 31) + letter.charCodeAt(0)) | 0;
  return h >>> 0;
}

/** A change without a proof would show as a result that is applied and whose own lines do not lead to it. */
async function fuzz(n: number): Promise<{ readonly applied: number; readonly slowestMs: number }> {
  const files = roots.flatMap(root => changesOf(root, 3)).map(({ path, before }) => ({ path, before }));
  let applied = 0;
  let slowestMs = 0;
  for (let i = 0; i < n; i++) {
    const random = seeded(seed * 1_000_003 + i);
    const { path, before, answer } = fuzzAnswer(random, files);
    const started = performance.now();
    const result = await applyAnswer({ path, before, answer }, grammars, signal);
    slowestMs = Math.max(slowestMs, performance.now() - started);
    if (result.status !== 'applied') continue;
    applied++;
    if (result.proof.length === 0 || result.edits.length === 0) throw new Error(`seed ${seed}, message ${i}: a change without a proof`);
  }
  return { applied, slowestMs: Math.round(slowestMs) };
}

const nFuzz = Number(values.fuzz);
const fuzzed = nFuzz > 0 ? await fuzz(nFuzz) : undefined;
let nChanges = 0;
if (nFuzz === 0) {
  for (const root of roots) {
    const changes = changesOf(root, Number(values.changes));
    nChanges += changes.length;
    for (const change of changes) await meet(change);
    if (!values.json) console.error(`${basename(dirname(root))}: ${changes.length} changes`);
  }
}
const total: Row = { right: 0, asked: 0, refused: 0, wrong: 0 };
for (const row of rows.values()) for (const key of ['right', 'asked', 'refused', 'wrong'] as const) total[key] += row[key];
const large = times
  .filter(({ nLines }) => nLines >= 1000)
  .map(({ ms }) => ms)
  .sort((a, b) => a - b);
const all = times.map(({ ms }) => ms).sort((a, b) => a - b);
const at = (sorted: readonly number[], share: number): number => Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 10) / 10;
const share = (n: number): number => Math.round((n / Math.max(1, all.length)) * 1000) / 10;
const summary = {
  nRepositories: roots.length,
  nChanges,
  nAnswers: all.length,
  ...total,
  rightShare: share(total.right),
  rightOrAskedShare: share(total.right + total.asked),
  cpuMs: { p50: at(all, 0.5), p95: at(all, 0.95), p99: at(all, 0.99), p95From1000Lines: at(large, 0.95), nFrom1000Lines: large.length },
  ...(fuzzed && { fuzzed: { n: nFuzz, seed, ...fuzzed } }),
};
if (values.json)
  console.log(
    JSON.stringify({
      summary,
      rows: Object.fromEntries(rows),
      languages: Object.fromEntries(languages),
      refusals: Object.fromEntries(reasons),
    }),
  );
else {
  console.table(Object.fromEntries(rows));
  console.table(Object.fromEntries(languages));
  console.table(Object.fromEntries([...reasons].sort((a, b) => b[1] - a[1]).slice(0, 25)));
  console.log(summary);
}
