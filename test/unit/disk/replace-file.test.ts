/** Windows refuses to rename over a file that another process has open; on other systems a refusal is final. */
import { expect, test } from 'vitest';
import { replaceFile } from '../../../server/disk/replace-file.js';

/** Refuses with these codes, one per call, then succeeds. */
function aDisk(platform: NodeJS.Platform, refusals: readonly string[]) {
  const codes = [...refusals];
  let nCalls = 0;
  const rename = async (): Promise<void> => {
    nCalls++;
    const code = codes.shift();
    if (code !== undefined) throw Object.assign(new Error(code), { code });
  };
  return { replace: () => replaceFile('a.tmp', 'a', { platform, rename }), nCalls: () => nCalls };
}

test.each(['EPERM', 'EACCES', 'EBUSY'])('on Windows a file that is open for a moment (%s) is replaced nevertheless', async code => {
  const { replace, nCalls } = aDisk('win32', [code, code]);
  await replace();
  expect(nCalls()).toBe(3);
});

test('on Windows replacing a file that stays open fails in the end', async () => {
  const { replace, nCalls } = aDisk(
    'win32',
    Array.from({ length: 20 }, () => 'EPERM'),
  );
  await expect(replace()).rejects.toMatchObject({ code: 'EPERM' });
  expect(nCalls()).toBe(8);
});

test('replacing a file on a full disk fails immediately', async () => {
  const { replace, nCalls } = aDisk('win32', ['ENOSPC']);
  await expect(replace()).rejects.toMatchObject({ code: 'ENOSPC' });
  expect(nCalls()).toBe(1);
});

test.each(['linux', 'darwin'] as const)('on %s a refusal is final', async platform => {
  const { replace, nCalls } = aDisk(platform, ['EPERM']);
  await expect(replace()).rejects.toMatchObject({ code: 'EPERM' });
  expect(nCalls()).toBe(1);
});
