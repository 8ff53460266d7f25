/**
 * `npm run bench -- index [--root DIR] [--threads N] [--exclude GLOB] [--json]`: time and resources from an unindexed folder to a
 * searchable one, with one thread and with all; of a save; and of a start with nothing changed. Each run is a process of its own, so that
 * peak memory and CPU time are its own.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { systemClock } from '../../server/base/clock.js';
import { systemDisk } from '../../server/disk/atomic-file.js';
import { decodeStaticTable } from '../../server/embedding/static-table-file.js';
import { UnsavedTexts } from '../../server/indexing/unsaved-texts.js';
import { Workspace } from '../../server/indexing/workspace.js';
import { Recorder } from '../../server/monitor/recorder.js';

const dist = join(import.meta.dirname, '..');
const { values: args } = parseArgs({
  options: {
    root: { type: 'string', default: join(dist, '../node_modules') },
    threads: { type: 'string', default: String(availableParallelism()) },
    exclude: { type: 'string', multiple: true, default: [] },
    json: { type: 'boolean', default: false },
    run: { type: 'string' },
    storage: { type: 'string' },
  },
});

interface Figures {
  readonly firstSearchableMs: number;
  readonly readyMs: number;
  readonly files: number;
  readonly chunks: number;
  readonly leftOut: number;
  readonly bytesRead: number;
  readonly cpuS: number;
  readonly peakRssMb: number;
  readonly diskMb: number;
  readonly gcShare: number;
  readonly steals: number;
  readonly utilisation: readonly number[];
  readonly loopDelayP99Ms: number;
  readonly segments: number;
  readonly saveMs: readonly number[];
  readonly counters: unknown;
}

const bytesIn = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);

async function run(kind: string, storageDir: string, nThreads: number): Promise<Figures> {
  const recorder = new Recorder({ process: 'bench', clock: systemClock, enabled: true });
  const modelFile = join(dist, 'static-table.bin');
  const embedding = existsSync(modelFile) ? decodeStaticTable(readFileSync(modelFile), modelFile) : undefined;
  const { signal } = new AbortController();
  const delay = monitorEventLoopDelay({ resolution: 5 });
  const start = performance.now();
  const workspace = new Workspace({
    threadEntry: join(dist, 'threads/index.js'),
    assets: { kernelsFile: join(dist, 'kernels.wasm'), embedding },
    storageDir,
    exclude: args.exclude,
    maxFileBytes: 2 * 1024 * 1024,
    nThreads,
    quotaBytes: 4e9,
    idleMs: 2_000,
    watch: false,
    disk: systemDisk,
    unsaved: new UnsavedTexts(),
    clock: systemClock,
    log: (level, text) => {
      if (level === 'error' || level === 'warn') console.error(text);
    },
    recorder,
  });
  let firstSearchableMs = 0;
  let nSegments = 0;
  workspace.onSnapshot(({ segments }) => {
    nSegments = segments.length;
    if (segments.length > 0) firstSearchableMs ||= performance.now() - start;
  });
  delay.enable();
  await workspace.addFolder(args.root, signal);
  const status = await workspace.ready(pathToFileURL(args.root).href, signal);
  const readyMs = performance.now() - start;
  delay.disable();
  const saveMs: number[] = [];
  if (kind === 'save') {
    const file = join(args.root, 'vibe-bench-save.ts');
    for (let i = 0; i < 20; i++) {
      if (i === 0) writeFileSync(file, 'export const first = 1;\n');
      else appendFileSync(file, `export function saved${i}(value: number): number {\n  return value + ${i};\n}\n`);
      const saved = performance.now();
      await workspace.changed([file], signal);
      saveMs.push(performance.now() - saved);
    }
    unlinkSync(file);
    await workspace.changed([file], signal);
  }
  const counters = recorder.counters();
  const stages = counters['Indexing'] ?? {};
  const busy = workspace.counters();
  const usage = process.resourceUsage();
  const cpuS = (usage.userCPUTime + usage.systemCPUTime) / 1e6;
  const peakRssMb = usage.maxRSS / 1024;
  await workspace.dispose();
  return {
    firstSearchableMs,
    readyMs,
    files: status.nSearchable,
    chunks: status.nChunks,
    leftOut: Object.values(status.leftOut).reduce((sum, n) => sum + n, 0),
    bytesRead: counters['AsyncFileManager']?.['bytes read'] ?? 0,
    cpuS,
    peakRssMb,
    diskMb: bytesIn(storageDir) / 1e6,
    gcShare:
      (stages['garbage collection ms'] ?? 0) /
      Math.max(
        1,
        busy.reduce((sum, { busyMs }) => sum + busyMs, 0),
      ),
    steals: busy.reduce((sum, { stolen }) => sum + stolen, 0),
    utilisation: busy.map(({ busyMs }) => busyMs / readyMs),
    loopDelayP99Ms: delay.percentile(99) / 1e6,
    segments: nSegments,
    saveMs: saveMs.toSorted((a, b) => a - b),
    counters,
  };
}

function inProcess(kind: string, storage: string, threads: number): Figures {
  const exclude = args.exclude.flatMap(glob => ['--exclude', glob]);
  const command = [process.argv[1]!, '--root', args.root, '--threads', String(threads), '--run', kind, '--storage', storage, ...exclude];
  const child = spawnSync(process.execPath, command, { encoding: 'utf8', maxBuffer: 1e8 });
  if (child.status !== 0) throw new Error(`the run "${kind}" failed: ${child.stderr}`);
  process.stderr.write(child.stderr);
  return JSON.parse(child.stdout) as Figures;
}

function main(): void {
  const threads = Number(args.threads);
  const storage = mkdtempSync(join(tmpdir(), 'vibe-bench-'));
  const alone = mkdtempSync(join(tmpdir(), 'vibe-bench-'));
  try {
    const fresh = inProcess('fresh', storage, threads);
    const single = inProcess('fresh', alone, 1);
    const warm = inProcess('warm', storage, threads);
    const save = inProcess('save', storage, threads);
    const seconds = fresh.readyMs / 1000;
    const rows: readonly (readonly [string, string])[] = [
      ['files searchable / windows / left out', `${fresh.files} / ${fresh.chunks} / ${fresh.leftOut}`],
      ['MB read', (fresh.bytesRead / 1e6).toFixed(1)],
      [
        `from nothing to searchable, ${threads} threads`,
        `${seconds.toFixed(2)} s (first results ${(fresh.firstSearchableMs / 1000).toFixed(2)} s)`,
      ],
      ['files/s, MB/s', `${Math.round(fresh.files / seconds)}, ${(fresh.bytesRead / 1e6 / seconds).toFixed(1)}`],
      ['CPU seconds', fresh.cpuS.toFixed(1)],
      ['peak memory, MB', fresh.peakRssMb.toFixed(0)],
      ['index on the disk, MB (segments)', `${fresh.diskMb.toFixed(1)} (${fresh.segments})`],
      ['garbage collection, share of index threads', `${(fresh.gcShare * 100).toFixed(1)} %`],
      ['steals; utilisation by thread', `${fresh.steals}; ${fresh.utilisation.map(share => share.toFixed(2)).join(' ')}`],
      ['event-loop delay p99 of the main thread, ms', fresh.loopDelayP99Ms.toFixed(1)],
      [
        'one thread',
        `${(single.readyMs / 1000).toFixed(2)} s: ${threads} threads are ${(single.readyMs / fresh.readyMs).toFixed(2)} times as fast`,
      ],
      [
        'start with nothing changed, ms',
        `${warm.readyMs.toFixed(0)} (searchable ${warm.firstSearchableMs.toFixed(0)}, ${warm.bytesRead} bytes read)`,
      ],
      ['save to searchable, p50 / max of 20, ms', `${save.saveMs[10]?.toFixed(1)} / ${save.saveMs.at(-1)?.toFixed(1)}`],
    ];
    if (args.json) console.log(JSON.stringify({ root: args.root, threads, fresh, single, warm, save }));
    else for (const [name, value] of rows) console.log(`${name.padEnd(50)} ${value}`);
  } finally {
    rmSync(storage, { recursive: true });
    rmSync(alone, { recursive: true });
  }
}

if (args.run === undefined) main();
else process.stdout.write(JSON.stringify(await run(args.run, args.storage!, Number(args.threads))));
