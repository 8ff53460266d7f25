/**
 * Finds where the last tokens were seen before: chains of places by the hash of the last 1, 2, 4 and 8 tokens, newest first. Built in one
 * pass, grown and shortened at its end. Integers in typed arrays only.
 */
import { boundary } from './vocabulary.js';

/** Lengths of the contexts that have a chain, longest last. */
export const chainLengths = [1, 2, 4, 8] as const;
/** Matches are measured up to this length. */
export const maxMatch = 24;
const longest = chainLengths.at(-1)!;
/** Stands at the place of a token that was removed; no context contains it. */
const removed = -1;

export class ContextIndex {
  tokens: Int32Array;
  nTokens = 0;
  readonly #heads: readonly Int32Array[];
  #previous: Int32Array[];
  readonly #shift: number;
  readonly #hashes = new Int32Array(chainLengths.length);

  /** `nBits`: of the tables of chains. */
  constructor(capacity: number, nBits: number) {
    this.tokens = new Int32Array(Math.max(16, capacity));
    this.#heads = chainLengths.map(() => new Int32Array(1 << nBits).fill(-1));
    this.#previous = chainLengths.map(() => new Int32Array(this.tokens.length));
    this.#shift = 32 - nBits;
  }

  /** Bytes that the index holds. */
  get sizeBytes(): number {
    return this.tokens.byteLength * (1 + chainLengths.length) + this.#heads.reduce((sum, head) => sum + head.byteLength, 0);
  }

  append(token: number): void {
    if (this.nTokens === this.tokens.length) this.#grow();
    const place = this.nTokens++;
    this.tokens[place] = token;
    if (token === boundary) return;
    const n = this.#hashAt(place);
    for (let chain = 0; chain < n; chain++) {
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
        const n = this.#hashAt(place);
        for (let chain = 0; chain < n; chain++) {
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

  /** Writes the hashes of the contexts that end at `place` and returns how many there are: a removed place or a boundary ends them. */
  #hashAt(place: number): number {
    return hashContext(this.tokens, place + 1, this.#hashes);
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

/** Writes the hash of each chain's context, the last tokens of `tokens[0, end)`, into `hashes`; returns how many could be made. */
export function hashContext(tokens: Int32Array, end: number, hashes: Int32Array): number {
  let hash = 0;
  let chain = 0;
  for (let i = 1; i <= longest; i++) {
    const token = i <= end ? tokens[end - i]! : boundary;
    if (token <= 0) return chain;
    hash = Math.imul(hash ^ token, 0x9e3779b1);
    hash ^= hash >>> 15;
    if (i === chainLengths[chain]) hashes[chain++] = Math.imul(hash, 0x85ebca6b);
  }
  return chain;
}
