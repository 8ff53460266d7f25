import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { assertMayChange } from '../../../server/indexing/may-change.js';
import { ProblemError } from '../../../server/protocol/problem.js';
import { aFolder } from '../../kit/a-folder.js';

const folder = aFolder({
  '.git/HEAD': 'ref: refs/heads/main\n',
  '.gitignore': 'out/\n*.log\n',
  '.vibeignore': 'legacy/\n',
  'src/cart.ts': 'export {};\n',
  'src/.gitignore': 'local.ts\n',
  'src/local.ts': '',
  'out/cart.js': '',
  'legacy/old.ts': '',
  'made/by-setting.ts': '',
  '.env': 'KEY=1\n',
});

/** Returns the reason, or undefined if the file may be changed. */
async function refusalOf(path: string): Promise<string | undefined> {
  try {
    await assertMayChange(folder.root, path, ['made/**'], new AbortController().signal);
    return undefined;
  } catch (error) {
    if (error instanceof ProblemError) return error.message;
    throw error;
  }
}

test.each([
  ['src/cart.ts', undefined],
  ['src/new-file.ts', undefined],
  ['out/cart.js', /line 1 of \.gitignore/],
  ['debug.log', /line 2 of \.gitignore/],
  ['src/local.ts', /line 1 of src\/\.gitignore/],
  ['legacy/old.ts', /line 1 of \.vibeignore/],
  ['made/by-setting.ts', /exclude settings/],
  ['node_modules/a/index.js', /Vibe's defaults/],
  ['.env', /secrets/],
  ['../outside.ts', /outside its folder/],
])('%s', async (path, expected) => {
  const refusal = await refusalOf(path);
  if (expected === undefined) expect(refusal).toBeUndefined();
  else expect(refusal).toMatch(expected);
});

test('a link to a secret in the same folder', async () => {
  writeFileSync(join(folder.root, '.env'), 'KEY=1');
  symlinkSync(join(folder.root, '.env'), join(folder.root, 'settings.ts'));
  expect(await refusalOf('settings.ts')).toMatch(/secrets/);
});

test('a path that leaves the folder by backslashes, as Windows reads it', async () => {
  expect(await refusalOf('src\\..\\..\\new.ts')).toMatch(/outside its folder/);
});

test.skipIf(process.platform === 'win32')('a link that leads out of the folder', async () => {
  const outside = aFolder({ 'real.ts': '' });
  mkdirSync(join(folder.root, 'links'), { recursive: true });
  symlinkSync(join(outside.root, 'real.ts'), join(folder.root, 'links/real.ts'));
  writeFileSync(join(folder.root, 'links/own.ts'), '');
  expect(await refusalOf('links/real.ts')).toMatch(/a link leads/);
  expect(await refusalOf('links/own.ts')).toBeUndefined();
});
