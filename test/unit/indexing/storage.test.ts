import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type Disk, systemDisk } from '../../../server/disk/atomic-file.js';
import { storeSegment } from '../../../server/indexing/segment-maker.js';
import { say } from '../../../server/protocol/sentences/sentence.js';
import { bundle } from '../../kit/bundle.js';
import { Finder } from '../../kit/find.js';
import { TestFolder, TestIndex } from '../../kit/workspace.js';

const finder = new Finder();
afterAll(() => finder.dispose());
const fruit = { 'src/a.ts': 'export const apple = 1;\n', 'src/b.ts': 'export const banana = 2;\n', 'README.md': '# Cherry\n' };
const newest = (world: TestIndex) => world.snapshots.at(-1)!;
const firstStatus = (world: TestIndex) => world.workspace.status().folders[0]!;

describe('storage that cannot be written', () => {
  test('is reported, and the folder is indexed in memory and kept up to date there', async () => {
    using folder = new TestFolder(fruit);
    writeFileSync(join(folder.base, 'file'), '');
    await using world = new TestIndex(folder, { storageDir: join(folder.base, 'file/below') });
    expect(await world.indexed()).toMatchObject({ phase: 'ready', nSearchable: 3, problem: { code: 'storage-unwritable' } });
    writeFileSync(folder.at('src/a.ts'), 'apricot');
    await world.workspace.changed([folder.at('src/a.ts')], world.signal);
    expect([finder.find(newest(world), 'apricot'), finder.find(newest(world), 'apple')]).toEqual([['src/a.ts'], []]);
  });

  test('is still searched for what it holds', async () => {
    using folder = new TestFolder(fruit);
    {
      await using first = new TestIndex(folder);
      await first.indexed();
    }
    const refuse = (): Promise<never> => Promise.reject(Object.assign(new Error('read-only'), { code: 'EROFS' }));
    const readOnly: Disk = { write: refuse, rename: refuse, sync: refuse, syncFolder: refuse, remove: refuse, makeFolder: refuse };
    await using world = new TestIndex(folder, { disk: readOnly });
    expect(await world.indexed()).toMatchObject({ phase: 'ready', nSearchable: 3, problem: { code: 'storage-unwritable' } });
    expect(finder.find(newest(world), 'banana')).toEqual(['src/b.ts']);
    expect(world.counter('AsyncFileManager', 'files read')).toBe(0);
  });

  test('gets what was kept in memory once it can be written again, and the problem is gone', async () => {
    using folder = new TestFolder(fruit);
    let isFull = true;
    let ms = 1_000_000;
    const disk: Disk = {
      ...systemDisk,
      write: (path, parts) =>
        isFull ? Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' })) : systemDisk.write(path, parts),
    };
    const clock = { now: () => ms, wall: () => Date.now() };
    await using world = new TestIndex(folder, { disk, clock });
    expect(await world.indexed()).toMatchObject({
      nSearchable: 3,
      problem: { code: 'storage-unwritable', text: { args: { why: say('diskFull') } } },
    });
    folder.write('src/c.ts', 'currant');
    await world.workspace.changed([folder.at('src/c.ts')], world.signal);
    expect(newest(world).segments.some(({ bytes }) => bytes !== undefined)).toBe(true);
    isFull = false;
    ms += 60_000;
    folder.write('src/d.ts', 'date');
    await world.workspace.changed([folder.at('src/d.ts')], world.signal);
    expect(firstStatus(world)).not.toHaveProperty('problem');
    expect(newest(world).segments.every(({ bytes }) => bytes === undefined)).toBe(true);
    await world.workspace.dispose();
    await using next = new TestIndex(folder);
    expect(await next.indexed()).toMatchObject({ nSearchable: 5 });
    expect(finder.find(newest(next), 'currant')).toEqual(['src/c.ts']);
    expect(next.counter('AsyncFileManager', 'files read')).toBe(0);
  });

  test('names a segment in the manifest only once its content and its name are durable, and asks for each once', async () => {
    using folder = new TestFolder(fruit);
    const steps: string[] = [];
    const disk: Disk = {
      ...systemDisk,
      sync: path => {
        steps.push(`sync ${basename(path)}`);
        return systemDisk.sync(path);
      },
      syncFolder: path => {
        steps.push('sync folder');
        return systemDisk.syncFolder(path);
      },
      rename: (from, to) => {
        steps.push(basename(to));
        return systemDisk.rename(from, to);
      },
    };
    await using world = new TestIndex(folder, { disk });
    await world.indexed();
    folder.write('src/c.ts', 'currant');
    await world.workspace.changed([folder.at('src/c.ts')], world.signal);
    const synced = steps.filter(step => step.startsWith('sync seg'));
    expect(synced).toEqual([...new Set(synced)]);
    expect(synced).toEqual(expect.arrayContaining(newest(world).segments.map(({ path }) => `sync ${basename(path)}`)));
    // Between writing a segment and the manifest that names it, the folder that holds its name is synced.
    for (const segment of synced) {
      const after = steps.slice(steps.indexOf(segment));
      expect(after.indexOf('sync folder')).toBeLessThan(after.indexOf('manifest'));
    }
  });

  test('keeps a segment in memory, with the reason, and leaves no temporary file', () => {
    using folder = new TestFolder();
    const files = {
      paths: 'a',
      sizes: new Float64Array(1),
      mtimes: new Float64Array(1),
      hashes: new Uint8Array(16),
      windows: new Uint32Array(1),
      ages: new Float64Array(1),
    };
    const stream = (sink: (bytes: Uint8Array) => void): void => [[1, 2], [3]].forEach(bytes => sink(Uint8Array.from(bytes)));
    const stored = storeSegment(stream, files, folder.at('missing'));
    expect(stored).toMatchObject({ problem: { code: 'storage-unwritable' }, sizeBytes: 3 });
    expect([...new Uint8Array(stored.bytes!)]).toEqual([1, 2, 3]);
    expect(readdirSync(folder.root)).toEqual([]);
  });

  const small = new TestFolder();
  const canMount = process.platform === 'linux' && mountSmall(small.at(''));
  afterAll(() => {
    if (canMount) spawnSync('umount', ['-l', small.at('')]);
    small[Symbol.dispose]();
  });
  test.runIf(canMount)('because the disk is full loses nothing: everything is found, and nothing on it is damaged', async () => {
    using folder = new TestFolder(
      Object.fromEntries(
        Array.from({ length: 60 }, (_, i) => [
          `f${i}.ts`,
          `unique${i} ${Array.from({ length: 900 }, (_, j) => `w${i * 31 + j}`).join(' ')}\n`,
        ]),
      ),
    );
    mkdirSync(small.at('storage'));
    {
      await using world = new TestIndex(folder, { storageDir: small.at('storage') });
      expect(await world.indexed()).toMatchObject({ phase: 'ready', nSearchable: 60, problem: { code: 'storage-unwritable' } });
      expect(finder.find(newest(world), 'unique59')).toEqual(['f59.ts']);
    }
    await using next = new TestIndex(folder, { storageDir: small.at('storage') });
    expect(await next.indexed()).toMatchObject({ nSearchable: 60 });
    expect(finder.paths(newest(next))).toHaveLength(60);
    expect(finder.problems).toEqual([]);
  });
});

