import { appendFileSync, readdirSync, readFileSync, renameSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { say } from '../../../server/protocol/sentences/sentence.js';
import { Finder } from '../../kit/find.js';
import { TestFolder, TestIndex } from '../../kit/workspace.js';

const finder = new Finder();
afterAll(() => finder.dispose());

const fruit = { 'src/a.ts': 'export const apple = 1;\n', 'src/b.ts': 'export const banana = 2;\n', 'README.md': '# Cherry\n' };
const newest = (world: TestIndex) => world.snapshots.at(-1)!;

describe('a folder', () => {
  test('is indexed from nothing, and everything in it is found', async () => {
    using folder = new TestFolder(fruit);
    await using world = new TestIndex(folder);
    const status = await world.indexed();
    expect(status).toMatchObject({ phase: 'ready', nSeen: 3, nSearchable: 3, nChunks: 3, leftOut: {} });
    expect(finder.paths(newest(world))).toEqual(['README.md', 'src/a.ts', 'src/b.ts']);
    expect(finder.find(newest(world), 'banana')).toEqual(['src/b.ts']);
    expect(world.log).toEqual([]);
  });

  test('that did not change is searchable at the next start without reading a file', async () => {
    using folder = new TestFolder(fruit);
    {
      await using first = new TestIndex(folder);
      await first.indexed();
    }
    await using world = new TestIndex(folder);
    expect(await world.indexed()).toMatchObject({ phase: 'ready', nSearchable: 3, nChunks: 3 });
    expect(finder.find(newest(world), 'apple')).toEqual(['src/a.ts']);
    expect({ read: world.counter('AsyncFileManager', 'files read'), indexed: world.counter('Indexing', 'files indexed') }).toEqual({
      read: 0,
      indexed: 0,
    });
  });

  test('that changed while no process ran is brought up to date at the next start', async () => {
    using folder = new TestFolder({ ...fruit, 'old.ts': 'date', 'same.ts': 'elderberry' });
    {
      await using first = new TestIndex(folder);
      await first.indexed();
    }
    folder.remove('old.ts');
    folder.write('src/a.ts', 'export const fig = 1;\n', new Date('2021-01-01'));
    folder.write('new.ts', 'grape');
    const moved = new Date('2022-02-02');
    utimesSync(folder.at('same.ts'), moved, moved);
    await using world = new TestIndex(folder);
    expect(await world.indexed()).toMatchObject({ nSearchable: 5, nSeen: 5 });
    const found = ['apple', 'fig', 'date', 'grape', 'elderberry'].map(word => finder.find(newest(world), word));
    expect(found).toEqual([[], ['src/a.ts'], [], ['new.ts'], ['same.ts']]);
    // The touched file was read, and its content was known.
    expect(world.counter('AsyncFileManager', 'files read')).toBe(3);
    await world.workspace.dispose();
    await using third = new TestIndex(folder);
    await third.indexed();
    expect(third.counter('AsyncFileManager', 'files read')).toBe(0);
  });

  test('with thousands of one-line files is indexed whole, and each file is found', async () => {
    const names = Array.from({ length: 1500 }, (_, i) => `file${i}.txt`);
    using folder = new TestFolder(Object.fromEntries(names.map((name, i) => [name, `line of number${i}\n`])));
    await using world = new TestIndex(folder);
    expect(await world.indexed()).toMatchObject({ phase: 'ready', nSeen: 1500, nSearchable: 1500, nChunks: 1500, leftOut: {} });
    for (const i of [0, 1234, 1499]) expect(finder.find(newest(world), `number${i}`)).toEqual([`file${i}.txt`]);
    await world.workspace.dispose();
    folder.write('file1234.txt', 'another line\n', new Date('2021-01-01'));
    await using next = new TestIndex(folder);
    expect(await next.indexed()).toMatchObject({ nSearchable: 1500 });
    expect(next.counter('AsyncFileManager', 'files read')).toBe(1);
    expect(finder.find(newest(next), 'number1234')).toEqual([]);
  });

  test('that is empty says so', async () => {
    using folder = new TestFolder();
    await using world = new TestIndex(folder);
    expect(await world.indexed()).toMatchObject({ phase: 'ready', nSeen: 0, nSearchable: 0, note: say('noteEmpty') });
  });

  test('whose files are all left out names the line of the file that excludes them', async () => {
    using folder = new TestFolder({ '.gitignore': '# build products\n/*\n', 'a.ts': '', 'b.ts': '', 'c/d.ts': '' });
    await using world = new TestIndex(folder);
    expect(await world.indexed()).toMatchObject({
      nSearchable: 0,
      note: say('noteSkippedBy', { n: 4, source: 'line 2 of .gitignore ("/*")' }),
    });
  });

  test('that is missing, or is a file, has a status that says so', async () => {
    using folder = new TestFolder({ 'file.ts': '' });
    await using world = new TestIndex(folder);
    for (const path of ['missing', 'file.ts']) {
      await world.workspace.addFolder(folder.at(path), world.signal);
      const status = world.workspace.status().folders.find(({ name }) => name === path);
      expect(status).toMatchObject({ phase: 'failed', problem: { code: 'no-folder' } });
      expect(await world.workspace.ready(status!.folder, world.signal)).toEqual(status);
    }
    await world.workspace.removeFolder(folder.at('missing'));
    expect(world.workspace.status().folders).toHaveLength(1);
  });

  test('that vanishes while it is indexed fails with its reason, and comes back with the next scan', async () => {
    using folder = new TestFolder(fruit);
    await using world = new TestIndex(folder);
    await world.indexed();
    renameSync(folder.root, join(folder.base, 'away'));
    await world.workspace.rebuild(folder.uri, world.signal);
    expect(await world.indexed()).toMatchObject({ phase: 'failed', problem: { code: 'no-folder' } });
    renameSync(join(folder.base, 'away'), folder.root);
    await world.workspace.rebuild(folder.uri, world.signal);
    expect(world.workspace.status().folders[0]).toMatchObject({ phase: 'ready', nSearchable: 3 });
    expect(world.workspace.status().folders[0]).not.toHaveProperty('problem');
  });

  test('is indexed beside others of the same workspace, each with its own status', async () => {
    using one = new TestFolder(fruit);
    using two = new TestFolder({ 'x.ts': 'xylophone' });
    await using world = new TestIndex(one);
    await world.indexed();
    await world.workspace.addFolder(two.root, world.signal);
    await world.workspace.ready(two.uri, world.signal);
    expect(world.workspace.status().folders.map(({ folder, nSearchable }) => [folder, nSearchable])).toEqual([
      [one.uri, 3],
      [two.uri, 1],
    ]);
    const removed: string[] = [];
    world.workspace.onRemoved(uri => removed.push(uri));
    await world.workspace.removeFolder(one.root);
    expect(removed).toEqual([one.uri]);
    expect(world.workspace.status().folders).toHaveLength(1);
  });
});

describe('a change', () => {
  test('is found once it is reported: a save, a new file, a deletion, a rename', async () => {
    using folder = new TestFolder(fruit);
    await using world = new TestIndex(folder);
    await world.indexed();
    const change = (...paths: string[]): Promise<void> =>
      world.workspace.changed(
        paths.map(path => folder.at(path)),
        world.signal,
      );
    writeFileSync(folder.at('src/a.ts'), 'export const apricot = 1;\n');
    await change('src/a.ts');
    expect([finder.find(newest(world), 'apricot'), finder.find(newest(world), 'apple')]).toEqual([['src/a.ts'], []]);
    folder.write('src/deep/n.ts', 'nectarine');
    await change('src/deep');
    expect(finder.find(newest(world), 'nectarine')).toEqual(['src/deep/n.ts']);
    folder.remove('src/b.ts');
    await change('src/b.ts');
    expect(finder.find(newest(world), 'banana')).toEqual([]);
    renameSync(folder.at('src/deep'), folder.at('src/moved'));
    await change('src/deep', 'src/moved');
    expect(finder.find(newest(world), 'nectarine')).toEqual(['src/moved/n.ts']);
    expect(world.workspace.status().folders[0]).toMatchObject({ nSeen: 3, nSearchable: 3 });
  });

  test('of 500 files is one scan and one batch, and going back to the old contents indexes nothing again', async () => {
    const files = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`d${i % 20}/f${i}.ts`, `const before${i} = ${i};\n`]));
    using folder = new TestFolder(files);
    await using world = new TestIndex(folder);
    await world.indexed();
    const paths = Object.keys(files).map(path => folder.at(path));
    const write = (word: string, time: string): void =>
      Object.keys(files).forEach((path, i) => folder.write(path, `const ${word}${i} = ${i};\n`, new Date(time)));
    const looks = (): number => world.counter('Indexing', 'partial looks');
    write('after', '2021-01-01');
    await world.workspace.changed(paths, world.signal);
    expect(looks()).toBe(1);
    expect(finder.find(newest(world), 'after499')).toEqual(['d19/f499.ts']);
    expect(finder.find(newest(world), 'before499')).toEqual([]);
    expect(finder.paths(newest(world))).toHaveLength(500);
    write('before', '2022-01-01');
    const build = world.counter('Indexing', 'segments');
    await world.workspace.changed(paths, world.signal);
    expect(finder.find(newest(world), 'before499')).toEqual(['d19/f499.ts']);
    expect(world.counter('Indexing', 'segments')).toBe(build);
  });

  test('reported a thousand times in a storm is scanned a few times, and all of it is found', async () => {
    using folder = new TestFolder(fruit);
    await using world = new TestIndex(folder);
    await world.indexed();
    const told: Promise<void>[] = [];
    for (let i = 0; i < 1_000; i++) {
      if (i < 100) writeFileSync(folder.at(`s${i}.ts`), `storm${i}`);
      told.push(world.workspace.changed([folder.at(`s${i % 100}.ts`)], world.signal));
    }
    await Promise.all(told);
    expect(world.counter('Indexing', 'partial looks')).toBeLessThanOrEqual(3);
    expect(finder.paths(newest(world))).toHaveLength(103);
    expect(finder.find(newest(world), 'storm99')).toEqual(['s99.ts']);
  });

  test('is indexed after the threads have ended', async () => {
    using folder = new TestFolder(fruit);
    await using world = new TestIndex(folder, { idleMs: 0 });
    await world.indexed();
    for (const word of ['one', 'two', 'three']) {
      // Threads end immediately: each change starts one again, or waits for its end first.
      await new Promise(resolve => setImmediate(resolve));
      writeFileSync(folder.at('src/a.ts'), `text${word}\n`);
      await world.workspace.changed([folder.at('src/a.ts')], world.signal);
      expect(finder.find(newest(world), `text${word}`)).toEqual(['src/a.ts']);
    }
  });

  test('of an ignore file includes and excludes files', async () => {
    using folder = new TestFolder(fruit);
    await using world = new TestIndex(folder);
    await world.indexed();
    folder.write('.vibeignore', 'src/\n');
    await world.workspace.changed([folder.at('.vibeignore')], world.signal);
    expect(finder.paths(newest(world))).toEqual(['.vibeignore', 'README.md']);
    expect(world.workspace.status().folders[0]).toMatchObject({ leftOut: { ignored: 1 } });
    folder.remove('.vibeignore');
    await world.workspace.changed([folder.at('.vibeignore')], world.signal);
    expect(finder.paths(newest(world))).toEqual(['README.md', 'src/a.ts', 'src/b.ts']);
    expect(world.workspace.status().folders[0]).toMatchObject({ leftOut: {}, nSeen: 3 });
  });

  test('in a left-out folder, in .git or outside the workspace changes nothing', async () => {
    using folder = new TestFolder({ ...fruit, '.gitignore': 'out/\n', 'out/old.ts': 'x' });
    await using world = new TestIndex(folder);
    await world.indexed();
    folder.write('out/x.ts', 'x');
    folder.write('.git/HEAD', 'x');
    const before = world.workspace.status().folders[0];
    await world.workspace.changed([folder.at('out/x.ts'), folder.at('.git/HEAD'), '/etc/hosts', folder.root], world.signal);
    expect(world.workspace.status().folders[0]).toEqual(before);
    expect(finder.paths(newest(world))).toEqual(['.gitignore', 'README.md', 'src/a.ts', 'src/b.ts']);
  });

  test('while the folder is first indexed is not undone by what was read before', async () => {
    const files = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`f${i}.ts`, `old${i}\n`.repeat(50)]));
    using folder = new TestFolder(files);
    await using world = new TestIndex(folder);
    await world.workspace.addFolder(folder.root, world.signal);
    const saves: Promise<void>[] = [];
    for (let i = 0; i < 200; i += 40) {
      writeFileSync(folder.at(`f${i}.ts`), `new${i}\n`);
      saves.push(world.workspace.changed([folder.at(`f${i}.ts`)], world.signal));
    }
    await Promise.all([...saves, world.workspace.ready(folder.uri, world.signal)]);
    for (let i = 0; i < 200; i += 40) {
      expect(finder.find(newest(world), `new${i}`), `f${i}`).toEqual([`f${i}.ts`]);
      expect(finder.find(newest(world), `old${i}`), `f${i}`).toEqual([]);
    }
    expect(finder.paths(newest(world))).toHaveLength(200);
  });
});

