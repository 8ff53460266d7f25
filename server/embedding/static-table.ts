/**
 * The built-in model in memory: a row for each known term and for each bucket of four-byte grams. Shared by all threads. A text's vector
 * is the sum over its distinct terms of (1 + ln tf) x row x scale, divided by its length (L2). A part that is not in the vocabulary is the
 * mean of the buckets of its grams; an unknown compound adds nothing. Pure.
 */

export interface EmbeddingTable {
  /** Hash of everything below, as hex. Vectors of tables with different identities must not be compared. */
  readonly identity: string;
  /** A multiple of 16. */
  readonly dims: number;
  /** Terms of the vocabulary, ascending; term i has row i. */
  readonly terms: Float64Array;
  /** Rows of `dims` entries: those of the vocabulary, then `nBuckets` for grams. */
  readonly rows: Int8Array;
  /** Factor of each row's integers; includes the weight of the term. */
  readonly scales: Float32Array;
  readonly nBuckets: number;
}

/** Bytes put before and after a part when it is cut into grams. */
const EDGE_START = 0x3c;
const EDGE_END = 0x3e;

/** Returns the buckets of the four-byte grams of a stemmed part, edges included. A bucket may occur twice. */
export function gramBuckets(part: Uint8Array, length: number, nBuckets: number): number[] {
  const buckets: number[] = [];
  const at = (i: number): number => (i === 0 ? EDGE_START : i === length + 1 ? EDGE_END : part[i - 1]!);
  for (let i = 0; i + 4 <= length + 2; i++) {
    const word = at(i) | (at(i + 1) << 8) | (at(i + 2) << 16) | (at(i + 3) << 24);
    buckets.push((Math.imul(word, 0x9e3779b1) >>> 7) % nBuckets);
  }
  return buckets;
}
