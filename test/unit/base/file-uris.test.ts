import { expect, test } from 'vitest';
import { insideFolder, pathInside } from '../../../server/base/file-uris.js';

test.each([
  ['/work/src/a.ts', 'src/a.ts'],
  ['/work/..a', '..a'],
  ['/work', undefined],
  ['/', undefined],
  ['/workshop/a.ts', undefined],
  ['/other/a.ts', undefined],
])('pathInside("/work", %j) returns %j', (path, inside) => {
  expect(pathInside('/work', path)).toBe(inside);
});

test('insideFolder() returns the innermost of nested folders', () => {
  const folders = ['/work', '/work/packages/core', '/work/packages', '/other'];
  expect(insideFolder('/work/packages/core/a.ts', folders)).toEqual({ root: '/work/packages/core', path: 'a.ts' });
  expect(insideFolder('/work/packages/other/a.ts', folders)).toEqual({ root: '/work/packages', path: 'other/a.ts' });
  expect(insideFolder('/elsewhere/a.ts', folders)).toBeUndefined();
});
