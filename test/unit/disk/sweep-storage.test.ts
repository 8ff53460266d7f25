import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemDisk } from '../../../server/disk/atomic-file.js';
import { writeChecked } from '../../../server/disk/checked-file.js';
import { folderStorage, lockFile, manifestFile } from '../../../server/disk/folder-layout.js';
import { manifestFormat } from '../../../server/disk/manifest.js';
import { sweepStorage } from '../../../server/disk/sweep-storage.js';

const { signal } = new AbortController();
const day = 24 * 3600_000;

async function checkSweep(
  folders: Readonly<
    Record<string, { readonly gone?: true; readonly agedDays: number; readonly locked?: true; readonly noManifest?: true }>
  >,
  maxTotalBytes: number,
  wanted: readonly string[],
): Promise<void> {
  const base = mkdtempSync(join(tmpdir(), 'vibe-sweep-'));
  const nowMs = Date.now();
  try {
    const names = new Map<string, string>();
    for (const [name, { gone, agedDays, locked, noManifest }] of Object.entries(folders)) {
      const root = join(base, 'roots', name);
      if (!gone) mkdirSync(root, { recursive: true });
      const storage = folderStorage(base, root);
      names.set(storage.split('/').at(-1)!, name);
      mkdirSync(storage, { recursive: true });
      const manifest = { root, generation: 1, features: '', segments: [], complete: true, nSeen: 0, leftOut: {} };
      if (!noManifest) await writeChecked(manifestFile(storage), manifestFormat, manifest, systemDisk);
      writeFileSync(join(storage, 'seg-00.vibe'), Buffer.alloc(100_000));
      if (locked) writeFileSync(lockFile(storage), JSON.stringify({ nonce: 'x', pid: process.pid, host: hostname() }));
      const time = new Date(nowMs - agedDays * day);
      for (const file of readdirSync(storage)) utimesSync(join(storage, file), time, time);
      utimesSync(storage, time, time);
    }
    await sweepStorage({ storageDir: base, nowMs, goneAfterMs: 30 * day, maxTotalBytes, inUse: [join(base, 'roots', 'own')] }, signal);
    expect(
      readdirSync(join(base, 'folders'))
        .map(name => names.get(name) ?? name)
        .sort(),
    ).toEqual([...wanted].sort());
  } finally {
    rmSync(base, { recursive: true });
  }
}

test('sweepStorage() removes the index of a long-missing folder, and files that no manifest names', () =>
  checkSweep(
    {
      there: { agedDays: 100 },
      goneLately: { agedDays: 3, gone: true },
      gone: { agedDays: 31, gone: true },
      goneButWritten: { agedDays: 31, gone: true, locked: true },
      own: { agedDays: 31, gone: true },
      unknown: { agedDays: 31, gone: true, noManifest: true },
    },
    1e9,
    ['there', 'goneLately', 'goneButWritten', 'own'],
  ));

test('sweepStorage() removes the least recently used indexes if all together are too large', () =>
  checkSweep(
    { a: { agedDays: 5 }, b: { agedDays: 9 }, c: { agedDays: 1 }, d: { agedDays: 7, locked: true }, own: { agedDays: 20 } },
    220_000,
    ['c', 'd', 'own'],
  ));
