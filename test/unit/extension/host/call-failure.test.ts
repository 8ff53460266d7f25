import { expect, test } from 'vitest';
import { callFailure } from '../../../../extension/host/call-failure.js';
import { isAbort } from '../../../../server/protocol/abort-error.js';
import { ProblemError } from '../../../../server/protocol/problem.js';
import { verbatim } from '../../../../server/protocol/sentences/sentence.js';

const live = new AbortController().signal;

test("a problem in the error's data is thrown as that problem", () => {
  const problem = { code: 'offline', text: verbatim('Asking a model'), remedy: verbatim('Switch offline off') } as const;
  const failure = callFailure({ code: -32803, data: problem }, live, true);
  expect(failure instanceof ProblemError && failure.problem).toEqual(problem);
});

test('a failure after the signal aborted is an abort, whatever its message', () => {
  expect(isAbort(callFailure(new Error('late'), AbortSignal.abort(), true))).toBe(true);
});

test('a request that the server cancelled is an abort', () => {
  expect(isAbort(callFailure({ code: -32800 }, live, true))).toBe(true);
});

test.each([[{ code: -32097 }, true] as const, [new Error('write after end'), false] as const])(
  'a lost connection is the problem server-down',
  (error, alive) => {
    const failure = callFailure(error, live, alive);
    expect(failure instanceof ProblemError && failure.problem.code).toBe('server-down');
  },
);

test('a bug is thrown as it is', () => {
  const bug = new TypeError('x is not a function');
  expect(callFailure(bug, live, true)).toBe(bug);
});
