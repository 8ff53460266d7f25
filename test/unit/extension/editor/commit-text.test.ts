import { expect, test } from 'vitest';
import { commitText } from '../../../../extension/editor/commit-text.js';

const cases: readonly (readonly [name: string, answer: string, text: string])[] = [
  ['a bare message', 'Sum the cart\n\nPrices were left out.\n', 'Sum the cart\n\nPrices were left out.'],
  [
    'a fenced message with words around it',
    'Here it is:\n\n```text\nSum the cart\n\nWhy: prices\n```\nAnything else?',
    'Sum the cart\n\nWhy: prices',
  ],
  ['a fence that is not closed yet', 'Sure.\n```\nSum the', 'Sum the'],
  ['a label before it', '**Commit message:**\nSum the cart', 'Sum the cart'],
  ['quotes around it', '"Sum the cart"', 'Sum the cart'],
  ['a message that quotes', '"Sum" is a name now', '"Sum" is a name now'],
  ['nothing yet', '', ''],
];
test.each(cases)('a commit message is taken from %s', (_name, answer, text) => {
  expect(commitText(answer)).toBe(text);
});
