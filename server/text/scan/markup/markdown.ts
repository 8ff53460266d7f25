/** Sections of Markdown and reStructuredText: a heading with the text under it, nested by level. Fenced code contains no headings. Pure. */
import type { OutlineBuilder } from '../../outline/outline-builder.js';
import { skipBlanks } from '../shared/byte-words.js';
import { lineEnd } from '../shared/text-ends.js';

/** Open sections, outermost first. */
class Sections {
  readonly #out: OutlineBuilder;
  readonly #items: number[] = [];
  readonly #levels: number[] = [];

  constructor(out: OutlineBuilder) {
    this.#out = out;
  }

  open(level: number, nameStart: number, nameEnd: number, start: number): void {
    if (nameEnd <= nameStart) return;
    while (this.#levels.length > 0 && this.#levels.at(-1)! >= level) this.#close(start);
    const item = this.#out.open('section', nameStart, nameEnd, start, this.#items.at(-1) ?? -1);
    if (item < 0) return;
    this.#items.push(item);
    this.#levels.push(level);
  }

  end(at: number): void {
    while (this.#items.length > 0) this.#close(at);
  }

  #close(at: number): void {
    this.#levels.pop();
    this.#out.close(this.#items.pop()!, at);
  }
}

export function scanMarkdown(bytes: Uint8Array, out: OutlineBuilder): void {
  const sections = new Sections(out);
  let fence = 0;
  let fenceLength = 0;
  let previousStart = -1;
  let previousEnd = -1;
  let at = frontMatterEnd(bytes);
  for (let end = at; at < bytes.length; at = end + 1) {
    end = lineEnd(bytes, at);
    const textStart = skipBlanks(bytes, at);
    const byte = bytes[textStart];
    const run = byte === 0x60 || byte === 0x7e || byte === 0x23 || byte === 0x3d || byte === 0x2d ? runLength(bytes, textStart, byte) : 0;
    let isText = false;
    if (fence !== 0) {
      if (byte === fence && run >= fenceLength && trimEnd(bytes, textStart + run, end) === textStart + run) fence = 0;
    } else if ((byte === 0x60 || byte === 0x7e) && run >= 3) {
      fence = byte;
      fenceLength = run;
    } else if (byte === 0x23 && run <= 6 && textStart - at <= 3 && isBlankOrEnd(bytes[textStart + run])) {
      sections.open(run, skipBlanks(bytes, textStart + run), headingEnd(bytes, skipBlanks(bytes, textStart + run), end), at);
    } else if (
      (byte === 0x3d || byte === 0x2d) &&
      previousStart >= 0 &&
      textStart - at <= 3 &&
      trimEnd(bytes, textStart, end) === textStart + run
    ) {
      sections.open(byte === 0x3d ? 1 : 2, previousStart, previousEnd, previousStart);
    } else if (byte === 0x2d && run >= 3 && trimEnd(bytes, textStart, end) === textStart + run) {
      isText = false; // a rule between paragraphs
    } else isText = byte !== 0x3e && byte !== 0x7c && byte !== 0x3c && textStart - at <= 3 && !isListItem(bytes, textStart);
    const textEnd = isText ? trimEnd(bytes, textStart, end) : textStart;
    // Only a paragraph of one line becomes a heading when it is underlined.
    previousStart = isText && textEnd > textStart && (previousEnd < 0 || previousStart < 0) ? textStart : -1;
    previousEnd = textEnd > textStart ? textEnd : -1;
  }
  sections.end(bytes.length);
}

const isBlankOrEnd = (byte: number | undefined): boolean => byte === undefined || byte <= 0x20;

const isListItem = (bytes: Uint8Array, at: number): boolean =>
  (bytes[at] === 0x2d || bytes[at] === 0x2a || bytes[at] === 0x2b) && isBlankOrEnd(bytes[at + 1]);

function runLength(bytes: Uint8Array, at: number, byte: number): number {
  let n = 0;
  while (bytes[at + n] === byte) n++;
  return n;
}

function trimEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && bytes[at - 1]! <= 0x20) at--;
  return at;
}

/** Returns the end of the heading without closing hashes and an anchor `{#id}`. */
function headingEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = trimEnd(bytes, start, end);
  if (bytes[at - 1] === 0x7d) {
    const open = bytes.lastIndexOf(0x7b, at);
    if (open > start && bytes[open + 1] === 0x23) at = trimEnd(bytes, start, open);
  }
  let hashes = at;
  while (hashes > start && bytes[hashes - 1] === 0x23) hashes--;
  return hashes < at && (hashes === start || bytes[hashes - 1]! <= 0x20) ? trimEnd(bytes, start, hashes) : at;
}

/** Returns the end of front matter: `---` … `---` at the top is data. */
function frontMatterEnd(bytes: Uint8Array): number {
  if (runLength(bytes, 0, 0x2d) !== 3 || !isBlankOrEnd(bytes[3])) return 0;
  for (let at = lineEnd(bytes, 0) + 1; at < bytes.length; at = lineEnd(bytes, at) + 1) {
    if (runLength(bytes, at, 0x2d) === 3 && isBlankOrEnd(bytes[at + 3])) return Math.min(bytes.length, lineEnd(bytes, at) + 1);
  }
  return 0;
}

const rstMarks = new Set(Array.from('=-~^"\'`#*+:._<>', mark => mark.charCodeAt(0)));

/** Headings are underlined and perhaps overlined; the first mark in the text is the outermost level. */
export function scanRst(bytes: Uint8Array, out: OutlineBuilder): void {
  const sections = new Sections(out);
  const levels: number[] = [];
  let previousStart = -1;
  let previousEnd = -1;
  let overline = 0;
  let overlineAt = 0;
  for (let at = 0, end = 0; at < bytes.length; at = end + 1) {
    end = lineEnd(bytes, at);
    const byte = bytes[at];
    const run = byte !== undefined && rstMarks.has(byte) ? runLength(bytes, at, byte) : 0;
    const textEnd = trimEnd(bytes, at, end);
    if (byte !== undefined && run >= 3 && textEnd === at + run) {
      if (previousStart >= 0 && run >= previousEnd - previousStart - 2) {
        // An overlined heading has another level than one that is only underlined.
        const style = overline === byte ? byte + 256 : byte;
        let level = levels.indexOf(style);
        if (level < 0) level = levels.push(style) - 1;
        sections.open(level, previousStart, previousEnd, overline === byte ? overlineAt : previousStart);
        overline = 0;
      } else {
        overline = byte;
        overlineAt = at;
      }
      previousStart = -1;
      continue;
    }
    const textStart = skipBlanks(bytes, at);
    const isText = textEnd > textStart && (textStart === at || overline !== 0);
    if (!isText || previousStart >= 0) overline = 0;
    previousStart = isText && previousStart < 0 && (previousEnd < 0 || overline !== 0) ? textStart : -1;
    previousEnd = isText ? textEnd : -1;
  }
  sections.end(bytes.length);
}
