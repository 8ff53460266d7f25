import { expect, test } from 'vitest';
import { plainOutput } from '../../../../extension/context/plain-output.js';

test('colours, titles, shell marks and overwritten text are removed', () => {
  const raw =
    '\u001b]633;C\u0007\u001b[1;31mFAIL\u001b[0m a.test.ts\r\n\u001b]0;title\u001b\\10%\r50%\r100%\r\n\u001b[2K\u001b(Bdone\u0008\n\u001b]633;D;1\u0007';
  expect(plainOutput(raw)).toBe('FAIL a.test.ts\n100%\ndone');
});
