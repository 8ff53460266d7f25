/**
 * Converts texts to postings without WebAssembly: the twin of assembly/invert.ts, tokenise.ts and terms-table.ts. Postings are kept in
 * order of arrival; their terms are sorted when they are encoded.
 */
import { eachTerm } from '../../text/terms.js';
import { comments } from './plain-comments.js';
import type { PlainEmbedder } from './plain-embedder.js';
import type { PlainMemory } from './plain-memory.js';

const syntaxBytes = 8 * 24;

/** The counts of one posting. */
export interface Counts {
  readonly body: number;
  readonly comments: number;
  readonly names: number;
  readonly topNames: number;
}

interface Count {
  body: number;
  comments: number;
  names: number;
  topNames: number;
}

export interface PlainPosting extends Counts {
  readonly window: number;
}

interface PlainTerm {
  readonly hash: number;
  readonly rows: readonly number[];
  readonly postings: PlainPosting[];
}

/** Approximate memory of one posting. */
const postingBytes = 64;

export class PlainInverter {
  readonly #memory: PlainMemory;
  readonly #embedder: PlainEmbedder;
  #terms = new Map<number, PlainTerm>();
  #nPostings = 0;

  constructor(memory: PlainMemory, embedder: PlainEmbedder) {
    this.#memory = memory;
    this.#embedder = embedder;
  }

  get nTerms(): number {
    return this.#terms.size;
  }

  get heldBytes(): number {
    return this.#nPostings * postingBytes + this.#terms.size * 200;
  }

  reset(): void {
    this.#terms = new Map();
    this.#nPostings = 0;
  }

  /** Returns all terms in order of their hash. */
  sorted(): { readonly hash: number; readonly postings: readonly PlainPosting[] }[] {
    return [...this.#terms.values()].sort((a, b) => a.hash - b.hash);
  }

  invert(
    text: number,
    length: number,
    starts: number,
    ends: number,
    nWindows: number,
    firstWindow: number,
    names: number,
    nNames: number,
    syntax: number,
    lengthsOut: number,
    vectors: number,
    scales: number,
    signs: number,
  ): void {
    const bytes = this.#memory.bytes.slice(text, text + length);
    const marks = new FieldMarks(bytes, this.#memory.bytes.slice(syntax, syntax + syntaxBytes), this.#nameRanges(names, nNames));
    const { dims } = this.#embedder;
    const withVector = vectors !== 0 && dims !== 0;
    for (let i = 0; i < nWindows; i++) {
      const counts = this.#count(bytes, this.#memory.u32(starts + i * 4), this.#memory.u32(ends + i * 4), marks);
      const sums: Count = { body: 0, comments: 0, names: 0, topNames: 0 };
      for (const [term, count] of counts) {
        term.postings.push({ window: firstWindow + i, ...count });
        this.#nPostings++;
        sums.body += count.body;
        sums.comments += count.comments;
        sums.names += count.names;
        sums.topNames += count.topNames;
        if (withVector) this.#embedder.add(term.rows, count.body);
      }
      [sums.body, sums.comments, sums.names, sums.topNames].forEach((sum, f) =>
        this.#memory.view.setUint16(lengthsOut + i * 8 + f * 2, sum, true),
      );
      if (withVector) this.#embedder.end(vectors + i * dims, scales + i * 4, signs + (i * dims) / 8);
    }
  }

  #count(bytes: Uint8Array, start: number, end: number, marks: FieldMarks): Map<PlainTerm, Count> {
    const counts = new Map<PlainTerm, Count>();
    eachTerm(bytes, start, end, (hash, _kind, _start, _end, part, length, turn) => {
      marks.moveTo(turn, end);
      let term = this.#terms.get(hash);
      if (term === undefined) {
        term = { hash, rows: this.#embedder.rowsOf(hash, part, length), postings: [] };
        this.#terms.set(hash, term);
      }
      let count = counts.get(term);
      if (count === undefined) {
        count = { body: 0, comments: 0, names: 0, topNames: 0 };
        counts.set(term, count);
      }
      count.body++;
      if (marks.inComment) count.comments++;
      if (marks.inName) count.names++;
      if (marks.inTopName) count.topNames++;
    });
    return counts;
  }

  #nameRanges(at: number, count: number): NameRange[] {
    const word = (i: number, j: number): number => this.#memory.u32(at + i * 12 + j * 4);
    return Array.from({ length: count }, (_, i) => ({ start: word(i, 0), end: word(i, 1), isTop: word(i, 2) === 3 }));
  }
}

interface NameRange {
  readonly start: number;
  readonly end: number;
  readonly isTop: boolean;
}

/** Determines the fields that contain an identifier; must be asked in ascending order. */
class FieldMarks {
  readonly #text: Uint8Array;
  readonly #comments: Iterator<readonly [start: number, end: number]>;
  #comment: readonly [start: number, end: number];
  readonly #names: readonly NameRange[];
  #name = 0;
  #at = -1;
  inComment = false;
  inName = false;
  inTopName = false;

  constructor(text: Uint8Array, syntax: Uint8Array, names: readonly NameRange[]) {
    this.#text = text;
    this.#comments = comments(text, syntax);
    this.#comment = this.#nextComment();
    this.#names = names;
  }

  /** `turn`: where the identifier begins; `windowEnd`: where its window ends. */
  moveTo(turn: number, windowEnd: number): void {
    if (turn === this.#at) return;
    this.#at = turn;
    while (this.#comment[1] <= turn) this.#comment = this.#nextComment();
    this.inComment = this.#comment[0] <= turn;
    while (this.#name < this.#names.length && this.#names[this.#name]!.end <= turn) this.#name++;
    const name = this.#names[this.#name];
    this.inName = name !== undefined && name.start < this.#endOf(turn, windowEnd);
    this.inTopName = this.inName && name!.isTop;
  }

  /** Returns the end of an ASCII identifier; other identifiers count by their first byte. */
  #endOf(turn: number, windowEnd: number): number {
    let end = turn;
    while (end < windowEnd && isIdentifierByte(this.#text[end]!)) end++;
    return end > turn && (end === windowEnd || this.#text[end]! < 0x80) ? end : turn + 1;
  }

  #nextComment(): readonly [start: number, end: number] {
    const next = this.#comments.next();
    return next.done === true ? [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY] : next.value;
  }
}

const isIdentifierByte = (byte: number): boolean =>
  (byte >= 97 && byte <= 122) || (byte >= 65 && byte <= 90) || (byte >= 48 && byte <= 57) || byte === 95 || byte === 36;
