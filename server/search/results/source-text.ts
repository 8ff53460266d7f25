/** A file's text by lines, and the implementation that holds the whole text in memory. Pure. */
import { bytesOfLines, lineStartsOf } from '../../text/lines.js';

export interface SourceText {
  /** 0 if there is no text. */
  readonly nLines: number;
  /** Returns lines `startLine` to `endLine`, 1-based and inclusive; empty if there are none. */
  lines(startLine: number, endLine: number): string;
  /** Returns the whole text. */
  text(): string;
}

const decoder = new TextDecoder();

export class WholeText implements SourceText {
  readonly #bytes: Uint8Array;
  readonly #starts: Uint32Array;

  /** `bytes`: UTF-8. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#starts = lineStartsOf(bytes);
  }

  get nLines(): number {
    return this.#starts.length;
  }

  lines(startLine: number, endLine: number): string {
    return this.nLines === 0 ? '' : decoder.decode(bytesOfLines(this.#bytes, this.#starts, startLine, endLine));
  }

  text(): string {
    return decoder.decode(this.#bytes);
  }
}
