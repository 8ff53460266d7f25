/**
 * Lines of files on disk: only the needed lines are read if the file is unchanged since it was indexed, and never wrong ones if it changed.
 */
import { mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { SourceTexts } from '../../../server/search/results/source-texts.js';
import type { Snapshot } from '../../../server/snapshot/snapshot-types.js';
import { decode } from '../../../server/text/decode.js';
import { bytesOfLines, lineStartsOf } from '../../../server/text/lines.js';
import { Random } from '../../kit/random.js';
import { buildSegment, openSnapshot, randomSource } from '../../kit/segments.js';

const root = mkdtempSync(join(tmpdir(), 'vibe-texts-'));
afterAll(() => rmSync(root, { recursive: true }));
const time = new Date(1_700_000_000_000);

/** The folder of one file, stored and indexed as the product would. */
function stored(bytes: Uint8Array): {
  readonly texts: SourceTexts;
  readonly folder: { spec: { folder: string; root: string }; snapshot: Snapshot };
} {
  writeFileSync(join(root, 'a.c'), bytes);
  utimesSync(join(root, 'a.c'), time, time);
  const text = decode(bytes);
  const segment = buildSegment([{ path: 'a.c', text }], {
    stamp: { sizeBytes: bytes.length, mtimeMs: statSync(join(root, 'a.c')).mtimeMs },
  });
  return { texts: new SourceTexts(), folder: { spec: { folder: 'f', root }, snapshot: openSnapshot([{ bytes: segment }]).snapshot } };
}

function checkLines(bytes: Uint8Array, random: Random): void {
  const { texts, folder } = stored(bytes);
  const text = decode(bytes);
  const starts = lineStartsOf(text);
  const facts = folder.snapshot.file(0);
  for (let i = 0; i < 40; i++) {
    const source = texts.read(folder, facts);
    for (let j = 0; j < 3; j++) {
      const from = 1 + random.below(starts.length + 3);
      const to = from + random.below(120);
      expect(source.lines(from, to), `lines ${from} to ${to}`).toBe(new TextDecoder().decode(bytesOfLines(text, starts, from, to)));
    }
    expect(source.nLines).toBe(starts.length);
    expect(source.text()).toBe(new TextDecoder().decode(text));
  }
}

test.each([1, 2, 3])('lines of an indexed file are those of the file (seed %i)', seed => {
  const random = new Random(seed);
  const encoder = new TextEncoder();
  checkLines(encoder.encode(randomSource(random, 700)), random);
  checkLines(encoder.encode(randomSource(random, 300).replaceAll('\n', '\r\n')), random);
  // Lines that are too long for a window, between others.
  const long = Array.from({ length: 30 }, () => (random.below(4) === 0 ? 'x = 1; '.repeat(3000) : 'short'));
  checkLines(encoder.encode(long.join('\n')), random);
  // A file in another encoding is counted in UTF-8.
  const wide = Buffer.from(`\uFEFF${randomSource(random, 200)}`, 'utf16le');
  checkLines(wide, random);
  checkLines(Buffer.from(`\uFEFF${randomSource(random, 200)}`), random);
});

test('a file that changed since it was indexed is read as it is now; one that is gone has no text', () => {
  const { texts, folder } = stored(new TextEncoder().encode('one\ntwo\nthree\n'));
  const facts = folder.snapshot.file(0);
  writeFileSync(join(root, 'a.c'), 'zero\none\n');
  expect(texts.read(folder, facts).lines(1, 3)).toBe('zero\none\n');
  rmSync(join(root, 'a.c'));
  expect(texts.read(folder, facts).lines(1, 3)).toBe('');
  texts.setUnsaved(join(root, 'a.c'), 'unsaved\n');
  expect(texts.read(folder, facts).lines(1, 1)).toBe('unsaved\n');
});

test('a file that vanishes while its lines are read has no text there', () => {
  const { texts, folder } = stored(new TextEncoder().encode('one\ntwo\n'));
  const source = texts.read(folder, folder.snapshot.file(0));
  rmSync(join(root, 'a.c'));
  expect(source.lines(1, 2)).toBe('');
});