describe('unsaved text', () => {
  test('hides the stored version until it is saved', async () => {
    using folder = new TestFolder(fruit);
    await using world = new TestIndex(folder);
    await world.indexed();
    const overlay = (text: string | undefined): Promise<void> => world.workspace.overlay(folder.at('src/a.ts'), text, world.signal);
    await overlay('export const avocado = 1;\n');
    expect([finder.find(newest(world), 'avocado'), finder.find(newest(world), 'apple')]).toEqual([['src/a.ts'], []]);
    await Promise.all([overlay('export const almond = 1;\n'), overlay('export const acai = 1;\n')]);
    expect(['avocado', 'almond', 'acai'].map(word => finder.find(newest(world), word).length)).toEqual([0, 0, 1]);
    await overlay(undefined);
    expect(finder.find(newest(world), 'apple')).toEqual(['src/a.ts']);
    expect(newest(world).overlays).toEqual([]);
  });

  test('that existed before its folder was opened is found too', async () => {
    using folder = new TestFolder(fruit);
    await using world = new TestIndex(folder);
    await world.workspace.overlay(folder.at('src/a.ts'), 'export const avocado = 1;\n', world.signal);
    const overlaid = Promise.withResolvers<void>();
    world.workspace.onSnapshot(({ overlays }) => overlays.length > 0 && overlaid.resolve());
    await Promise.all([world.indexed(), overlaid.promise]);
    expect([finder.find(newest(world), 'avocado'), finder.find(newest(world), 'apple')]).toEqual([['src/a.ts'], []]);
  });

  test('of a file that is left out or a secret is never found', async () => {
    using folder = new TestFolder({ ...fruit, '.gitignore': 'private.ts\n', 'private.ts': '' });
    await using world = new TestIndex(folder);
    await world.indexed();
    await world.workspace.overlay(folder.at('private.ts'), 'hidden treasure', world.signal);
    await world.workspace.overlay(folder.at('.env'), 'TOKEN=treasure', world.signal);
    expect(finder.find(newest(world), 'treasure')).toEqual([]);
  });
});

