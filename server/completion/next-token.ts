/**
 * The probabilities of the next token: places where the last tokens were seen before, longest match first, blended as PPM does with the
 * escape estimate of Witten and Bell (1991). The open document counts more than the workspace, and near places more than far ones.
 */
import { type ContextIndex, chainLengths, hashContext, maxMatch, shapeChain } from './context-index.js';
import { LikePlaces } from './like-places.js';
import { lineBreakOf } from './tokeniser.js';
import type { Vocabulary } from './vocabulary.js';

/** A text that is searched for the context, and what a place in it counts. */
export interface Source {
  readonly index: ContextIndex;
  readonly weight: number;
  /** Half of `weight` is left after this many tokens from the end; 0 for no decline. */
  readonly halfLife: number;
}

/** The shortest match of each level. Places with longer matches belong to the higher level, and count at all below. */
const levelStarts = [1, 2, 3, 4, 5, 7, 9, 12, 16, 21] as const;
const levelOf = new Uint8Array(maxMatch + 1);
for (const [level, start] of levelStarts.entries()) levelOf.fill(level, start);
const nLevels = levelStarts.length;

const maxEntries = 1024;
const maxTokens = 256;
/** Places of one chain that are looked at. With a half-typed word most places are of other words, and looking at them is cheap. */
const maxSteps = 40;
const maxStepsFiltered = 160;
/** Places of the same shape that are looked at, from which likeness on they count, as how long a match, and how much. */
const maxAlike = 24;
const minLikeness = 3;
const likeShare = 0.5;
const likeWeight = 1.5;

/** What can come next, most likely first. Reused by the next call. */
export interface NextTokens {
  readonly n: number;
  readonly tokens: Int32Array;
  readonly probabilities: Float64Array;
  /** Length of the longest match in which each token was next. */
  readonly matches: Uint8Array;
  /** Whether the open document has the token next in such a match. */
  readonly inDocument: Uint8Array;
  /** The share of all probability that no seen token has. */
  readonly escape: number;
  readonly longest: number;
}

