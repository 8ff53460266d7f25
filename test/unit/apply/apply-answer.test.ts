import { describe, expect, test } from 'vitest';
import { applyAnswer, type EditResult } from '../../../server/apply/apply-answer.js';
import { editCases } from '../../kit/corpora/edit-corpus.js';
import { fuzzAnswer } from '../../kit/edits/fuzz.js';
import { seeded } from '../../kit/edits/random.js';
import { installedGrammars } from '../../kit/installed-grammars.js';

const apply = (path: string, before: string, answer: string, near?: number): Promise<EditResult> =>
  applyAnswer({ path, before, answer, near }, installedGrammars, new AbortController().signal);
const replace = (from: string, to: string): string => `<<<<<<< SEARCH\n${from}\n=======\n${to}\n>>>>>>> REPLACE\n`;

describe('a plan', () => {
  test('names the places that fit equally well, and takes the one that the person chose', async () => {
    const before = 'x = 1\ny = 2\n\nx = 1\nz = 3\n';
    const refused = await apply('a.py', before, replace('x = 1', 'x = 2'));
    expect(refused).toMatchObject({
      status: 'refused',
      places: [
        { start: 0, end: 1 },
        { start: 3, end: 4 },
      ],
    });
    expect(await apply('a.py', before, replace('x = 1', 'x = 2'), 3)).toMatchObject({ after: 'x = 1\ny = 2\n\nx = 2\nz = 3\n' });
  });

  test('says that a change is in the file already', async () => {
    const answer = replace('const limit = 50;', 'const limit = 60; // raised');
    const first = await apply('a.ts', 'const limit = 50;\n', answer);
    expect(first).toMatchObject({ status: 'applied' });
    expect(await apply('a.ts', first.status === 'applied' ? first.after : '', answer)).toMatchObject({ status: 'refused', isDone: true });
  });

  test('says which block it refuses', async () => {
    const answer = `${replace('a = 1', 'a = 2')}\n${replace('nowhere = 1', 'b')}`;
    expect(await apply('a.py', 'a = 1\n', answer)).toMatchObject({ status: 'refused', block: 2 });
  });

  test('says what the message wants of other files', async () => {
    const answer =
      '*** Begin Patch\n*** Add File: b.py\n+x = 1\n*** Delete File: c.py\n*** Update File: a.py\n@@\n-a = 1\n+a = 2\n*** End Patch';
    expect(await apply('a.py', 'a = 1\n', answer)).toMatchObject({
      status: 'applied',
      form: 'diff',
      others: [
        { path: 'b.py', kind: 'create', text: 'x = 1\n' },
        { path: 'c.py', kind: 'delete' },
      ],
    });
  });

  test("names another file of a diff without git's prefixes", async () => {
    const answer =
      '```diff\n--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-a = 1\n+a = 2\n--- a/lib/b.py\n+++ b/lib/b.py\n@@ -1 +1 @@\n-b = 1\n+b = 2\n```';
    expect(await apply('a.py', 'a = 1\n', answer)).toMatchObject({ status: 'applied', others: [{ path: 'lib/b.py', kind: 'change' }] });
    expect(await apply('c.py', 'c = 1\n', answer)).toMatchObject({ status: 'refused', isForOthers: true });
  });

  test.each(['\n', '\r\n', '\r'])('keeps line ends %j, and those of each line where they are mixed', async end => {
    expect(await apply('a.txt', `one${end}two${end}three`, replace('two', 'TWO'))).toMatchObject({ after: `one${end}TWO${end}three` });
    expect(await apply('a.txt', `one\r\ntwo\nthree${end}four\n`, replace('two', 'TWO'))).toMatchObject({
      after: `one\r\nTWO\nthree${end}four\n`,
    });
  });
});

test('random messages for random files never throw, and change nothing without a proof', async () => {
  const seed = 20_261_201;
  const files = [...new Map(editCases().map(({ path, before }) => [path, { path, before }])).values()];
  for (let i = 0; i < 300; i++) {
    const { path, before, answer } = fuzzAnswer(seeded(seed + i), files);
    const result = await apply(path, before, answer);
    if (result.status === 'applied') expect(result.proof.length, `seed ${seed + i}`).toBeGreaterThan(0);
    else expect(result.reason, `seed ${seed + i}`).toMatch(/\w{3}/);
  }
});
