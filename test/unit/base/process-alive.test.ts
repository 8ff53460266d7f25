import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { isProcessAlive } from '../../../server/base/process-alive.js';

test('isProcessAlive() is true for this process, and false for one that has ended', () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  expect(isProcessAlive(process.pid)).toBe(true);
  expect(isProcessAlive(pid)).toBe(false);
});
