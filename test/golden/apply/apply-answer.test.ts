import { describe, expect, test } from 'vitest';
import { applyAnswer } from '../../../server/apply/apply-answer.js';
import { editCases } from '../../kit/corpora/edit-corpus.js';
import { installedGrammars } from '../../kit/installed-grammars.js';

describe('a message of a model meets its file', () => {
  for (const { id, path, before, answer, after, mayRefuse } of editCases()) {
    test(after === undefined ? `${id} is refused` : `${id} is applied`, async () => {
      const result = await applyAnswer({ path, before, answer }, installedGrammars, new AbortController().signal);
      if (after === undefined) expect(result).toMatchObject({ status: 'refused', reason: expect.stringMatching(/\w{3}/) });
      else if (!mayRefuse || result.status === 'applied')
        expect(result.status === 'applied' ? result.after : `refused: ${result.reason}`).toBe(after);
    });
  }
});
