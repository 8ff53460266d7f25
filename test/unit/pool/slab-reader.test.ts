import { spawnSync } from 'node:child_process';
import { appendFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type FileToRead, SlabReader } from '../../../server/pool/slab-reader.js';
import { TestFolder } from '../../kit/workspace.js';

const slabBytes = 4096;

/** Checks what each path yields: its text, or the reason. `sizes` are those that a scan saw before. */
function checkReads(folder: TestFolder, sizes: Readonly<Record<string, number>>, wanted: Readonly<Record<string, string>>): SlabReader {
  const reader = new SlabReader({ slabBytes, maxFileBytes: 20_000 });
  const files: FileToRead[] = Object.entries(sizes).map(([path, sizeBytes]) => ({ path: folder.at(path), sizeBytes }));
  const got: Record<string, string> = {};
  for (const read of reader.readAll(files)) {
    const path = read.file.path.slice(folder.root.length + 1);
    got[path] = read.kind === 'read' ? Buffer.from(read.bytes).toString() : read.reason;
    if (read.kind === 'read') expect(read.bytes.buffer).toBeInstanceOf(SharedArrayBuffer);
  }
  expect(got).toEqual(wanted);
  return reader;
}

describe('SlabReader.readAll()', () => {
  test('yields files in order as views of one reused slab', () => {
    using folder = new TestFolder(Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`f${i}`, `${i}`.repeat(600)])));
    const names = Array.from({ length: 20 }, (_, i) => `f${i}`);
    const reader = checkReads(
      folder,
      Object.fromEntries(names.map(name => [name, 1200])),
      Object.fromEntries(names.map((name, i) => [name, `${i}`.repeat(600)])),
    );
    const bytes = names.reduce((sum, _, i) => sum + `${i}`.length * 600, 0);
    expect(reader.counters).toMatchObject({ files: 20, bytesRead: bytes, copiesAvoidedBytes: bytes });
    expect(reader.counters.slabsReused).toBeGreaterThan(3);
  });

  test('yields a file larger than the slab, and an empty one', () => {
    using folder = new TestFolder({ large: 'l'.repeat(15_000), empty: '', small: 's' });
    checkReads(folder, { large: 15_000, empty: 0, small: 1 }, { large: 'l'.repeat(15_000), empty: '', small: 's' });
  });

  test('yields the current content of a file that grew or shrank since the scan', () => {
    using folder = new TestFolder({ grown: 'g', shrunk: 'shrunk', neighbour: 'n' });
    appendFileSync(folder.at('grown'), 'G'.repeat(9_000));
    checkReads(folder, { neighbour: 1, grown: 1, shrunk: 5_000 }, { neighbour: 'n', grown: `g${'G'.repeat(9_000)}`, shrunk: 'shrunk' });
  });

  test('reports why a file cannot be read, and continues with the next', () => {
    using folder = new TestFolder({ gone: '', huge: 'h'.repeat(20_001), target: 't', last: 'last', 'folder/x': '' });
    rmSync(folder.at('gone'));
    symlinkSync(folder.at('target'), folder.at('link'));
    const isPosix = process.platform !== 'win32';
    if (isPosix) spawnSync('mkfifo', [folder.at('pipe')]);
    else writeFileSync(folder.at('pipe'), '');
    checkReads(
      folder,
      { gone: 3, huge: 10, link: 1, folder: 5, pipe: 0, 'target/below': 1, last: 4 },
      {
        gone: 'vanished',
        huge: 'too-large',
        link: 'not-a-file',
        folder: 'not-a-file',
        pipe: isPosix ? 'not-a-file' : '',
        'target/below': 'vanished',
        last: 'last',
      },
    );
  });

  test('reads no further than one slab ahead of the consumer', () => {
    using folder = new TestFolder(Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`f${i}`, 'x'.repeat(1_000)])));
    const reader = new SlabReader({ slabBytes, maxFileBytes: 20_000 });
    const files = Array.from({ length: 50 }, (_, i) => ({ path: folder.at(`f${i}`), sizeBytes: 1_000 }));
    reader.readAll(files).next();
    expect(reader.counters.files).toBeLessThanOrEqual(slabBytes / 1_000);
  });
});
