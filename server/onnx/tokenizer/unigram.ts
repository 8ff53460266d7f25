/** Unigram: of all ways to cut a word into known pieces, chooses the most likely. Pure. */

import { say } from '../../protocol/sentences/sentence.js';
import { byteTokens } from './byte-pair.js';
import { type Config, numberOf, unfit } from './config.js';
import type { EncodeWord } from './encode-word.js';

/** An unknown character scores this much below the least likely piece. */
const unknownPenalty = 10;

export function unigramOf(model: Config): EncodeWord {
  // Any property of a record may be read as unknown.
  const { vocab } = model as { readonly vocab?: unknown };
  if (!Array.isArray(vocab)) throw unfit(say('vocabularyMissing'));
  const scores = new Map<string, { readonly id: number; readonly score: number }>();
  let least = 0;
  let longest = 1;
  for (const [id, row] of vocab.entries()) {
    const [piece, score]: readonly unknown[] = Array.isArray(row) ? row : [];
    if (typeof piece !== 'string' || typeof score !== 'number') throw unfit(say('vocabularyRowUnknown'));
    scores.set(piece, { id, score });
    least = Math.min(least, score);
    longest = Math.max(longest, piece.length);
  }
  const unknown = numberOf(model, 'unk_id');
  const byteFallback = model['byte_fallback'] === true;
  const ids = new Map([...scores].map(([piece, { id }]) => [piece, id] as const));
  return word => {
    // best[i]: the most likely way to cut the first i UTF-16 units.
    const best: { score: number; from: number; id: number | undefined }[] = [{ score: 0, from: 0, id: undefined }];
    for (let end = 1; end <= word.length; end++) best[end] = { score: Number.NEGATIVE_INFINITY, from: 0, id: undefined };
    for (let start = 0; start < word.length; start++) {
      const here = best[start]?.score ?? Number.NEGATIVE_INFINITY;
      if (here === Number.NEGATIVE_INFINITY) continue;
      const offer = (end: number, score: number, id: number | undefined) => {
        const there = best[end];
        if (there !== undefined && here + score > there.score) best[end] = { score: here + score, from: start, id };
      };
      for (let length = 1; length <= longest && start + length <= word.length; length++) {
        const known = scores.get(word.slice(start, start + length));
        if (known !== undefined) offer(start + length, known.score, known.id);
      }
      const width = (word.codePointAt(start) ?? 0) > 0xffff ? 2 : 1;
      if (!scores.has(word.slice(start, start + width))) offer(start + width, least - unknownPenalty, undefined);
    }
    const pieces: number[] = [];
    const cuts: { from: number; end: number; id: number | undefined }[] = [];
    for (let end = word.length; end > 0; ) {
      const { from, id } = best[end] ?? { from: end - 1, id: undefined };
      cuts.push({ from, end, id });
      end = from;
    }
    let wasUnknown = false;
    for (const { from, end, id } of cuts.toReversed()) {
      const bytes = id === undefined && byteFallback ? byteTokens(word.slice(from, end), ids) : undefined;
      if (id !== undefined) pieces.push(id);
      else if (bytes !== undefined) pieces.push(...bytes);
      // Neighbouring unknown characters become one unknown piece.
      else if (unknown !== undefined && !wasUnknown) pieces.push(unknown);
      wasUnknown = id === undefined && bytes === undefined;
    }
    return pieces;
  };
}
