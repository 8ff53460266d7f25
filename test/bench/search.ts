/**
 * Search beside what a person would install instead, in one run: `npm run bench -- search --root DIR [--peers] [--queries FILE] [--json]`.
 * Peers: tantivy and semble (Python: `pip install tantivy semble`, interpreter in VIBE_PEERS_PYTHON), SQLite FTS5 (node:sqlite), LanceDB
 * and ripgrep (node_modules folder in VIBE_PEERS_NODE). What is not installed is reported and skipped. Each phase is a process of its own,
 * so that its peak memory is its own. Queries: 200 from the folder's own definitions and comments, seeded, asked twice, of which the second
 * counts. `--runs N` (default 1) shows the minimum of N runs, `--growth DIR,DIR,…` how Vibe scales over folders, `--many-files N` a folder
 * of N one-line files side by side. One file of the folder gets an additional line for a moment, and is then restored. Vibe's "open" and
 * "one file changed" are whole runs of its command line, including the scan of all files; `npm run bench -- index` shows both inside a
 * running server. Words and vectors are indexed in one pass, so there is no time for words alone.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

interface Row {
  readonly name: string;
  readonly nChunks?: number;
  readonly indexMs?: number;
  readonly peakMb?: number;
  readonly queryPeakMb?: number;
  readonly diskMb?: number;
  readonly changeMs?: number;
  readonly openMs?: number;
  readonly p50Ms?: number;
  readonly p95Ms?: number;
  readonly note?: string;
}

interface Finished {
  readonly code: number;
  readonly lines: readonly Record<string, unknown>[];
  readonly peakMb: number;
  readonly wallMs: number;
}

const here = dirname(fileURLToPath(import.meta.url));
const project = resolve(here, '../..');
const peerScripts = join(project, 'test/bench/peers');
const { values } = parseArgs({
  options: {
    root: { type: 'string', default: join(project, 'node_modules') },
    queries: { type: 'string' },
    growth: { type: 'string' },
    'many-files': { type: 'string', default: '0' },
    runs: { type: 'string', default: '1' },
    peers: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const root = resolve(values.root);
const python = process.env['VIBE_PEERS_PYTHON'] ?? 'python3';
const scratch = mkdtempSync(join(tmpdir(), 'vibe-bench-'));
const queries = values.queries ?? makeQueries(join(scratch, 'queries.jsonl'));
const rows: Row[] = [];
let storages = 0;

try {
  const nFiles = Number(values['many-files']);
  const folders = nFiles > 0 ? [manyFiles(nFiles)] : (values.growth?.split(',').map(folder => resolve(folder)) ?? [root]);
  for (const folder of folders)
    rows.push(await leastOf(() => measureVibe(folder, folders.length > 1 ? relative(root, folder) || folder : 'vibe')));
  if (values.peers) {
    rows.push(await leastOf(() => measurePeer('tantivy', python, 'tantivy_peer.py', true)));
    rows.push(await leastOf(() => measurePeer('SQLite FTS5', process.execPath, 'fts5_peer.mjs', true)));
    rows.push(await leastOf(() => measurePeer('LanceDB', process.execPath, 'lancedb_peer.mjs', true)));
    rows.push(await leastOf(() => measurePeer('ripgrep', process.execPath, 'ripgrep_peer.mjs', false)));
    rows.push(await leastOf(() => measurePeer('semble', python, 'semble_peer.py', false)));
  }
  print();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** Returns the minimum of each figure over the runs, because disturbances only add. */
async function leastOf(measure: () => Promise<Row>): Promise<Row> {
  const least: Record<string, string | number> = {};
  for (let run = 0; run < Number(values.runs); run++) {
    for (const [key, value] of Object.entries(await measure())) {
      const known = least[key];
      least[key] = typeof value === 'number' && typeof known === 'number' ? Math.min(value, known) : value;
    }
  }
  // Every run returns a complete row.
  return least as unknown as Row;
}

async function measureVibe(folder: string, name: string): Promise<Row> {
  const storage = join(scratch, `vibe-${storages++}`);
  const cli = [join(project, 'dist/cli.js')];
  const where = ['--root', folder, '--storage', storage, '--json'];
  const index = await run(process.execPath, [...cli, 'index', ...where]);
  if (index.code !== 0) return { name, note: `index ended with ${index.code}` };
  const built = index.lines.find(line => line['type'] === 'index') ?? {};
  const warm = await run(process.execPath, [...cli, 'index', ...where]);
  const changed = await withOneChanged(folder, () => run(process.execPath, [...cli, 'index', ...where]));
  const asked = await run(process.execPath, [...cli, 'search', ...where, '--queries', queries, '--limit', '10']);
  const times = asked.lines.filter(line => line['type'] === 'result').map(line => Number(line['ms']));
  return {
    name,
    nChunks: Number(built['chunks']),
    indexMs: Number(built['ms']),
    peakMb: index.peakMb,
    queryPeakMb: asked.peakMb,
    diskMb: sizeMb(storage),
    changeMs: Number(changed.lines.find(line => line['type'] === 'index')?.['ms']),
    openMs: Number(warm.lines.find(line => line['type'] === 'index')?.['ms']),
    ...percentiles(times),
  };
}

