/**
 * Types lines of real histories again and measures what the built-in completer saves: `--root REPO` (bare or not; may be repeated),
 * `--commits N` (default 300), `--lines N` per repository (default 250), `--plain` without the gate, `--json`.
 */
import { basename, dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { LineCompleter } from '../../server/completion/line-completer.js';
import { loadGate } from '../../server/completion/load-gate.js';
import { replayedHistory } from '../../server/training/completion/replay-lines.js';
import { noTyping, replayTyping } from '../../server/training/completion/replay-typing.js';
import { Random } from '../../server/training/random.js';

const { values } = parseArgs({
  options: {
    root: { type: 'string', multiple: true, default: [] },
    commits: { type: 'string', default: '300' },
    lines: { type: 'string', default: '250' },
    seed: { type: 'string', default: '1' },
    /** Without the gate: the probability of the text alone decides. */
    plain: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
if (values.root.length === 0) {
  console.error('Name at least one repository with --root.');
  process.exit(2);
}
const gate = values.plain ? undefined : loadGate('server/completion/data/completion-gate.json');
const quantile = (sorted: readonly number[], share: number): number => sorted[Math.floor(sorted.length * share)] ?? 0;
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const means = { saved: 0, precision: 0, shown: 0 };
for (const root of values.root) {
  const { workspace, lines } = replayedHistory(root, Number(values.commits), Number(values.lines), new Random(Number(values.seed)));
  const chars = workspace.reduce((sum, { text }) => sum + text.length, 0);
  const started = performance.now();
  const completer = new LineCompleter(gate);
  for (const { path, text } of workspace) completer.addFile(path, text);
  const buildMs = performance.now() - started;
  const result = noTyping();
  replayTyping(completer, lines, result);
  result.times.sort((a, b) => a - b);
  const saved = result.nSaved / result.nChars;
  const precision = result.nRight / Math.max(1, result.nShown);
  const shown = result.nShown / result.nLines;
  means.saved += saved / values.root.length;
  means.precision += precision / values.root.length;
  means.shown += shown / values.root.length;
  const name = basename(root) === 'repo' ? basename(dirname(root)) : basename(root);
  const row = {
    name,
    mb: chars / 1e6,
    buildMs,
    nLines: result.nLines,
    saved,
    shown,
    precision,
    finished: result.nRight / result.nLines,
    p50Ms: quantile(result.times, 0.5),
    p95Ms: quantile(result.times, 0.95),
  };
  if (values.json) console.log(JSON.stringify(row));
  else
    console.log(
      `${name.padEnd(28)} ${row.mb.toFixed(2)} MB in ${buildMs.toFixed(0)} ms  ${row.nLines} lines  saved ${percent(saved)}  shown ${shown.toFixed(2)}  precision ${percent(precision)}  finished ${percent(row.finished)}  p50 ${row.p50Ms.toFixed(2)} p95 ${row.p95Ms.toFixed(2)} ms`,
    );
}
if (!values.json)
  console.log(`mean  saved ${percent(means.saved)}  shown ${means.shown.toFixed(2)}  precision ${percent(means.precision)}`);