export class NextTokenModel {
  readonly #vocabulary: Vocabulary;
  readonly #hashes = new Int32Array(chainLengths.length + 1);
  readonly #like: LikePlaces;
  readonly #entryTokens = new Int32Array(maxEntries);
  readonly #entryWeights = new Float64Array(maxEntries);
  readonly #entryLevels = new Uint8Array(maxEntries);
  readonly #entryOrder = new Uint16Array(maxEntries);
  readonly #levelEnds = new Uint16Array(nLevels + 2);
  readonly #lineEnd: number;
  #nEntries = 0;
  /** The slot of each token of the vocabulary in this call; valid if its stamp is this call's. */
  #slots = new Uint16Array(1024);
  #stamps = new Uint32Array(1024);
  #stamp = 0;
  readonly #tokens = new Int32Array(maxTokens);
  readonly #counts = new Float64Array(maxTokens);
  readonly #probabilities = new Float64Array(maxTokens);
  readonly #matches = new Uint8Array(maxTokens);
  readonly #inDocument = new Uint8Array(maxTokens);
  #nTokens = 0;

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
    this.#like = new LikePlaces(vocabulary);
    this.#lineEnd = lineBreakOf(vocabulary, 0, false);
  }

  /** Looks for what follows `context[0, nContext)`. `sources[0]` and, if there is one, `sources[1]` are the open document. `allows` filters by token. */
  next(context: Int32Array, nContext: number, sources: readonly Source[], allows: ((token: number) => boolean) | undefined): NextTokens {
    this.#begin();
    const chains = hashContext(this.#vocabulary, context, nContext, this.#hashes);
    let longest = 0;
    for (let chain = chainLengths.length - 1; chain >= 0; chain--) {
      if ((chains & (1 << chain)) === 0) continue;
      for (let source = 0; source < sources.length; source++)
        longest = Math.max(longest, this.#gather(chain, context, nContext, sources[source]!, source < sources.length - 1, allows));
    }
    if ((chains & (1 << shapeChain)) !== 0)
      for (let source = 0; source < sources.length; source++)
        this.#gatherAlike(context, nContext, sources[source]!, source < sources.length - 1, allows);
    return this.#blend(longest);
  }

  #growSlots(): void {
    const stamps = new Uint32Array(this.#vocabulary.size * 2);
    const slots = new Uint16Array(stamps.length);
    stamps.set(this.#stamps);
    slots.set(this.#slots);
    this.#stamps = stamps;
    this.#slots = slots;
  }

  #begin(): void {
    this.#stamp++;
    this.#nTokens = 0;
    this.#nEntries = 0;
  }

  // Takes 6 parameters because a record for each chain and source would be made thousands of times a request.
  #gather(
    chain: number,
    context: Int32Array,
    nContext: number,
    { index, weight, halfLife }: Source,
    isDocument: boolean,
    allows: ((token: number) => boolean) | undefined,
  ): number {
    const shortest = chainLengths[chain]!;
    const tooLong = chainLengths[chain + 1] ?? maxMatch + 1;
    const limit = allows === undefined ? maxSteps : maxStepsFiltered;
    let longest = 0;
    let steps = 0;
    let nHere = 0;
    for (let place = index.newest(chain, this.#hashes[chain]!); place >= 0 && steps < limit; place = index.older(chain, place), steps++) {
      if (this.#nEntries === maxEntries || nHere === maxSteps) break;
      // The last line of a text ends too, although nothing follows it.
      const next = (place + 1 < index.nTokens && index.tokens[place + 1]!) || this.#lineEnd;
      if (next < 0 || (allows !== undefined && !allows(next))) continue;
      const match = index.matchAt(place, context, nContext);
      // Longer matches were found by the longer chain.
      if (match < shortest || match >= tooLong) continue;
      nHere++;
      longest = Math.max(longest, match);
      const entry = this.#nEntries++;
      this.#entryTokens[entry] = this.#slotOf(next, match, isDocument);
      this.#entryWeights[entry] = halfLife === 0 ? weight : (weight * halfLife) / (halfLife + index.nTokens - place);
      this.#entryLevels[entry] = levelOf[match]!;
    }
    return longest;
  }

  /** Places of the same shape with other names: what follows there, with the names of here. */
  // Takes 5 parameters as `#gather` does.
  #gatherAlike(
    context: Int32Array,
    nContext: number,
    { index, weight, halfLife }: Source,
    isDocument: boolean,
    allows: ((token: number) => boolean) | undefined,
  ): void {
    let steps = 0;
    for (
      let place = index.newest(shapeChain, this.#hashes[shapeChain]!);
      place >= 0 && steps < maxAlike;
      place = index.older(shapeChain, place), steps++
    ) {
      if (this.#nEntries === maxEntries) return;
      const there = (place + 1 < index.nTokens && index.tokens[place + 1]!) || this.#lineEnd;
      if (there < 0) continue;
      const likeness = this.#like.likeness(index, place, context, nContext);
      // A match of the names too was counted already.
      if (likeness < minLikeness) continue;
      const next = this.#like.translated(there);
      if (next <= 0 || (allows !== undefined && !allows(next))) continue;
      const match = Math.min(maxMatch, Math.max(1, Math.floor(likeness * likeShare)));
      const entry = this.#nEntries++;
      this.#entryTokens[entry] = this.#slotOf(next, match, isDocument);
      const near = halfLife === 0 ? weight : (weight * halfLife) / (halfLife + index.nTokens - place);
      this.#entryWeights[entry] = near * likeWeight;
      this.#entryLevels[entry] = levelOf[match]!;
    }
  }

  #slotOf(token: number, match: number, isDocument: boolean): number {
    if (token >= this.#stamps.length) this.#growSlots();
    let slot = this.#slots[token]!;
    if (this.#stamps[token] !== this.#stamp) {
      if (this.#nTokens === maxTokens) return maxTokens - 1;
      slot = this.#nTokens++;
      this.#stamps[token] = this.#stamp;
      this.#slots[token] = slot;
      this.#tokens[slot] = token;
      this.#counts[slot] = 0;
      this.#probabilities[slot] = 0;
      this.#matches[slot] = match;
      this.#inDocument[slot] = 0;
    }
    if (match > this.#matches[slot]!) this.#matches[slot] = match;
    if (isDocument) this.#inDocument[slot] = 1;
    return slot;
  }

  /** Orders the entries by level, so that one pass from the highest level down sees each once. */
  #sortEntries(): void {
    this.#levelEnds.fill(0);
    for (let i = 0; i < this.#nEntries; i++) this.#levelEnds[this.#entryLevels[i]! + 1]!++;
    for (let level = 1; level <= nLevels; level++) this.#levelEnds[level]! += this.#levelEnds[level - 1]!;
    const at = this.#levelEnds.slice();
    for (let i = 0; i < this.#nEntries; i++) this.#entryOrder[at[this.#entryLevels[i]!]!++] = i;
  }

  #blend(longest: number): NextTokens {
    this.#sortEntries();
    let left = 1;
    let total = 0;
    let nKinds = 0;
    for (let level = nLevels - 1; level >= 0; level--) {
      const from = this.#levelEnds[level]!;
      const to = this.#levelEnds[level + 1]!;
      if (to === 0 || (from === to && total === 0)) continue;
      for (let i = from; i < to; i++) {
        const entry = this.#entryOrder[i]!;
        const slot = this.#entryTokens[entry]!;
        if (this.#counts[slot] === 0) nKinds++;
        this.#counts[slot]! += this.#entryWeights[entry]!;
        total += this.#entryWeights[entry]!;
      }
      const escape = nKinds / (total + nKinds);
      const share = (left * (1 - escape)) / total;
      for (let slot = 0; slot < this.#nTokens; slot++) this.#probabilities[slot]! += share * this.#counts[slot]!;
      left *= escape;
    }
    return {
      n: this.#nTokens,
      tokens: this.#tokens,
      probabilities: this.#probabilities,
      matches: this.#matches,
      inDocument: this.#inDocument,
      escape: left,
      longest,
    };
  }
}
