/**
 * Edits from real histories, written in the ways that models write them, applied to the file before the change. `--root REPO` (bare or not;
 * may be repeated), `--commits N` per repository (default 40), `--show N` prints the first N wrong results, `--json` prints one object. No
 * model takes part, and no prose says what to delete: forms without marks of their own are more ambiguous here than from a model.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { applyAnswer } from '../../server/apply/apply-answer.js';
import { Grammars } from '../../server/apply/proof/grammars.js';
import { languageOf } from '../../server/text/language/languages.js';
import { type SyntaxRule, syntaxes } from '../../server/text/language/syntax.js';
import { outline } from '../../server/text/outline/outline.js';

const { values } = parseArgs({
  options: {
    root: { type: 'string', multiple: true, default: [] },
    commits: { type: 'string', default: '40' },
    show: { type: 'string', default: '0' },
    json: { type: 'boolean', default: false },
  },
});
const { root: roots } = values;
const nCommits = Number(values.commits);
const nShown = Number(values.show);
if (roots.length === 0) {
  console.error('Name at least one repository with --root.');
  process.exit(2);
}

interface Change {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  readonly hunks: readonly { readonly head: string; readonly lines: readonly string[] }[];
}

const git = (root: string, ...args: string[]): string =>
  spawnSync('git', ['-C', root, ...args], { encoding: 'utf8', maxBuffer: 1 << 26 }).stdout;

/** Yields small changes of one file each, newest first. */
function* changesOf(root: string): Generator<Change> {
  let left = nCommits;
  const log = git(root, 'log', '--no-merges', '-n', String(nCommits * 30), '--format=@%H', '--name-only').split('\n');
  let commit = '';
  for (const line of log) {
    if (left === 0) return;
    if (line.startsWith('@')) commit = line.slice(1);
    if (line === '' || line.startsWith('@') || languageOf(line).kind !== 'code') continue;
    const before = git(root, 'show', `${commit}~1:${line}`);
    const after = git(root, 'show', `${commit}:${line}`);
    const hunks = hunksOf(git(root, 'diff', '--no-ext-diff', '-U3', `${commit}~1`, commit, '--', line));
    const nChanged = hunks.flatMap(hunk => hunk.lines).filter(text => text[0] !== ' ').length;
    const fits = before.length > 300 && before.length < 40_000 && after !== '' && !`${before}${after}`.includes('```');
    if (!fits || hunks.length === 0 || hunks.length > 3 || nChanged > 30) continue;
    left--;
    yield { path: line, before, after, hunks };
  }
}

function hunksOf(diff: string): Change['hunks'] {
  const hunks: { head: string; lines: string[] }[] = [];
  for (const line of diff.split('\n')) {
    if (line.startsWith('@@')) hunks.push({ head: line, lines: [] });
    else if (/^[ +-]/.test(line)) hunks.at(-1)?.lines.push(line);
  }
  return hunks;
}

const fenced = (lines: readonly string[] | string, language = ''): string =>
  `\`\`\`${language}\n${(typeof lines === 'string' ? lines.replace(/\n$/, '') : lines.join('\n')).replace(/\n$/, '')}\n\`\`\``;

const newLines = (lines: readonly string[]): readonly string[] => lines.filter(line => line[0] !== '-').map(line => line.slice(1));
const oldLines = (lines: readonly string[]): readonly string[] => lines.filter(line => line[0] !== '+').map(line => line.slice(1));

