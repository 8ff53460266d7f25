/** What others put in place of a file is refused without blocking. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readRegular, readRegularSync } from '../../../server/base/regular-file.js';

const folder = mkdtempSync(join(tmpdir(), 'vibe-regular-'));
const at = (name: string): string => join(folder, name);
writeFileSync(at('file'), 'hello world');
mkdirSync(at('folder'));
symlinkSync('file', at('link'));
const isPosix = process.platform !== 'win32';
if (isPosix) execFileSync('mkfifo', [at('pipe')]);
afterAll(() => rmSync(folder, { recursive: true }));

describe.each([
  ['readRegularSync', async (...args: Parameters<typeof readRegularSync>) => readRegularSync(...args)],
  ['readRegular', readRegular],
])('%s', (_name, read) => {
  test('reads a file up to the limit', async () => {
    expect((await read(at('file'), 5)).toString()).toBe('hello');
    expect((await read(at('file'), 500)).toString()).toBe('hello world');
  });

  test('refuses a folder', async () => {
    await expect(read(at('folder'), 10)).rejects.toThrow();
  });

  test.runIf(isPosix)('refuses a pipe that nobody writes to, without waiting', async () => {
    await expect(read(at('pipe'), 10)).rejects.toMatchObject({ name: 'NotRegularFile' });
  });

  test.runIf(isPosix)('refuses a device', async () => {
    await expect(read('/dev/zero', 10)).rejects.toMatchObject({ name: 'NotRegularFile' });
  });

  test.runIf(isPosix)('refuses a link unless it may be followed', async () => {
    await expect(read(at('link'), 10)).rejects.toMatchObject({ code: 'ELOOP' });
    expect((await read(at('link'), 10, 'follow')).toString()).toBe('hello worl');
  });
});
