import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { errnoOf } from '../../../server/base/errno.js';

test('errnoOf() returns the code of a failed system call', async () => {
  const error = await readFile('/nowhere/at all').catch((failure: unknown) => failure);
  expect(errnoOf(error)).toBe('ENOENT');
});

test.each([[undefined], [null], ['ENOENT'], [{ code: 'ENOENT' }], [new Error('plain')], [Object.assign(new Error('number'), { code: 7 })]])(
  'errnoOf() returns undefined for %s',
  value => {
    expect(errnoOf(value)).toBeUndefined();
  },
);
