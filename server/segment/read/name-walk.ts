/**
 * Walks the names of one block of the name table and compares them with a wanted name as bytes: names that do not match are neither decoded
 * nor kept. Its properties describe the current name and are valid until the walk moves on.
 */
import { fold } from '../format/fold.js';
import { hashOfName } from '../format/name-bloom.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const isAscii = (bytes: Uint8Array): boolean => bytes.every(byte => byte < 0x80);

/** A name to look for. Most names occur nowhere, as their hashes show, so everything else is computed on demand. */
export class WantedName {
  readonly folded: string;
  readonly hash: number;
  #bytes: Uint8Array | undefined;
  #isAscii: boolean | undefined;

  constructor(folded: string) {
    this.folded = folded;
    this.hash = hashOfName(folded);
  }

  get bytes(): Uint8Array {
    return (this.#bytes ??= encoder.encode(this.folded));
  }

  get isAscii(): boolean {
    return (this.#isAscii ??= isAscii(this.bytes));
  }
}

export class NameWalk {
  readonly #wanted: WantedName;
  #block: Uint8Array = new Uint8Array(0);
  #at = 0;
  #symbolsAt = 0;
  #name = new Uint8Array(128);
  #length = 0;
  #isAscii = true;

  constructor(wanted: WantedName) {
    this.#wanted = wanted;
  }

  /** Moves before the first name of `block`, the bytes of one block. */
  enter(block: Uint8Array): void {
    this.#block = block;
    this.#at = 0;
  }

  /** Moves to the next name. Returns false at the end. */
  next(): boolean {
    if (this.#at >= this.#block.length) return false;
    const shared = this.#varint();
    const rest = this.#varint();
    if (shared + rest > this.#name.length) {
      const larger = new Uint8Array((shared + rest) * 2);
      larger.set(this.#name);
      this.#name = larger;
    }
    // About one name in a thousand is not ASCII; the bytes that it shares with the next name may still be.
    if (!this.#isAscii) this.#isAscii = isAscii(this.#name.subarray(0, shared));
    for (let i = shared; i < shared + rest; i++) {
      const byte = this.#block[this.#at++]!;
      this.#name[i] = byte;
      if (byte >= 0x80) this.#isAscii = false;
    }
    this.#length = shared + rest;
    this.#symbolsAt = this.#at;
    for (let n = this.#varint(); n > 0; n--) this.#varint();
    return true;
  }

  get name(): string {
    return decoder.decode(this.#name.subarray(0, this.#length));
  }

  get folded(): string {
    return fold(this.name);
  }

  /** Number of bytes of the name; equal to that of the folded name if the name is ASCII. */
  get length(): number {
    return this.#length;
  }

  get isAscii(): boolean {
    return this.#isAscii;
  }

  /** The symbols that have the name, ascending. */
  get symbols(): readonly number[] {
    const end = this.#at;
    this.#at = this.#symbolsAt;
    const symbols: number[] = [];
    for (let n = this.#varint(), symbol = 0; n > 0; n--) {
      symbol += this.#varint();
      symbols.push(symbol);
    }
    this.#at = end;
    return symbols;
  }

  /** Returns a negative number if the folded name comes before the wanted one, 0 if they are equal, else a positive one. */
  order(): number {
    if (!this.#isAscii || !this.#wanted.isAscii) {
      const { folded } = this;
      return folded < this.#wanted.folded ? -1 : folded > this.#wanted.folded ? 1 : 0;
    }
    const wanted = this.#wanted.bytes;
    const most = Math.min(this.#length, wanted.length);
    for (let i = 0; i < most; i++) {
      const difference = lower(this.#name[i]!) - wanted[i]!;
      if (difference !== 0) return difference;
    }
    return this.#length - wanted.length;
  }

  /** Returns whether the folded name starts with the wanted one. */
  startsWith(): boolean {
    if (!this.#isAscii || !this.#wanted.isAscii) return this.folded.startsWith(this.#wanted.folded);
    const wanted = this.#wanted.bytes;
    if (this.#length < wanted.length) return false;
    for (let i = 0; i < wanted.length; i++) if (lower(this.#name[i]!) !== wanted[i]!) return false;
    return true;
  }

  /** Returns false if the folded name certainly lacks these letters in this order. */
  mayHold({ bytes: letters, isAscii: isPlain }: WantedName): boolean {
    if (!this.#isAscii || !isPlain) return true;
    let n = 0;
    for (let i = 0; n < letters.length && i < this.#length; i++) if (lower(this.#name[i]!) === letters[n]) n++;
    return n === letters.length;
  }

  #varint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#block[this.#at++] ?? 0;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }
}

const lower = (byte: number): number => (byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte);
