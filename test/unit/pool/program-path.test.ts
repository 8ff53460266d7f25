/** Windows would run a program from the current folder; here only the PATH counts. */
import { expect, test } from 'vitest';
import { programPath } from '../../../server/pool/program-path.js';

const found = (name: string, env: Record<string, string>, files: readonly string[], platform: NodeJS.Platform = 'win32') =>
  programPath(name, { platform, env, isFile: path => files.includes(path) });

test('on Windows a program is the first on the PATH', () => {
  const files = ['D:\\late\\git.exe', 'C:\\Program Files\\Git\\cmd\\git.exe'];
  expect(found('git', { Path: 'C:\\Windows;"C:\\Program Files\\Git\\cmd";D:\\late' }, files)).toBe('C:\\Program Files\\Git\\cmd\\git.exe');
});

test.each(['.', '', 'bin', '..\\tools'])('on Windows an entry that depends on the current folder (%j) is skipped', entry => {
  expect(found('git', { PATH: entry }, ['git.exe', 'bin\\git.exe', '.\\git.exe', '..\\tools\\git.exe'])).toBeUndefined();
});

test('on Windows a missing program is reported instead of searched in the current folder', () => {
  expect(found('git', { PATH: 'C:\\Windows' }, ['git.exe'])).toBeUndefined();
  expect(found('git', {}, ['git.exe'])).toBeUndefined();
});

test('an absolute path is unchanged, and other systems search the PATH themselves', () => {
  expect(found('C:\\Git\\git.exe', {}, [])).toBe('C:\\Git\\git.exe');
  expect(found('git', { PATH: '/usr/bin' }, [], 'linux')).toBe('git');
});