/** Only root may mount; for others the fake disk above must do. */
function mountSmall(path: string): boolean {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=96k', 'tmpfs', path]).status === 0;
}

describe('two windows on one folder', () => {
  test('one writes, the other follows and offers the same; it takes over when the first is closed', async () => {
    using folder = new TestFolder(fruit);
    await using first = new TestIndex(folder);
    await first.indexed();
    await using second = new TestIndex(folder);
    expect(await second.indexed()).toMatchObject({ phase: 'following', nSeen: 3, nSearchable: 3 });
    expect(finder.find(newest(second), 'apple')).toEqual(['src/a.ts']);
    await second.workspace.overlay(folder.at('src/b.ts'), 'blueberry', second.signal);
    expect([finder.find(newest(second), 'blueberry'), finder.find(newest(second), 'banana')]).toEqual([['src/b.ts'], []]);

    writeFileSync(folder.at('src/a.ts'), 'apricot');
    const heard = new Promise<void>(resolve => {
      second.workspace.onSnapshot(spec => {
        if (finder.find(spec, 'apricot').length === 1) resolve();
      });
    });
    await first.workspace.changed([folder.at('src/a.ts')], first.signal);
    await heard;
    expect(finder.find(newest(second), 'banana')).toEqual([]);
    await expect(second.workspace.rebuild(undefined, second.signal)).rejects.toMatchObject({ problem: { code: 'index-busy' } });

    const takesOver = new Promise<void>(resolve => {
      second.workspace.onStatus(({ folders }) => {
        if (folders[0]?.phase === 'ready') resolve();
      });
    });
    await first.workspace.dispose();
    await takesOver;
    folder.write('src/c.ts', 'cranberry');
    await second.workspace.changed([folder.at('src/c.ts')], second.signal);
    expect(finder.find(newest(second), 'cranberry')).toEqual(['src/c.ts']);
  });
});

describe('an index thread that dies', () => {
  test('is started again; the one file that kills it is left out, and all others are found', async () => {
    using folder = new TestFolder({
      ...fruit,
      ...Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`f${i}.ts`, `fine${i}`])),
      'poison.ts': 'x',
      'bug.ts': 'y',
    });
    await using world = new TestIndex(folder, { threadEntry: bundle('test/kit/threads/poisoned-index.ts') });
    expect(await world.indexed()).toMatchObject({ phase: 'ready', nSearchable: 15, leftOut: { unreadable: 2 } });
    expect(finder.find(newest(world), 'fine11')).toEqual(['f11.ts']);
    expect(world.counter('Indexing', 'threads lost')).toBeGreaterThanOrEqual(4);
    expect(world.log.join('\n')).toContain('an index is out of range');
  });

  test('before it can do anything fails the folder with a Problem instead of restarting for ever', async () => {
    using folder = new TestFolder(fruit);
    writeFileSync(join(folder.base, 'broken.mjs'), 'this is no program');
    await using world = new TestIndex(folder, { threadEntry: join(folder.base, 'broken.mjs') });
    expect(await world.indexed()).toMatchObject({ phase: 'failed', problem: { code: 'internal', text: say('indexThreadsDown') } });
  });
});