describe('files that are not what they seem', () => {
  test('are left out with their reason, and indexing continues', async () => {
    using folder = new TestFolder({
      ...fruit,
      '.env': 'TOKEN=1',
      'deploy/id_rsa': 'key',
      'notes.txt': '-----BEGIN RSA PRIVATE KEY-----\nabc\n',
      'image.png': 'x',
      'nul.ts': 'a\0b\0c'.repeat(100),
      'one-line.js': `var x="${'ab,'.repeat(350_000)}";`,
      'latin.txt': Buffer.from('caf\xe9 cr\xe8me', 'latin1'),
      'broken.txt': Buffer.from([0x67, 0x6f, 0x6f, 0x64, 0x20, 0xff, 0xfe, 0x20, 0x77, 0x6f, 0x72, 0x64]),
      'wide.txt': Buffer.from('\uFEFFwidetext in two bytes', 'utf16le'),
      'empty.ts': '',
    });
    // A sparse file of 200 MB.
    writeFileSync(folder.at('huge.ts'), 'x');
    truncateSync(folder.at('huge.ts'), 200 * 1024 * 1024);
    symlinkSync(folder.root, folder.at('loop'));
    symlinkSync(process.execPath, folder.at('outside.ts'));
    symlinkSync('nowhere', folder.at('dangling'));
    await using world = new TestIndex(folder);
    const status = await world.indexed();
    expect(status.leftOut).toEqual({ secret: 3, binary: 2, minified: 1, 'too-large': 1, 'not-a-file': 3 });
    expect(finder.paths(newest(world))).toEqual([...Object.keys(fruit), 'broken.txt', 'empty.ts', 'latin.txt', 'wide.txt'].sort());
    expect(['crème', 'word', 'widetext'].map(word => finder.find(newest(world), word))).toEqual([
      ['latin.txt'],
      ['broken.txt'],
      ['wide.txt'],
    ]);
    expect(status.nSeen).toBe(status.nSearchable + 10);
  });

  test('are found if their names have spaces, quotes, emoji, newlines or 255 bytes', async () => {
    const names = [
      'with space.ts',
      `quote'"\`.ts`,
      '🍎.ts',
      'new\nline.ts',
      `${'é'.repeat(125)}.ts`,
      '-dash',
      '#hash',
      '%41.ts',
      'back\\slash.ts',
      '<b>.ts',
    ];
    using folder = new TestFolder(Object.fromEntries(names.map((name, i) => [name, `content${i}`])));
    await using world = new TestIndex(folder);
    expect(await world.indexed()).toMatchObject({ nSearchable: names.length, leftOut: {} });
    names.forEach((name, i) => expect(finder.find(newest(world), `content${i}`)).toEqual([name]));
  });

  test.runIf(process.platform === 'linux')('are left out if their names are not UTF-8, and their neighbours are not', async () => {
    using folder = new TestFolder(fruit);
    writeFileSync(Buffer.concat([Buffer.from(`${folder.root}/`), Buffer.from([0x66, 0xff, 0x2e, 0x74, 0x73])]), 'x');
    await using world = new TestIndex(folder);
    expect(await world.indexed()).toMatchObject({ nSearchable: 3, leftOut: { unreadable: 1 } });
  });

  test('can become binary, and text again', async () => {
    using folder = new TestFolder(fruit);
    await using world = new TestIndex(folder);
    await world.indexed();
    folder.write('src/a.ts', 'a\0b\0c'.repeat(50), new Date('2021-01-01'));
    await world.workspace.changed([folder.at('src/a.ts')], world.signal);
    expect(world.workspace.status().folders[0]).toMatchObject({ nSearchable: 2, leftOut: { binary: 1 } });
    // Reporting it again does not read it again.
    const read = world.counter('AsyncFileManager', 'files read');
    await world.workspace.changed([folder.at('src/a.ts')], world.signal);
    expect(world.counter('AsyncFileManager', 'files read')).toBe(read);
    folder.write('src/a.ts', 'apple', new Date('2022-01-01'));
    await world.workspace.changed([folder.at('src/a.ts')], world.signal);
    expect(world.workspace.status().folders[0]).toMatchObject({ nSearchable: 3, leftOut: {} });
  });

  test('can be 3,000 in one folder', async () => {
    using folder = new TestFolder();
    for (let i = 0; i < 3_000; i++) writeFileSync(folder.at(`f${i}.ts`), `n${i}`);
    await using world = new TestIndex(folder);
    expect(await world.indexed()).toMatchObject({ nSearchable: 3_000 });
    expect(finder.find(newest(world), 'n2999')).toEqual(['f2999.ts']);
  });
});

