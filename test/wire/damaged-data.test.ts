/**
 * The built search thread with a damaged table or damaged weights: search by words continues, and the health that `doctor` shows says so.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { UnsavedTexts } from '../../server/indexing/unsaved-texts.js';
import { Thread } from '../../server/pool/thread.js';
import { SearchClient } from '../../server/search/search-client.js';
import type { SearchHealth, SearchThreadData, SearchThreadMethods } from '../../server/search/search-thread-methods.js';
import { Random } from '../kit/random.js';
import { buildSegment } from '../kit/segments.js';

const dist = join(import.meta.dirname, '../../dist');
const scratch = mkdtempSync(join(tmpdir(), 'vibe-data-'));
afterAll(() => rmSync(scratch, { recursive: true }));
const { signal } = new AbortController();
const segment = buildSegment([
  { path: 'src/pool.ts', text: 'export function startWorkers() { return "a pool of workers"; }\n' },
  { path: 'src/other.ts', text: 'export const nothing = 0;\n' },
]);

/** Returns the first result of a search, and what the thread reports about its files, with `damaged` in place of one of them. */
async function checkDamaged(file: 'tablePath' | 'weightsPath', damage: (sound: Buffer) => Buffer): Promise<SearchHealth> {
  const sound = { tablePath: join(dist, 'static-table.bin'), weightsPath: join(dist, 'ranking-weights.json') };
  const path = join(scratch, file);
  writeFileSync(path, damage(readFileSync(sound[file])));
  const data: SearchThreadData = {
    kernelsPath: join(dist, 'kernels.wasm'),
    ...sound,
    [file]: path,
    cacheBytes: 8 << 20,
    storageDir: scratch,
  };
  const log: string[] = [];
  const thread = new Thread<SearchThreadMethods>({
    entry: join(dist, 'threads/search.js'),
    name: 'search',
    data,
    log: (level, text) => void log.push(`${level}: ${text}`),
  });
  const searcher = new SearchClient(thread, new UnsavedTexts(), (level, text) => void log.push(`${level}: ${text}`));
  searcher.use({
    folder: 'file:///work',
    root: '/work',
    generation: 1,
    segments: [{ path: 'memory', bytes: segment.buffer, deletedFiles: [] }],
    overlays: [],
  });
  try {
    const { places } = await searcher.search({ query: 'where are the workers started', limit: 5 }, signal);
    expect(places[0]?.path).toBe('src/pool.ts');
    expect(log).toEqual([]);
    return await searcher.health(signal);
  } finally {
    await searcher.dispose();
  }
}

const seed = 3;
const random = new Random(seed);
const flipped = (bytes: Buffer): Buffer => {
  const damaged = Buffer.from(bytes);
  damaged[random.below(damaged.length)]! ^= 1 << random.below(8);
  return damaged;
};

test.each([
  ['with a flipped bit', flipped],
  ['cut short', (bytes: Buffer) => bytes.subarray(0, random.below(bytes.length))],
  ['that is empty', () => Buffer.alloc(0)],
] as const)(`a table %s is left out and told, and words are found (seed ${seed})`, async (_, damage) => {
  const { table, tableProblem, rankerProblem } = await checkDamaged('tablePath', damage);
  expect({ table, rankerProblem }).toEqual({ table: undefined, rankerProblem: undefined });
  expect(tableProblem).toMatch(/\w/);
});

test.each([
  ['cut short', (bytes: Buffer) => bytes.subarray(0, 1 + random.below(bytes.length - 2))],
  ['that are no weights', () => Buffer.from('{"values": [1, 2]}')],
] as const)(`weights %s are left out and told, and words are found (seed ${seed})`, async (_, damage) => {
  const { table, rankerProblem } = await checkDamaged('weightsPath', damage);
  expect(table).toMatch(/\w/);
  expect(rankerProblem).toMatch(/\w/);
});
