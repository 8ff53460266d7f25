/**
 * Bags of terms for millions of texts in flat arrays: each distinct term is interned once, with the grams of its part, and a bag is a run
 * of term numbers with their counts. Keeps no strings.
 */
import { gramBuckets } from '../../embedding/static-table.js';
import { eachTerm } from '../../text/terms.js';

/** Longer texts are cut: about the number of distinct terms in a window. */
const maxDistinct = 160;

export class GrowingNumbers {
  #items: Uint32Array<ArrayBuffer> = new Uint32Array(1 << 16);
  length = 0;

  push(value: number): void {
    if (this.length === this.#items.length) {
      const larger = new Uint32Array(this.#items.length * 2);
      larger.set(this.#items);
      this.#items = larger;
    }
    this.#items[this.length++] = value;
  }

  at(index: number): number {
    return this.#items[index]!;
  }

  add(index: number, value: number): void {
    this.#items[index]! += value;
  }

  /** Returns a view of the filled part, valid until the next push. */
  view(): Uint32Array<ArrayBuffer> {
    return this.#items.subarray(0, this.length);
  }
}

export class BagStore {
  readonly #idOf = new Map<number, number>();
  readonly #nBuckets: number;
  readonly terms: number[] = [];
  /** Number of bags that contain each term. */
  readonly frequencies = new GrowingNumbers();
  /** Start of each term's grams in `grams`, by term number, plus the end. */
  readonly gramStarts = new GrowingNumbers();
  readonly grams = new GrowingNumbers();
  /** Start of each bag in `entries`, plus the end. */
  readonly bagStarts = new GrowingNumbers();
  /** Term number in the low 24 bits, count (at most 255) above. */
  readonly entries = new GrowingNumbers();
  readonly #counts = new Map<number, number>();

  constructor(nBuckets: number) {
    this.#nBuckets = nBuckets;
    this.gramStarts.push(0);
    this.bagStarts.push(0);
  }

  /** Adds the bag of a text and returns its number, or -1 if it has fewer than `minDistinct` terms. */
  add(bytes: Uint8Array, minDistinct: number): number {
    const counts = this.#counts;
    counts.clear();
    eachTerm(bytes, 0, bytes.length, (term, _kind, _start, _end, part, length) => {
      const id = this.#intern(term, part, length);
      if (counts.size < maxDistinct || counts.has(id)) counts.set(id, (counts.get(id) ?? 0) + 1);
    });
    if (counts.size < minDistinct) return -1;
    for (const [id, count] of counts) {
      this.frequencies.add(id, 1);
      this.entries.push(id | (Math.min(count, 255) << 24));
    }
    this.bagStarts.push(this.entries.length);
    return this.bagStarts.length - 2;
  }

  #intern(term: number, part: Uint8Array, length: number): number {
    const known = this.#idOf.get(term);
    if (known !== undefined) return known;
    const id = this.terms.length;
    if (id >= 1 << 24) return 0;
    this.#idOf.set(term, id);
    this.terms.push(term);
    this.frequencies.push(0);
    if (length > 0) for (const bucket of gramBuckets(part, length, this.#nBuckets)) this.grams.push(bucket);
    this.gramStarts.push(this.grams.length);
    return id;
  }
}
