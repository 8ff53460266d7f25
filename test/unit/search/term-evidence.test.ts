/** The evidence of terms in a commit message, by their traits. */
import { expect, test } from 'vitest';
import { parseQuery } from '../../../server/search/query/parse-query.js';
import { queryTerms } from '../../../server/search/query/query-terms.js';
import { termEvidenceOf, termTraits, traitsOf } from '../../../server/search/rank/term-evidence.js';

/** Names of the traits of a word's first term. */
function traitsIn(message: string, word: string): readonly string[] {
  const { words } = parseQuery(message);
  const term = queryTerms(words).find(({ words: from }) => from.some(index => words[index]!.text === word))!;
  const traits = traitsOf({ term, rarity: 4, isInPaths: false, inModel: 1 }, words, false);
  return termTraits.filter((trait, i) => traits[i] === 1 && trait !== 'any' && trait !== 'modelWeight');
}

test('a verb of change at the start has both traits', () =>
  expect(traitsIn('Avoid a second look at the cart', 'Avoid')).toEqual(['verb', 'first']));
test('a name between backticks is an identifier and quoted', () =>
  expect(traitsIn('Add `cartTotal` to the page', 'cartTotal')).toEqual(['identifier', 'quoted']));
test('the number of an issue is a number, and short', () =>
  expect(traitsIn('Close the cart when it is empty (#12)', '12')).toEqual(['number', 'short']));
test('a word of the body is below the subject', () => expect(traitsIn('Drop the cart\n\nPeople forget', 'People')).toEqual(['below']));

const identifierCounts = Float64Array.from(termTraits, trait => (trait === 'identifier' ? 2 : trait === 'number' ? -3 : 0));

test('evidenceOf() is the sum of the weights of its traits', () => {
  expect(
    termEvidenceOf(
      Float64Array.from(termTraits, trait => (trait === 'identifier' ? 1 : 0)),
      identifierCounts,
    ),
  ).toBe(2);
});
test('evidenceOf() is never 0, so that any term still breaks ties', () => {
  expect(
    termEvidenceOf(
      Float64Array.from(termTraits, trait => (trait === 'number' ? 1 : 0)),
      identifierCounts,
    ),
  ).toBeCloseTo(0.05);
});
