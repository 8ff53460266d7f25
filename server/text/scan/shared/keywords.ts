/** A table of keywords, found by hash without making a string. Pure. */

export const wordHashStart = 0x811c9dc5 | 0;

/** One step of the hash that scanners compute while they read a word (FNV-1a). */
export const wordHashStep = (hash: number, byte: number): number => Math.imul(hash ^ byte, 0x01000193);

export class Keywords {
  readonly #hashes: Int32Array;
  readonly #ids: Uint8Array;
  readonly #mask: number;

  /** `table`: the words of each id, separated by spaces. Ids are 1 to 255. */
  constructor(table: Readonly<Record<number, string>>) {
    const rows = Object.entries(table).flatMap(([id, words]) => words.split(' ').map(word => [Number(id), word] as const));
    let size = 64;
    while (size < rows.length * 4) size *= 2;
    this.#mask = size - 1;
    this.#hashes = new Int32Array(size);
    this.#ids = new Uint8Array(size);
    for (const [id, word] of rows) {
      let hash = wordHashStart;
      for (let i = 0; i < word.length; i++) hash = wordHashStep(hash, word.charCodeAt(i));
      let slot = hash & this.#mask;
      while (this.#ids[slot] !== 0) slot = (slot + 1) & this.#mask;
      this.#hashes[slot] = hash;
      this.#ids[slot] = id;
    }
  }

  /** Returns the id of the word with this hash, or 0 for any other word. */
  find(hash: number): number {
    let slot = hash & this.#mask;
    while (this.#ids[slot] !== 0) {
      if (this.#hashes[slot] === hash) return this.#ids[slot]!;
      slot = (slot + 1) & this.#mask;
    }
    return 0;
  }
}
