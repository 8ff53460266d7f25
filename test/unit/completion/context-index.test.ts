/** The index of contexts: what it finds is what a plain search finds, also after tokens were taken back. */
import { describe, expect, test } from 'vitest';
import { ContextIndex, chainLengths, hashContext, maxMatch } from '../../../server/completion/context-index.js';
import { boundary, hashOf, tokenKinds, Vocabulary } from '../../../server/completion/vocabulary.js';
import { Random } from '../../../server/training/random.js';

const seed = 11;
const vocabulary = new Vocabulary();
const letters = 'abcde'.split('').map(text => vocabulary.intern(text, 0, 1, hashOf(text, 0, 1), tokenKinds.word));

const randomTokens = (random: Random, n: number): number[] =>
  Array.from({ length: n }, () => (random.chance(0.03) ? boundary : letters[random.below(letters.length)]!));

/** Places that end with the last `length` tokens of the context. */
function found(index: ContextIndex, context: Int32Array, chain: number): number[] {
  const hashes = new Int32Array(chainLengths.length + 1);
  if ((hashContext(vocabulary, context, context.length, hashes) & (1 << chain)) === 0) return [];
  const places: number[] = [];
  for (let place = index.newest(chain, hashes[chain]!); place >= 0; place = index.older(chain, place))
    if (index.matchAt(place, context, context.length) >= chainLengths[chain]!) places.push(place);
  return places;
}

function plain(tokens: readonly number[], context: Int32Array, length: number): number[] {
  const wanted = context.slice(-length);
  if (wanted.includes(boundary)) return [];
  return tokens
    .flatMap((_, i) => (i + 1 >= length && wanted.every((token, j) => tokens[i + 1 - length + j] === token) ? [i] : []))
    .toReversed();
}

describe(`ContextIndex (seed ${seed})`, () => {
  test('finds every place of a context, newest first', () => {
    const random = new Random(seed);
    const tokens = randomTokens(random, 3_000);
    const index = new ContextIndex(vocabulary, 16, 10);
    for (const token of tokens) index.append(token);
    for (let i = 0; i < 50; i++) {
      const context = Int32Array.from(randomTokens(random, maxMatch));
      for (const [chain, length] of chainLengths.entries()) expect(found(index, context, chain)).toEqual(plain(tokens, context, length));
    }
  });

  test('is after taking tokens back what it was before they came', () => {
    const random = new Random(seed);
    const tokens = randomTokens(random, 500);
    const index = new ContextIndex(vocabulary, 16, 8);
    for (const token of tokens) index.append(token);
    for (const token of randomTokens(random, 300)) index.append(token);
    index.shorten(tokens.length);
    const context = Int32Array.from(tokens.slice(-maxMatch));
    for (const [chain, length] of chainLengths.entries()) expect(found(index, context, chain)).toEqual(plain(tokens, context, length));
  });

  test('finds nothing at places that were removed', () => {
    const index = new ContextIndex(vocabulary, 16, 8);
    for (const token of [letters[0]!, letters[1]!, letters[0]!]) index.append(token);
    index.remove(0, 2);
    expect(found(index, Int32Array.of(letters[0]!), 0)).toEqual([2]);
  });
});
