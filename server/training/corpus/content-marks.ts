/**
 * Marks text that must not be learnt from: hashes of whole files and of single definitions, without white space, so that vendored,
 * installed and reformatted copies of a held-out repository are found too. Pure.
 */
import { TermHash } from '../../text/terms.js';

/** In non-blank characters. Shorter texts are the same in many repositories. */
const minLength = 120;

export class ContentMarks {
  readonly #marks = new Set<number>();

  get size(): number {
    return this.#marks.size;
  }

  add(bytes: Uint8Array, start: number, end: number): void {
    const mark = markOf(bytes, start, end);
    if (mark !== undefined) this.#marks.add(mark);
  }

  has(bytes: Uint8Array, start: number, end: number): boolean {
    const mark = markOf(bytes, start, end);
    return mark !== undefined && this.#marks.has(mark);
  }
}

function markOf(bytes: Uint8Array, start: number, end: number): number | undefined {
  const hash = new TermHash();
  let length = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (byte <= 0x20) continue;
    hash.push(byte);
    length++;
  }
  return length < minLength ? undefined : hash.value();
}
