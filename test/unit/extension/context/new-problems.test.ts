import { expect, test } from 'vitest';
import { newProblems } from '../../../../extension/context/new-problems.js';

const missing = { source: 'ts', code: 2304, message: "Cannot find name 'x'" };

test('an error is new once, and again after it was gone', () => {
  const known = new Map<string, ReadonlySet<string>>();
  expect(newProblems(known, 'a', [missing, missing])).toEqual(['ts 2304']);
  expect(newProblems(known, 'a', [missing])).toEqual([]);
  expect(newProblems(known, 'b', [missing])).toEqual(['ts 2304']);
  expect(newProblems(known, 'a', [])).toEqual([]);
  expect(newProblems(known, 'a', [missing])).toEqual(['ts 2304']);
});

test('an error without a code is identified by its message', () => {
  expect(newProblems(new Map(), 'a', [{ message: 'Missing semicolon' }])).toEqual(['Missing semicolon']);
  expect(newProblems(new Map(), 'a', [{ source: 'lint', code: { value: 'no-var' }, message: 'm' }])).toEqual(['lint no-var']);
});

test('only the last files are remembered', () => {
  const known = new Map<string, ReadonlySet<string>>();
  for (let i = 0; i < 300; i++) newProblems(known, `${i}`, [missing]);
  expect(known.size).toBe(200);
});