/** Returns the same change in the forms that models write; a form is absent if it does not fit the change. */
function formsOf({ path, after, hunks }: Change): ReadonlyMap<string, string> {
  const mark = `${syntaxes[languageOf(path).syntax].find((rule: SyntaxRule) => rule.kind === 'line')?.open ?? '//'} ... existing code ...`;
  const language = languageOf(path).name;
  const header = `--- a/${path}\n+++ b/${path}\n`;
  const forms = new Map([
    ['whole file', `Here is the complete updated file:\n\n${fenced(after, language)}`],
    ['diff', fenced(header + hunks.map(hunk => [hunk.head, ...hunk.lines].join('\n')).join('\n'), 'diff')],
    [
      'diff, wrong lines',
      fenced(header + hunks.map((hunk, i) => [`@@ -${7 * i + 3},4 +${i + 5},9 @@`, ...hunk.lines].join('\n')).join('\n'), 'diff'),
    ],
    [
      'search and replace',
      hunks
        .map(({ lines }) => ['<<<<<<< SEARCH', ...oldLines(lines), '=======', ...newLines(lines), '>>>>>>> REPLACE'].join('\n'))
        .join('\n\n'),
    ],
    ['stretches between marks', fenced([mark, ...hunks.flatMap(({ lines }) => [...newLines(lines), mark])], language)],
    ['stretches in blocks', hunks.map(({ lines }) => fenced(newLines(lines), language)).join('\n\nand\n\n')],
  ]);
  const functions = functionsOf({ path, after, hunks });
  if (functions.length === 0) return forms;
  const dedented = (lines: readonly string[]): readonly string[] => {
    const indent = /^\s*/.exec(lines[0]!)![0];
    return lines.map(line => (line.startsWith(indent) ? line.slice(indent.length) : line));
  };
  forms.set('functions', functions.map(({ lines }) => fenced(lines, language)).join('\n\n'));
  forms.set('functions, dedented', functions.map(({ lines }) => fenced(dedented(lines), language)).join('\n\n'));
  forms.set('functions, shortened', functions.map(({ lines, changed }) => fenced(shortened(lines, changed, mark), language)).join('\n\n'));
  return forms;
}

interface ChangedFunction {
  readonly lines: readonly string[];
  readonly changed: ReadonlySet<number>;
}

/** Returns the innermost functions that contain all changes, or none if a change is outside. */
function functionsOf({ path, after, hunks }: Pick<Change, 'path' | 'after' | 'hunks'>): readonly ChangedFunction[] {
  const lines = after.split('\n');
  const items = outline(new TextEncoder().encode(after), languageOf(path)).filter(({ kind }) => kind === 'function' || kind === 'method');
  const changed = new Map<(typeof items)[number], Set<number>>();
  for (const hunk of hunks) {
    let at = Number(/\+(\d+)/.exec(hunk.head)![1]);
    for (const line of hunk.lines) {
      if (line[0] !== ' ') {
        const inner = items.filter(item => item.startLine < at && at <= item.endLine).at(-1);
        if (!inner) return [];
        changed.set(inner, (changed.get(inner) ?? new Set()).add(at - inner.startLine));
      }
      if (line[0] !== '-') at++;
    }
  }
  return [...changed].map(([item, at]) => ({ lines: lines.slice(item.startLine - 1, item.endLine), changed: at }));
}

/** Keeps the first and the last line, and two lines around each change. */
function shortened(lines: readonly string[], changed: ReadonlySet<number>, mark: string): readonly string[] {
  const near = (k: number): boolean => k === 0 || k === lines.length - 1 || [-2, -1, 0, 1, 2].some(step => changed.has(k + step));
  return lines.flatMap((line, k) => {
    if (near(k)) return [line];
    return near(k - 1) ? [`${/^\s*/.exec(line)![0]}${mark}`] : [];
  });
}

const grammars = new Grammars(name => join(import.meta.dirname, '../grammars', name));
const squeezed = (text: string): string => text.replace(/\s+/g, ' ').trim();
const rows = new Map<string, { right: number; refused: number; wrong: number; slowestMs: number }>();
let shown = 0;
for (const root of roots) {
  for (const change of changesOf(root)) {
    for (const [form, answer] of formsOf(change)) {
      const row = rows.get(form) ?? { right: 0, refused: 0, wrong: 0, slowestMs: 0 };
      rows.set(form, row);
      const started = performance.now();
      const result = await applyAnswer({ path: change.path, before: change.before, answer }, grammars, new AbortController().signal);
      row.slowestMs = Math.max(row.slowestMs, Math.round(performance.now() - started));
      if (result.status === 'refused') row.refused++;
      else if (squeezed(result.after) === squeezed(change.after)) row.right++;
      else {
        row.wrong++;
        if (shown++ < nShown) console.error(`\n── ${form}: ${change.path}\n${answer}\n`);
      }
    }
  }
}
if (values.json) console.log(JSON.stringify(Object.fromEntries(rows)));
else console.table(Object.fromEntries(rows));
