/**
 * Rows of symbols are read back as they were written: over many blocks, at the ends of their ranges, and merged behind rows that were
 * dropped.
 */
import { expect, test } from 'vitest';
import type { SegmentSymbol } from '../../../server/segment/format/segment-input.js';
import { mergeSegments } from '../../../server/segment/merge/merge.js';
import { symbolKinds } from '../../../server/text/outline/outline-item.js';
import { Random } from '../../kit/random.js';
import { buildSegment, newKernels, openSnapshot } from '../../kit/segments.js';

const shared = (bytes: Uint8Array): Uint8Array<SharedArrayBuffer> => {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
};
const name = 'anchor';
const lines = [1, 2, 127, 128, 300, 65_536, 2_000_000, 0xffffff];

function wideOutline(random: Random, count: number): SegmentSymbol[] {
  return Array.from({ length: count }, (_, i) => {
    const startLine = random.pick(lines);
    return {
      kind: random.pick(symbolKinds),
      qualifier: '',
      docStartLine: Math.max(1, startLine - random.pick([0, 0, 1, 255])),
      startLine,
      endLine: startLine + random.pick([0, 1, 127, 128, 70_000, 0xffffff]),
      nameStart: 0,
      nameEnd: name.length,
      parent: i > 0 && random.below(2) === 0 ? random.below(i) : -1,
    };
  });
}

test.each([1, 2, 3])('symbolsOf() and symbolsAround() return every row of outlines of any size, merged or not (seed %i)', seed => {
  const random = new Random(seed);
  const files = [31, 1, 32, 0, 1000, 33, 64].map((count, i) => ({
    path: `f${i}.c`,
    text: `${name}\n`,
    outline: wideOutline(random, count),
  }));
  const bytes = [buildSegment(files.slice(0, 4)), buildSegment(files.slice(4))];
  const check = (segments: readonly Uint8Array<SharedArrayBuffer>[], kept: readonly (typeof files)[number][]): void => {
    const { snapshot } = openSnapshot(segments.map(bytes => ({ bytes })));
    for (const [file, { outline }] of kept.entries()) {
      const symbols = snapshot.symbolsOf(file);
      const seen = symbols.map(({ kind, startLine, endLine, docStartLine, parent }) => ({
        kind,
        startLine,
        endLine,
        docStartLine,
        parent,
      }));
      expect(seen).toEqual(
        outline.map(({ kind, startLine, endLine, docStartLine, parent }) => ({ kind, startLine, endLine, docStartLine, parent })),
      );
      for (const line of [...lines, 64, 100_000]) {
        const at = symbols.findLastIndex(({ docStartLine, endLine }) => docStartLine <= line && line <= endLine);
        expect(snapshot.symbolsAround(file, line)[0]).toEqual(at < 0 ? undefined : symbols[at]);
      }
    }
  };
  check(bytes, files);
  const chunks: Uint8Array[] = [];
  const sources = bytes.map((from, i) => ({ from, deletedFiles: i === 0 ? [1] : [] }));
  const merged = mergeSegments(
    sources,
    newKernels(),
    chunk => chunks.push(chunk.slice()),
    () => undefined,
  );
  expect(merged.kind).toBe('merged');
  check(
    [shared(Buffer.concat(chunks))],
    files.filter((_, i) => i !== 1),
  );
});
