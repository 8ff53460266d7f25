/** How often a whole line occurs in the workspace, counted by hash: two lines may share a count, so it is evidence and no proof. */
import { isBlankCode } from './tokeniser.js';

const bits = 21;
/** Higher counts mean nothing more. */
const maxCount = 255;

export class LineCounts {
  readonly #counts = new Uint8Array(1 << bits);

  add(text: string): void {
    eachLine(text, slot => {
      if (this.#counts[slot]! < maxCount) this.#counts[slot]!++;
    });
  }

  /** Takes back what `add` counted. */
  remove(text: string): void {
    eachLine(text, slot => {
      if (this.#counts[slot]! > 0 && this.#counts[slot]! < maxCount) this.#counts[slot]!--;
    });
  }

  of(line: string): number {
    const trimmed = trimRange(line, 0, line.length);
    return this.#counts[slotOf(line, trimmed.from, trimmed.to)]!;
  }
}

function eachLine(text: string, visit: (slot: number) => void): void {
  for (let at = 0; at < text.length; ) {
    const found = text.indexOf('\n', at);
    const end = found < 0 ? text.length : found;
    const { from, to } = trimRange(text, at, end);
    if (to > from) visit(slotOf(text, from, to));
    at = end + 1;
  }
}

function trimRange(text: string, from: number, to: number): { readonly from: number; readonly to: number } {
  let start = from;
  let end = to;
  while (start < end && isBlankCode(text.charCodeAt(start))) start++;
  while (end > start && isBlankCode(text.charCodeAt(end - 1))) end--;
  return { from: start, to: end };
}

function slotOf(text: string, from: number, to: number): number {
  let hash = 0;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return Math.imul(hash, 0x9e3779b1) >>> (32 - bits);
}
