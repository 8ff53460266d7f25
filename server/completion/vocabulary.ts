/** The texts of tokens as small integers. Id 0 separates files; texts are compared, so two texts never share an id. Pure. */

import { keywords } from './shaping-words.js';

/** Separates files in a stream of tokens. It has no text. */
export const boundary = 0;

/** What a token is. The values are stored in typed arrays. */
export const tokenKinds = { boundary: 0, newline: 1, word: 2, number: 3, mark: 4 } as const;
export type TokenKind = (typeof tokenKinds)[keyof typeof tokenKinds];

/** Shapes that many tokens share: below every id. */
const shapes = { name: -2, number: -3 } as const;

/** More different tokens than this are data and not code; a text takes about 60 bytes. */
const defaultMaxSize = 1 << 21;
const initialSlots = 1 << 14;

export class Vocabulary {
  readonly #maxSize: number;
  readonly #texts: string[] = [''];
  #kinds = new Uint8Array(initialSlots);
  #hashes = new Int32Array(initialSlots);
  /** By token: the same token without the blanks before it. */
  #bare = new Int32Array(initialSlots);
  /** By token: what it is compared by where names may differ. */
  #shapes = new Int32Array(initialSlots);
  /** Open addressing: ids, 0 for a free slot. */
  #slots = new Int32Array(initialSlots * 2);

  constructor(maxSize: number = defaultMaxSize) {
    this.#maxSize = maxSize;
  }

  get size(): number {
    return this.#texts.length;
  }

  textOf(id: number): string {
    return this.#texts[id] ?? '';
  }

  kindOf(id: number): TokenKind {
    // Only `intern` writes kinds, and it is given a TokenKind.
    return this.#kinds[id] as TokenKind;
  }

  /** Returns the id of `text[from, to)`, and gives it one if it is new; -1, which matches nothing, if the vocabulary is full. `hash` is that of `hashOf`. */
  intern(text: string, from: number, to: number, hash: number, kind: TokenKind): number {
    const slot = this.#slotOf(text, from, to, hash);
    const known = this.#slots[slot]!;
    if (known !== 0) return known;
    const id = this.#texts.length;
    if (id >= this.#maxSize) return -1;
    // A copy: a slice would keep the whole text of the file alive.
    this.#texts.push(Buffer.from(text.slice(from, to), 'utf16le').toString('utf16le'));
    if (id >= this.#kinds.length) this.#grow();
    this.#kinds[id] = kind;
    this.#hashes[id] = hash;
    this.#slots[this.#slotOf(text, from, to, hash)] = id;
    const bare = this.#bareOf(id, kind);
    this.#bare[id] = bare;
    this.#shapes[id] = bare === id ? this.#shapeOf(id, kind) : this.#shapes[bare]!;
    return id;
  }

  bareOf(id: number): number {
    return this.#bare[id]!;
  }

  /** Returns the same number for all names and another for all numbers. Keywords, marks and line breaks keep their own. */
  shapeOf(id: number): number {
    return this.#shapes[id]!;
  }

  /** Returns the token `text` with the blanks that `like` has before it. */
  withBlanksOf(like: number, text: string, kind: TokenKind): number {
    const whole = this.textOf(like);
    const spaced = whole.slice(0, whole.length - this.textOf(this.bareOf(like)).length) + text;
    return this.intern(spaced, 0, spaced.length, hashOf(spaced, 0, spaced.length), kind);
  }

  #bareOf(id: number, kind: TokenKind): number {
    if (kind === tokenKinds.newline) return id;
    const text = this.#texts[id]!;
    const bare = text.trimStart();
    if (bare.length === text.length) return id;
    const known = this.intern(bare, 0, bare.length, hashOf(bare, 0, bare.length), kind);
    return known > 0 ? known : id;
  }

  #shapeOf(id: number, kind: TokenKind): number {
    if (kind === tokenKinds.number) return shapes.number;
    return kind === tokenKinds.word && !keywords.has(this.#texts[id]!) ? shapes.name : id;
  }

  /** Returns the id of `text[from, to)`, or -1 if no token has that text. */
  find(text: string, from: number, to: number, hash: number): number {
    return this.#slots[this.#slotOf(text, from, to, hash)]! || -1;
  }

  #slotOf(text: string, from: number, to: number, hash: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let at = Math.imul(hash, 0x9e3779b1) >>> 7; ; at++) {
      const id = slots[at & mask]!;
      if (id === 0) return at & mask;
      if (this.#hashes[id] === hash && this.#isText(id, text, from, to)) return at & mask;
    }
  }

  #isText(id: number, text: string, from: number, to: number): boolean {
    const known = this.#texts[id]!;
    if (known.length !== to - from) return false;
    for (let i = 0; i < known.length; i++) if (known.charCodeAt(i) !== text.charCodeAt(from + i)) return false;
    return true;
  }

  #grow(): void {
    const kinds = new Uint8Array(this.#kinds.length * 2);
    const hashes = new Int32Array(this.#hashes.length * 2);
    kinds.set(this.#kinds);
    hashes.set(this.#hashes);
    this.#kinds = kinds;
    this.#hashes = hashes;
    const bare = new Int32Array(kinds.length);
    const shapesGrown = new Int32Array(kinds.length);
    bare.set(this.#bare);
    shapesGrown.set(this.#shapes);
    this.#bare = bare;
    this.#shapes = shapesGrown;
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (const id of this.#slots) {
      if (id === 0) continue;
      let at = Math.imul(hashes[id]!, 0x9e3779b1) >>> 7;
      while (slots[at & mask] !== 0) at++;
      slots[at & mask] = id;
    }
    this.#slots = slots;
  }
}

export function hashOf(text: string, from: number, to: number): number {
  let hash = 0;
  for (let i = from; i < to; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
}