describe('the status', () => {
  test('never runs backwards while a folder is indexed, and claims only what the newest snapshot finds', async () => {
    const files = Object.fromEntries(Array.from({ length: 240 }, (_, i) => [`d${i % 7}/f${i}.ts`, `word${i}\n`.repeat(100)]));
    using folder = new TestFolder(files);
    await using world = new TestIndex(folder);
    let last = { version: -1, nSeen: 0, nSearchable: 0 };
    world.workspace.onStatus(({ version, folders: [status] }) => {
      expect(version).toBeGreaterThan(last.version);
      expect(status!.nSeen).toBeGreaterThanOrEqual(last.nSeen);
      expect(status!.nSearchable).toBeGreaterThanOrEqual(last.nSearchable);
      expect(status!.nSearchable).toBeLessThanOrEqual(status!.nSeen);
      last = { version, nSeen: status!.nSeen, nSearchable: status!.nSearchable };
    });
    world.workspace.onSnapshot(spec => {
      const status = world.workspace.status().folders[0];
      expect(finder.paths(spec)).toHaveLength(status?.nSearchable ?? 0);
    });
    expect(await world.indexed()).toMatchObject({ nSeen: 240, nSearchable: 240 });
  });

  test('reports that the quota is reached, and what was left out because of it', async () => {
    using folder = new TestFolder(Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`f${i}.ts`, `some text ${i}\n`.repeat(2000)])));
    {
      await using first = new TestIndex(folder);
      await first.indexed();
    }
    folder.write('late.ts', 'late');
    await using world = new TestIndex(folder, { quotaBytes: 1_000 });
    const status = await world.indexed();
    expect(status).toMatchObject({ nSearchable: 50, leftOut: { excluded: 1 }, note: { id: 'noteQuota' } });
  });
});

