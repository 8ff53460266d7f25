/** The names of symbols without WASM: the twin of assembly/names.ts. */
import type { PlainMemory } from './plain-memory.js';

export class PlainNames {
  readonly #memory: PlainMemory;
  /** By their bytes, each a character. */
  #numbers = new Map<string, number>();
  #names: Buffer[] = [];

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
}
