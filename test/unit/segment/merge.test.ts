import { expect, test } from 'vitest';
import { embedText, toInt8 } from '../../../server/embedding/embed-text.js';
import { mergeSegments } from '../../../server/segment/merge/merge.js';
import type { IndexSnapshot } from '../../../server/snapshot/index-snapshot.js';
import type { WindowScoring } from '../../../server/snapshot/snapshot-types.js';
import { Random } from '../../kit/random.js';
import { buildSegment, newKernels, openSnapshot, randomOutline, randomSource, randomTable, type TestFile } from '../../kit/segments.js';
import { termOf } from '../../kit/term-of.js';

const scoring: WindowScoring = { fields: { body: 1, names: 2, topNames: 1, comments: 0.5 }, k1: 1.2, b: 0.6, averageTokens: 150 };
const terms = ['work', 'pool', 'get', '=workerpool', 'merg', 'rare9', 'absent'].map((word, i) => ({ term: termOf(word), weight: 1 + i }));

function mergeToBytes(
  sources: readonly { readonly bytes: Uint8Array<SharedArrayBuffer>; readonly deletedFiles: readonly number[] }[],
): Uint8Array<SharedArrayBuffer> {
  const chunks: Uint8Array[] = [];
  const merged = mergeSegments(
    sources.map(({ bytes, deletedFiles }) => ({ from: bytes, deletedFiles })),
    newKernels(),
    bytes => chunks.push(bytes.slice()),
    () => {},
  );
  if (merged.kind !== 'merged') throw new Error(merged.reason);
  const result = new Uint8Array(new SharedArrayBuffer(merged.sizeBytes));
  let at = 0;
  for (const chunk of chunks) {
    result.set(chunk, at);
    at += chunk.length;
  }
  expect(at).toBe(merged.sizeBytes);
  return result;
}

/** Everything that a snapshot returns, with places instead of its own numbers. */
function answersOf(snapshot: IndexSnapshot, vector: Int8Array) {
  const place = (id: number): string => {
    const { file, startLine, endLine, startByte, endByte } = snapshot.window(id);
    return JSON.stringify([snapshot.file(file).path, startLine, endLine, startByte, endByte]);
  };
  const files: number[] = [];
  snapshot.eachFile(file => files.push(file) > 0);
  const facts = files.map(file => {
    const { firstWindow: _first, ...rest } = snapshot.file(file);
    return { ...rest, symbols: snapshot.symbolsOf(file).map(({ file: _file, ...symbol }) => symbol) };
  });
  const windows = snapshot.topWindows(terms, scoring, 40);
  const paths = snapshot.topPaths(
    [
      { term: termOf('file3'), weight: 2 },
      { term: termOf('dir'), weight: 1 },
    ],
    30,
  );
  const cosines = snapshot.topCosines(vector, 15);
  const gathered = snapshot.gather(terms, scoring, files, 2);
  const named = (['exact', 'folded', 'prefix', 'humps', 'fuzzy'] as const).map(match =>
    snapshot
      .symbolsNamed('workerPool', match, 200)
      .map(symbol => `${snapshot.file(symbol.file).path} ${symbol.name} ${symbol.startLine}`)
      .sort(),
  );
  return {
    facts,
    windows: [...windows.ids].map((id, i) => [place(id), windows.scores[i]]),
    paths: [...paths.ids].map((id, i) => [snapshot.file(id).path, paths.scores[i]]),
    cosines: [...cosines.ids].map((id, i) => [place(id), cosines.scores[i]]),
    fileCounts: gathered.fileCounts,
    best: [...gathered.windows].map(id => (id === 0xffffffff ? undefined : place(id))),
    windowScores: gathered.windowScores,
    windowCounts: gathered.windowCounts,
    named,
  };
}

for (const seed of [11, 12]) {
  test(`a merged segment answers like its sources without their deleted files (seed ${seed})`, () => {
    const random = new Random(seed);
    const table = randomTable(random, ['work', 'pool', 'get', 'merg', 'http', '=workerpool'].map(termOf));
    const groups = [8, 1, 12].map((nFiles, g) =>
      Array.from({ length: nFiles }, (_, i): TestFile => {
        const text = randomSource(random, random.below(200));
        return { path: `dir${g}/file${i}.c`, text, outline: randomOutline(random, text) };
      }),
    );
    const sources = groups.map(files => ({
      bytes: buildSegment(files, { table }),
      deletedFiles: files.flatMap((_, i) => (random.below(5) === 0 ? [i] : [])),
    }));
    const question = new TextEncoder().encode('worker pool gets');
    const vector = toInt8(embedText(table, question)!);
    const merged = mergeToBytes(sources);
    const before = openSnapshot(sources);
    const after = openSnapshot([{ bytes: merged }]);
    expect(answersOf(after.snapshot, vector)).toEqual(answersOf(before.snapshot, vector));
    expect([...before.problems, ...after.problems]).toEqual([]);
    const paths: string[] = [];
    after.snapshot.eachFile((_, path) => paths.push(path) > 0);
    expect(paths).toEqual(
      groups.flatMap((group, g) => group.filter((_, i) => !sources[g]!.deletedFiles.includes(i)).map(({ path }) => path)),
    );
    // Once more: a merged segment can be merged again.
    const again = openSnapshot([{ bytes: mergeToBytes([{ bytes: merged, deletedFiles: [] }, sources[1]!]) }]);
    expect(again.snapshot.totals.nFiles).toBe(paths.length + 1 - sources[1]!.deletedFiles.length);
  });
}

test('a merge of only deleted files makes a segment without files', () => {
  const bytes = buildSegment([{ path: 'a.c', text: 'int worker;' }]);
  const { snapshot } = openSnapshot([{ bytes: mergeToBytes([{ bytes, deletedFiles: [0] }]) }]);
  expect(snapshot.totals).toMatchObject({ nFiles: 0, nWindows: 0, nSymbols: 0 });
  expect(snapshot.topWindows([{ term: termOf('work'), weight: 1 }], scoring, 5).ids).toHaveLength(0);
});

test('a merge names the source that is damaged', () => {
  const whole = buildSegment([{ path: 'a.c', text: randomSource(new Random(5), 200) }]);
  const damaged = new Uint8Array(new SharedArrayBuffer(whole.length));
  damaged.set(whole);
  damaged[100]! ^= 4;
  const merged = mergeSegments(
    [
      { from: whole, deletedFiles: [] },
      { from: damaged, deletedFiles: [] },
    ],
    newKernels(),
    () => {},
    () => {},
  );
  expect(merged).toMatchObject({ kind: 'damaged', source: 1 });
});
