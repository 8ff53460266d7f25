/** Byte-pair encoding: of all neighbouring pieces in a word, joins the pair that was learnt first, until no known pair is left. Pure. */

import { say } from '../../protocol/sentences/sentence.js';
import { type Config, configOf, textOf, unfit } from './config.js';
import type { EncodeWord } from './encode-word.js';

export function bytePairOf(model: Config): EncodeWord {
  const vocabulary = configOf(model, 'vocab');
  const merges: readonly unknown[] | undefined = Array.isArray(model['merges']) ? model['merges'] : undefined;
  if (vocabulary === undefined || merges === undefined) throw unfit(say('mergesMissing'));
  const ids = new Map(Object.entries(vocabulary).flatMap(([piece, id]) => (typeof id === 'number' ? [[piece, id] as const] : [])));
  const ranks = new Map<string, number>();
  for (const [rank, merge] of merges.entries()) {
    // Either "a b" or ["a", "b"]; only the second form can contain spaces.
    const pair = typeof merge === 'string' ? merge.split(' ') : merge;
    if (Array.isArray(pair) && pair.length === 2) ranks.set(`${String(pair[0])}\n${String(pair[1])}`, rank);
  }
  const unknownToken = textOf(model, 'unk_token');
  const unknown = unknownToken === '' ? undefined : ids.get(unknownToken);
  const byteFallback = model['byte_fallback'] === true;
  const ignoreMerges = model['ignore_merges'] === true;
  const fuse = model['fuse_unk'] === true;
  const prefix = textOf(model, 'continuing_subword_prefix');
  const suffix = textOf(model, 'end_of_word_suffix');
  return word => {
    const whole = ids.get(word);
    if (ignoreMerges && whole !== undefined) return [whole];
    const letters = Array.from(word);
    let pieces = letters.map((letter, i) => (i === 0 ? '' : prefix) + letter + (i === letters.length - 1 ? suffix : ''));
    while (pieces.length > 1) {
      let best = Number.POSITIVE_INFINITY;
      for (let i = 0; i + 1 < pieces.length; i++)
        best = Math.min(best, ranks.get(`${pieces[i]}\n${pieces[i + 1]}`) ?? Number.POSITIVE_INFINITY);
      if (best === Number.POSITIVE_INFINITY) break;
      const merged: string[] = [];
      for (let i = 0; i < pieces.length; i++) {
        const next = pieces[i + 1];
        if (next !== undefined && ranks.get(`${pieces[i]}\n${next}`) === best) {
          merged.push(pieces[i] + (prefix !== '' && next.startsWith(prefix) ? next.slice(prefix.length) : next));
          i++;
        } else merged.push(pieces[i] ?? '');
      }
      pieces = merged;
    }
    const result: number[] = [];
    for (const piece of pieces) {
      const id = ids.get(piece);
      const bytes = id === undefined && byteFallback ? byteTokens(piece, ids) : undefined;
      if (id !== undefined) result.push(id);
      else if (bytes !== undefined) result.push(...bytes);
      else if (unknown !== undefined && !(fuse && result.at(-1) === unknown)) result.push(unknown);
    }
    return result;
  };
}

/** Returns the `<0xNN>` pieces of a text's bytes, or undefined if one of them is unknown. */
export function byteTokens(text: string, ids: ReadonlyMap<string, number>): readonly number[] | undefined {
  const result: number[] = [];
  for (const byte of new TextEncoder().encode(text)) {
    const id = ids.get(`<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`);
    if (id === undefined) return undefined;
    result.push(id);
  }
  return result;
}