async function measurePeer(name: string, command: string, script: string, canChange: boolean): Promise<Row> {
  const store = join(scratch, `${script}-${storages++}`);
  const args = (phase: string): string[] => [join(peerScripts, script), phase, root, store, queries, relative(root, firstFile(root))];
  const index = await run(command, args('index'));
  if (index.code !== 0) return { name, note: 'skipped: not installed' };
  const changed = canChange ? await withOneChanged(root, () => run(command, args('change'))) : undefined;
  const asked = await run(command, args('query'));
  const answer = asked.lines.at(-1) ?? {};
  const indexMs = Number(index.lines.at(-1)?.['ms']);
  return {
    name,
    ...(indexMs > 0 ? { indexMs, peakMb: index.peakMb, diskMb: existsSync(store) ? sizeMb(store) : 0 } : {}),
    ...(changed?.code === 0 ? { changeMs: Number(changed.lines.at(-1)?.['ms']) } : {}),
    openMs: Number(answer['openMs']),
    ...percentiles((answer['queryMs'] as number[] | undefined) ?? []),
  };
}

/** Runs a process to its end. The peak is the kernel's VmHWM, read while the process lives. */
async function run(command: string, args: readonly string[]): Promise<Finished> {
  const started = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'], env: process.env });
  let peakMb = 0;
  const watch = setInterval(() => {
    try {
      const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
      peakMb = Math.max(peakMb, Number(kilobytes ?? 0) / 1024);
    } catch {
      // Not Linux, or already gone: the last figure is kept.
    }
  }, 10);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const code = await new Promise<number>(settle => {
    child.on('error', () => settle(127));
    child.on('close', status => settle(status ?? 1));
  });
  clearInterval(watch);
  const lines = output
    .split('\n')
    .filter(line => line.startsWith('{'))
    .map(line => JSON.parse(line) as Record<string, unknown>);
  return { code, lines, peakMb, wallMs: performance.now() - started };
}

/** Every question was asked twice; only the second, warm time counts. */
function percentiles(all: readonly number[]): { p50Ms?: number; p95Ms?: number } {
  const times = all.slice(all.length >> 1);
  if (times.length === 0) return {};
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  return { p50Ms: at(0.5), p95Ms: at(0.95) };
}

function* walk(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => a.name.localeCompare(b.name))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== '.git') yield* walk(path);
    else if (entry.isFile()) yield path;
  }
}

function firstFile(folder: string): string {
  for (const path of walk(folder)) if (/\.(c|ts|js|py|go|rs|java)$/.test(path)) return path;
  throw new Error(`${folder} holds no source file`);
}

/** Runs `work` while one source file has an additional line. */
async function withOneChanged<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const path = firstFile(folder);
  const text = readFileSync(path);
  const { atime, mtime } = statSync(path);
  writeFileSync(path, Buffer.concat([text, Buffer.from('\n/* one line more */\n')]));
  try {
    return await work();
  } finally {
    writeFileSync(path, text);
    utimesSync(path, atime, mtime);
  }
}

/** Makes a folder of one-line files, all side by side. */
function manyFiles(nFiles: number): string {
  const folder = join(scratch, 'many');
  mkdirSync(folder);
  for (let i = 0; i < nFiles; i++) writeFileSync(join(folder, `file${i}.c`), `int number${i} = ${i};\n`);
  return folder;
}

/** Makes 200 questions of three kinds: words of a comment, words of a name, a name. */
function makeQueries(target: string): string {
  let state = 7;
  const random = (): number => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state / 2 ** 32;
  };
  const found: string[] = [];
  for (const path of walk(root)) {
    if (!/\.(c|h|ts|js|py|go|rs|java)$/.test(path) || random() > 0.3 || statSync(path).size > 500_000) continue;
    const text = readFileSync(path, 'utf8');
    const comment = /(?:\/\/|\*|#)\s+([A-Za-z][a-z]+(?: [a-z]+){3,8})/.exec(text)?.[1];
    const name = /\b([a-z]+(?:_[a-z]+){1,4}|[a-z]+(?:[A-Z][a-z]+){1,4})\s*\(/.exec(text)?.[1];
    if (comment) found.push(comment);
    if (name)
      found.push(
        name,
        name
          .replace(/_/g, ' ')
          .replace(/([a-z])([A-Z])/g, '$1 $2')
          .toLowerCase(),
      );
    if (found.length > 4000) break;
  }
  const once = Array.from({ length: Math.min(200, found.length) }, () => found[Math.floor(random() * found.length)]);
  const chosen = [...once, ...once];
  writeFileSync(target, `${chosen.map(query => JSON.stringify({ query })).join('\n')}\n`);
  return target;
}

function sizeMb(folder: string): number {
  let bytes = 0;
  for (const path of walk(folder)) bytes += statSync(path).size;
  return bytes / 1e6;
}

function print(): void {
  if (values.json) {
    for (const row of rows) console.log(JSON.stringify({ type: 'search', root, ...row }));
    return;
  }
  const shown = (value: number | undefined, digits: number): string =>
    value === undefined || Number.isNaN(value) ? '-' : value.toFixed(digits);
  console.table(
    Object.fromEntries(
      rows.map(row => [
        row.name,
        row.note
          ? { note: row.note }
          : {
              'index s': shown(row.indexMs && row.indexMs / 1000, 2),
              windows: shown(row.nChunks, 0),
              'peak MB': shown(row.peakMb, 0),
              'peak asking MB': shown(row.queryPeakMb, 0),
              'disk MB': shown(row.diskMb, 1),
              'one file changed ms': shown(row.changeMs, 0),
              'open ms': shown(row.openMs, 0),
              'query p50 ms': shown(row.p50Ms, 2),
              'p95 ms': shown(row.p95Ms, 2),
            },
      ]),
    ),
  );
}
