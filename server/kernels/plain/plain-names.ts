/** The names of symbols without WebAssembly: the twin of assembly/names.ts. */
import type { PlainMemory } from './plain-memory.js';

const namesPerBlock = 16;

/** Offsets of the parts of a table, see assembly/names.ts. */
interface TablePlaces {
  readonly order: number;
  readonly firsts: number;
  readonly symbols: number;
  readonly starts: number;
  readonly hashes: number;
  readonly out: number;
}

export class PlainNames {
  readonly #memory: PlainMemory;
  /** By their bytes, one character per byte. */
  #numbers = new Map<string, number>();
  #names: Buffer[] = [];
  #table: TablePlaces = { order: 0, firsts: 0, symbols: 0, starts: 0, hashes: 0, out: 0 };
  #at = 0;
  #before = 0;

  constructor(memory: PlainMemory) {
    this.#memory = memory;
  }

  get count(): number {
    return this.#names.length;
  }

  get heldBytes(): number {
    return this.#names.length * 200;
  }

  reset(): void {
    this.#numbers = new Map();
    this.#names = [];
  }

  intern(text: number, ranges: number, n: number, out: number): void {
    for (let i = 0; i < n; i++) {
      const bytes = this.#memory.bytes.slice(text + this.#memory.u32(ranges + i * 8), text + this.#memory.u32(ranges + i * 8 + 4));
      const key = Buffer.from(bytes).toString('latin1');
      let number = this.#numbers.get(key);
      if (number === undefined) {
        number = this.#names.length;
        this.#numbers.set(key, number);
        this.#names.push(Buffer.from(bytes));
      }
      this.#memory.setU32(out + i * 4, number);
    }
  }

  copy(number: number, to: number): number {
    const bytes = this.#names[number]!;
    this.#memory.bytes.set(bytes, to);
    return bytes.length;
  }

  sort(out: number): number {
    const text = this.#names.map(bytes => bytes.toString('latin1'));
    const lower = text.map(name => name.toLowerCase());
    const isPlain = this.#names.map(bytes => bytes.every(byte => byte < 0x80));
    const all = this.#names.map((_, number) => number);
    const plain = all.filter(number => isPlain[number]);
    plain.sort((a, b) => (lower[a]! < lower[b]! ? -1 : lower[a]! > lower[b]! ? 1 : text[a]! < text[b]! ? -1 : 1));
    [...plain, ...all.filter(number => !isPlain[number])].forEach((number, i) => this.#memory.setU32(out + i * 4, number));
    return plain.length;
  }

  get tableBytes(): number {
    return this.#at - this.#table.out;
  }

  openTable(order: number, firsts: number, symbols: number, starts: number, hashes: number, out: number): void {
    this.#table = { order, firsts, symbols, starts, hashes, out };
    this.#at = out;
    this.#before = 0;
  }

  encode(from: number, end: number, limit: number): number {
    const memory = this.#memory;
    const { order, firsts, symbols, starts, hashes, out } = this.#table;
    this.#before += this.tableBytes;
    this.#at = out;
    const nameAt = (place: number): Buffer => this.#names[memory.u32(order + place * 4)]!;
    let place = from;
    for (; place < end && this.tableBytes < limit; place++) {
      const name = nameAt(place);
      let shared = 0;
      if (place % namesPerBlock === 0) memory.setU32(starts + (place / namesPerBlock) * 4, this.#before + this.tableBytes);
      else {
        const last = nameAt(place - 1);
        while (shared < name.length && shared < last.length && name[shared] === last[shared]) shared++;
      }
      this.#varint(shared);
      this.#varint(name.length - shared);
      memory.bytes.set(name.subarray(shared), this.#at);
      this.#at += name.length - shared;
      const first = memory.u32(firsts + place * 4);
      const next = memory.u32(firsts + place * 4 + 4);
      this.#varint(next - first);
      for (let i = first; i < next; i++) this.#varint(memory.u32(symbols + i * 4) - (i === first ? 0 : memory.u32(symbols + i * 4 - 4)));
      if (name.every(byte => byte < 0x80)) memory.setU32(hashes + place * 4, foldedHash(name));
    }
    if (place === end) memory.setU32(starts + Math.ceil(end / namesPerBlock) * 4, this.#before + this.tableBytes);
    return place;
  }

  #varint(value: number): void {
    let rest = value;
    while (rest >= 128) {
      this.#memory.bytes[this.#at++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.#memory.bytes[this.#at++] = rest;
  }
}

function foldedHash(name: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of name) hash = Math.imul(hash ^ (byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte), 0x01000193);
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
