/**
 * Turns text into tokens, line by line: words, numbers and marks, each with the blanks before it, and line breaks that say how the
 * indentation changes. A line break is the same token at every depth, so code is recognised wherever it is nested. Strings and comments are
 * tokenised like code. Linear time on any text. Pure.
 */
import { hashOf, type TokenKind, tokenKinds, type Vocabulary } from './vocabulary.js';

const classes = { blank: 0, word: 1, digit: 2, operator: 3, single: 4 } as const;

/** The class of each ASCII character. Characters above are parts of words. */
const classOf = new Uint8Array(128).fill(classes.single);
for (const char of ' \t\r\f\v') classOf[char.charCodeAt(0)] = classes.blank;
for (const char of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_$') classOf[char.charCodeAt(0)] = classes.word;
for (const char of '0123456789') classOf[char.charCodeAt(0)] = classes.digit;
for (const char of '=<>!+-*/&|:.?%^~') classOf[char.charCodeAt(0)] = classes.operator;

const charClass = (code: number): number => (code < 128 ? classOf[code]! : classes.word);

/** Longer runs of operators are split, so that a line of dashes is not a token of its own. */
const maxOperators = 3;
/** Longer words are split: they are data and not names. */
const maxWord = 128;
/** Deeper indentation is not followed. */
const maxDepth = 64;

/** The open blocks above a place, by the width of their indentation. */
export class Indents {
  readonly #widths: number[] = [0];
  /** The text of the last indentation. */
  text = '';

  /** Moves to a line indented by `text`. Returns by how many blocks the depth changes: 1, 0, or below 0. */
  move(text: string): number {
    const width = widthOf(text);
    this.text = text;
    const widths = this.#widths;
    if (width > widths.at(-1)!) {
      if (widths.length < maxDepth) widths.push(width);
      return 1;
    }
    let closed = 0;
    while (widths.length > 1 && width < widths.at(-1)!) {
      widths.pop();
      closed++;
    }
    if (width > widths.at(-1)!) widths.push(width);
    return -closed;
  }

  /** Returns by how many blocks `text` would change the depth, without moving. */
  changeOf(text: string): number {
    const width = widthOf(text);
    if (width > this.#widths.at(-1)!) return 1;
    let closed = 0;
    while (closed < this.#widths.length - 1 && width < this.#widths[this.#widths.length - 1 - closed]!) closed++;
    return -closed;
  }

  /** Returns the width of the indentation after a change of the depth, or undefined if too few blocks are open. `unit` widens a new block. */
  widthAfter(change: number, unit: number): number | undefined {
    const widths = this.#widths;
    return change > 0 ? widths.at(-1)! + unit : widths[widths.length - 1 + change];
  }

  copy(): Indents {
    const copy = new Indents();
    copy.#widths.splice(0, 1, ...this.#widths);
    copy.text = this.text;
    return copy;
  }
}

/** A tab counts as one column: mixed indentation is rare, and within a file the order of depths is what matters. */
const widthOf = (text: string): number => text.length;

/** A line break token's text: whether empty lines lie between, and the change of depth. */
const lineBreakText = (change: number, hasEmpty: boolean): string => `\n${hasEmpty ? '\n' : ''}${change > 0 ? '+' : change}`;

export function lineBreakOf(vocabulary: Vocabulary, change: number, hasEmpty: boolean): number {
  const text = lineBreakText(Math.max(-9, change), hasEmpty);
  return vocabulary.intern(text, 0, text.length, hashOf(text, 0, text.length), tokenKinds.newline);
}

/** Returns the change of depth that a line break token stands for. */
export function depthChange(vocabulary: Vocabulary, token: number): number {
  const text = vocabulary.textOf(token).replaceAll('\n', '');
  return text === '+' ? 1 : Number(text);
}

/** Receives tokens in order: where they begin and end in the text, their hash, and their kind. */
export type TokenSink = (from: number, to: number, hash: number, kind: TokenKind) => void;

/** Tokenises `text[from, to)`, which lies within one line. Blanks at the end belong to no token; returns where they begin. */
export function tokeniseLine(text: string, from: number, to: number, sink: TokenSink): number {
  let at = from;
  for (;;) {
    const start = at;
    let hash = 0;
    let code = 0;
    let kind: number = classes.blank;
    while (at < to) {
      code = text.charCodeAt(at);
      kind = charClass(code);
      if (kind !== classes.blank) break;
      hash = (Math.imul(hash, 31) + code) | 0;
      at++;
    }
    if (at >= to) return start;
    const body = at;
    do {
      hash = (Math.imul(hash, 31) + code) | 0;
      at++;
      if (at >= to) break;
      code = text.charCodeAt(at);
    } while (continues(kind, charClass(code), at - body));
    sink(start, at, hash, kind === classes.word ? tokenKinds.word : kind === classes.digit ? tokenKinds.number : tokenKinds.mark);
  }
}

function continues(first: number, next: number, length: number): boolean {
  if (first === classes.single) return false;
  if (first === classes.operator) return next === classes.operator && length < maxOperators;
  return (next === classes.word || next === classes.digit) && length < maxWord;
}

/** Interns whole lines into a stream of tokens, following the indentation. */
export class LineTokeniser {
  readonly #vocabulary: Vocabulary;
  readonly #append: (token: number) => void;
  #hasEmpty = false;
  indents = new Indents();

  constructor(vocabulary: Vocabulary, append: (token: number) => void) {
    this.#vocabulary = vocabulary;
    this.#append = append;
  }

  /** Tokenises `text[from, to)`, which begins and ends at the start of a line or at the end of the text. */
  lines(text: string, from: number, to: number): void {
    let at = from;
    while (at < to) {
      const found = text.indexOf('\n', at);
      const end = found < 0 || found >= to ? to : found;
      this.#line(text, at, end);
      at = end + 1;
    }
  }

  /** True if the last lines were empty. */
  get hasEmpty(): boolean {
    return this.#hasEmpty;
  }

  copyState(): { readonly indents: Indents; readonly hasEmpty: boolean } {
    return { indents: this.indents.copy(), hasEmpty: this.#hasEmpty };
  }

  restore({ indents, hasEmpty }: { readonly indents: Indents; readonly hasEmpty: boolean }): void {
    this.indents = indents.copy();
    this.#hasEmpty = hasEmpty;
  }

  #line(text: string, from: number, end: number): void {
    let at = from;
    while (at < end && isBlankCode(text.charCodeAt(at))) at++;
    if (at >= end) {
      this.#hasEmpty = true;
      return;
    }
    this.#append(lineBreakOf(this.#vocabulary, this.indents.move(text.slice(from, at)), this.#hasEmpty));
    this.#hasEmpty = false;
    tokeniseLine(text, at, end, (start, stop, hash, kind) => this.#append(this.#vocabulary.intern(text, start, stop, hash, kind)));
  }
}

export const isBlankCode = (code: number): boolean => code < 128 && classOf[code] === classes.blank;