test('a rebuild indexes everything again and drops the old segments', async () => {
  using folder = new TestFolder(fruit);
  await using world = new TestIndex(folder);
  await world.indexed();
  const before = new Set(newest(world).segments.map(({ path }) => path));
  await world.workspace.rebuild(undefined, world.signal);
  expect(finder.paths(newest(world))).toEqual(['README.md', 'src/a.ts', 'src/b.ts']);
  expect(newest(world).segments.some(({ path }) => before.has(path))).toBe(false);
});

test('many small changes are merged into few segments, which hold everything alive', async () => {
  using folder = new TestFolder(fruit);
  await using world = new TestIndex(folder);
  await world.indexed();
  const merged = new Promise<void>(resolve => {
    world.workspace.onStatus(() => {
      if (world.counter('Indexing', 'merges') > 0) resolve();
    });
  });
  for (let i = 0; i < 12; i++) {
    writeFileSync(folder.at(`grown${i}.ts`), `export const grown${i} = ${i};\n`);
    await world.workspace.changed([folder.at(`grown${i}.ts`)], world.signal);
  }
  await merged;
  expect(finder.paths(newest(world))).toHaveLength(15);
  expect(finder.find(newest(world), 'grown11')).toEqual(['grown11.ts']);
  expect(newest(world).segments.length).toBeLessThan(10);
  expect(finder.problems).toEqual([]);
});

