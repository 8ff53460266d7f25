/**
 * Finds where the last tokens were seen before: chains of places by the hash of the last 1, 2, 4 and 8 tokens, newest first. Built in one
 * pass, grown and shortened at its end. Integers in typed arrays only.
 */
import { boundary, type Vocabulary } from './vocabulary.js';

/** Lengths of the contexts that have a chain, longest last. */
export const chainLengths = [1, 2, 4, 8] as const;
/** Matches are measured up to this length. */
export const maxMatch = 24;
const longest = chainLengths.at(-1)!;
/** Takes the place of a token that was removed; no context contains it. */
const removed = -1;

/** Length of the contexts that are also found by their shape, with other names in the same places. */
export const shapeLength = 5;
/** The chain of shapes, after those of `chainLengths`. */
export const shapeChain = chainLengths.length;
const nChains = chainLengths.length + 1;

export class ContextIndex {
  readonly vocabulary: Vocabulary;
  tokens: Int32Array;
  nTokens = 0;
  readonly #heads: readonly Int32Array[];
  #previous: Int32Array[];
  readonly #shift: number;
  readonly #hashes = new Int32Array(nChains);

  /** `nBits`: of the tables of chains. */
  constructor(vocabulary: Vocabulary, capacity: number, nBits: number) {
    this.vocabulary = vocabulary;
    this.tokens = new Int32Array(Math.max(16, capacity));
    this.#heads = Array.from({ length: nChains }, () => new Int32Array(1 << nBits).fill(-1));
    this.#previous = this.#heads.map(() => new Int32Array(this.tokens.length));
    this.#shift = 32 - nBits;
  }

  /** Bytes that the index holds. */
  get sizeBytes(): number {
    return this.tokens.byteLength * (1 + nChains) + this.#heads.reduce((sum, head) => sum + head.byteLength, 0);
  }

  append(token: number): void {
    if (this.nTokens === this.tokens.length) this.#grow();
    const place = this.nTokens++;
    this.tokens[place] = token;
    if (token === boundary) return;
    const mask = this.#hashAt(place);
    for (let chain = 0; chain < nChains; chain++) {
      if ((mask & (1 << chain)) === 0) continue;
      const heads = this.#heads[chain]!;
      const bucket = this.#hashes[chain]! >>> this.#shift;
      this.#previous[chain]![place] = heads[bucket]!;
      heads[bucket] = place;
    }
  }

  /** Takes back the last tokens, down to `nTokens`. */
  shorten(nTokens: number): void {
    while (this.nTokens > nTokens) {
      const place = this.nTokens - 1;
      if (this.tokens[place] !== boundary) {
        const mask = this.#hashAt(place);
        for (let chain = 0; chain < nChains; chain++) {
          if ((mask & (1 << chain)) === 0) continue;
          const bucket = this.#hashes[chain]! >>> this.#shift;
          if (this.#heads[chain]![bucket] === place) this.#heads[chain]![bucket] = this.#previous[chain]![place]!;
        }
      }
      this.nTokens--;
    }
  }

  clear(): void {
    this.nTokens = 0;
    for (const heads of this.#heads) heads.fill(-1);
  }

  /** The places from `from` to `to` match nothing from now on. */
  remove(from: number, to: number): void {
    this.tokens.fill(removed, from, to);
  }

  /** Returns the newest place whose chain of `chainLengths[chain]` tokens may end as `context` does, or -1. */
  newest(chain: number, hash: number): number {
    return this.#heads[chain]![hash >>> this.#shift]!;
  }

  /** Returns the next older place of the chain, or -1. */
  older(chain: number, place: number): number {
    return this.#previous[chain]![place]!;
  }

  /** Returns how many of the last tokens of `context` precede `place` and lie at it, at most `maxMatch`. */
  matchAt(place: number, context: Int32Array, nContext: number): number {
    const { tokens } = this;
    const limit = Math.min(maxMatch, nContext, place + 1);
    let length = 0;
    while (length < limit) {
      const token = tokens[place - length]!;
      if (token !== context[nContext - 1 - length] || token <= 0) break;
      length++;
    }
    return length;
  }

  /** Returns how many of the last tokens of `context` have the shape of those at `place`, at most `maxMatch`. */
  shapeMatchAt(place: number, context: Int32Array, nContext: number): number {
    const { tokens, vocabulary } = this;
    const limit = Math.min(maxMatch, nContext, place + 1);
    let length = 0;
    while (length < limit) {
      const token = tokens[place - length]!;
      const here = context[nContext - 1 - length]!;
      if (token <= 0 || here <= 0 || (token !== here && vocabulary.shapeOf(token) !== vocabulary.shapeOf(here))) break;
      length++;
    }
    return length;
  }

  #hashAt(place: number): number {
    return hashContext(this.vocabulary, this.tokens, place + 1, this.#hashes);
  }

  #grow(): void {
    const wider = (from: Int32Array): Int32Array => {
      const to = new Int32Array(from.length * 2);
      to.set(from);
      return to;
    };
    this.tokens = wider(this.tokens);
    this.#previous = this.#previous.map(wider);
  }
}

/** Writes the hash of each chain's context, the last tokens of `tokens[0, end)`, into `hashes`; returns a bit for each that could be made. */
export function hashContext(vocabulary: Vocabulary, tokens: Int32Array, end: number, hashes: Int32Array): number {
  let hash = 0;
  let chain = 0;
  let mask = 0;
  let shape = 0x51ed270b;
  for (let i = 1; i <= longest; i++) {
    const token = i <= end ? tokens[end - i]! : boundary;
    if (token <= 0) break;
    hash = Math.imul(hash ^ token, 0x9e3779b1);
    hash ^= hash >>> 15;
    if (i === chainLengths[chain]) {
      mask |= 1 << chain;
      hashes[chain++] = Math.imul(hash, 0x85ebca6b);
    }
    if (i > shapeLength) continue;
    shape = Math.imul(shape ^ vocabulary.shapeOf(token), 0x9e3779b1);
    shape ^= shape >>> 15;
    if (i < shapeLength) continue;
    hashes[shapeChain] = Math.imul(shape, 0x85ebca6b);
    mask |= 1 << shapeChain;
  }
  return mask;
}