test('one file saved again and again leaves few segments on the disk', async () => {
  using folder = new TestFolder(fruit);
  await using world = new TestIndex(folder);
  await world.indexed();
  for (let i = 0; i < 50; i++) {
    appendFileSync(folder.at('src/a.ts'), `export const grown${i} = ${i};\n`);
    await world.workspace.changed([folder.at('src/a.ts')], world.signal);
  }
  expect(finder.find(newest(world), 'grown49')).toEqual(['src/a.ts']);
  const [storage] = readdirSync(join(folder.storage, 'folders'));
  expect(readdirSync(join(folder.storage, 'folders', storage!)).length).toBeLessThan(45);
});

test('segments are named for what they are, and no temporary file stays', async () => {
  using folder = new TestFolder(fruit);
  {
    await using world = new TestIndex(folder);
    await world.indexed();
  }
  const [storage] = readdirSync(join(folder.storage, 'folders'));
  const names = readdirSync(join(folder.storage, 'folders', storage!));
  expect(names.filter(name => !/^(?:manifest|seg-[0-9a-f]{16}\.vibe|stats-[0-9a-f]{16})$/.test(name))).toEqual([]);
  expect(readFileSync(join(folder.storage, 'folders', storage!, 'manifest'), 'utf8')).toMatch(/^vibe-manifest 1 [0-9a-f]{64}\n/);
});
