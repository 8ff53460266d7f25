/**
 * Tokens of the languages that write blocks in braces: words and marks; of comments and strings only that they were there. Never goes back
 * and never throws. An unfinished string ends with its line, an unfinished comment with the text. Pure.
 */
import { firstNonBlank } from './byte-words.js';
import { type Keywords, wordHashStart } from './keywords.js';
import * as ends from './text-ends.js';

/** Kinds of tokens; any other mark is its own byte. */
export const END = 0;
export const WORD = 1;
export const STRING = 2;
export const NUMBER = 3;
/** `${` inside a template. After the `}` that closes it, `resumeTemplate` continues. */
export const TEMPLATE_HOLE = 4;
export const NEWLINE = 10;

export interface LexerRules {
  readonly keywords: Keywords;
  /** Line ends are tokens. */
  readonly newlines?: boolean;
  /** A nested `/*` needs its own close. */
  readonly nestedComments?: boolean;
  /** `#` begins a comment. */
  readonly hashComments?: boolean;
  /** What `'` begins: one character (otherwise the quote means nothing), or a string. */
  readonly apostrophe: 'char' | 'string';
  readonly backtick: 'none' | 'raw' | 'template' | 'word';
  /** `"""` begins a multi-line string. */
  readonly tripleQuotes?: boolean;
  /** `"` strings may contain line ends. */
  readonly longStrings?: boolean;
  /** Mark after which a string contains code up to its close. */
  readonly interpolation?: '${' | '\\(' | '{';
  /** `r"…"` and `R"x(…)x"`, `@"…"`, `#"…"#`, `<<<NAME`, `\\…`, by language. */
  readonly rawStrings?: 'rust' | 'cpp' | 'csharp' | 'swift' | 'php' | 'zig';
  readonly regex?: boolean;
  /** `$` is part of a word. */
  readonly dollarWords?: boolean;
}

const BLANK = 1;
const LINE = 2;
const LETTER = 3;
const DIGIT = 4;
const QUOTE = 5;
const APOSTROPHE = 6;
const BACKTICK = 7;
const SLASH = 8;
const HASH = 9;
const AT = 10;
const LESS = 11;
const BACKSLASH = 12;
const DOLLAR = 13;

interface Tables {
  readonly classes: Uint8Array;
  /** 1 for bytes that `skipBlock` must examine. */
  readonly stops: Uint8Array;
}

const tables = new WeakMap<LexerRules, Tables>();

function tablesOf(rules: LexerRules): Tables {
  const known = tables.get(rules);
  if (known !== undefined) return known;
  const table = new Uint8Array(256);
  for (let byte = 0; byte < 256; byte++) {
    if (byte >= 0x80 || ((byte | 0x20) - 0x61) >>> 0 < 26 || byte === 0x5f) table[byte] = LETTER;
    else if ((byte - 0x30) >>> 0 < 10) table[byte] = DIGIT;
    else if (byte <= 0x20 || byte === 0x7f) table[byte] = BLANK;
  }
  table[0x0a] = LINE;
  table[0x22] = QUOTE;
  table[0x27] = APOSTROPHE;
  if (rules.backtick !== 'none') table[0x60] = BACKTICK;
  table[0x2f] = SLASH;
  table[0x23] = HASH;
  if (rules.rawStrings === 'csharp') table[0x40] = AT;
  if (rules.rawStrings === 'php') table[0x3c] = LESS;
  if (rules.rawStrings === 'zig') table[0x5c] = BACKSLASH;
  table[0x24] = rules.dollarWords === true ? LETTER : DOLLAR;
  const stops = new Uint8Array(256);
  for (let byte = 0; byte < 256; byte++) if (table[byte]! >= QUOTE) stops[byte] = 1;
  stops[0x7b] = 1;
  stops[0x7d] = 1;
  const made = { classes: table, stops };
  tables.set(rules, made);
  return made;
}

export class Lexer {
  /** Where the next token begins at the earliest. */
  at = 0;
  /** Byte range of the current token. */
  start = 0;
  end = 0;
  /** Keyword id of the current word; 0 for any other token. */
  keyword = 0;
  /** Kind of the token before the current one, ignoring line ends. */
  previous = NEWLINE;
  readonly bytes: Uint8Array;
  readonly #rules: LexerRules;
  readonly #classes: Uint8Array;
  readonly #stops: Uint8Array;
  #kind = NEWLINE;
  /** No regular expression begins before this byte: one was searched for up to here. */
  #noRegexBefore = 0;
  /** Keyword id of the previous token. */
  #keywordBefore = 0;

  constructor(bytes: Uint8Array, rules: LexerRules) {
    this.bytes = bytes;
    this.#rules = rules;
    const { classes, stops } = tablesOf(rules);
    this.#classes = classes;
    this.#stops = stops;
  }

  next(): number {
    // A line end does not count as the previous token; the one before it does.
    if (this.#kind !== NEWLINE) {
      this.previous = this.#kind;
      this.#keywordBefore = this.keyword;
    }
    this.keyword = 0;
    return (this.#kind = this.#read());
  }

  // Long because it is one switch over the class of a byte, with a case for each kind of token.
  #read(): number {
    const { bytes } = this;
    const classes = this.#classes;
    const n = bytes.length;
    let at = this.at;
    while (at < n) {
      const byte = bytes[at]!;
      switch (classes[byte]!) {
        case BLANK:
          at++;
          continue;
        case LINE:
          // All blank lines that follow are one token, so that each is read only once.
          if (this.#rules.newlines === true) return this.#token(NEWLINE, at, firstNonBlank(bytes, at + 1));
          at++;
          continue;
        case LETTER: {
          const start = at;
          let hash = Math.imul(wordHashStart ^ byte, 0x01000193);
          at++;
          while (at < n) {
            const next = bytes[at]!;
            const kind = classes[next]!;
            if (kind !== LETTER && kind !== DIGIT) break;
            hash = Math.imul(hash ^ next, 0x01000193);
            at++;
          }
          const raw = this.#rules.rawStrings === undefined || at >= n ? 0 : this.#rawAfterWord(start, at);
          if (raw > 0) return this.#token(STRING, start, raw);
          this.keyword = this.#rules.keywords.find(hash);
          return this.#token(WORD, start, at);
        }
        case DIGIT: {
          const start = at++;
          while (at < n && this.#inNumber(at)) at++;
          return this.#token(NUMBER, start, at);
        }
        case QUOTE:
          return this.#token(STRING, at, this.#stringEnd(at, byte));
        case APOSTROPHE: {
          const end = this.#apostropheEnd(at);
          if (end > 0) return this.#token(STRING, at, end);
          at++;
          continue;
        }
        case BACKTICK:
          return this.#backtick(at);
        case SLASH: {
          const next = bytes[at + 1];
          if (next === 0x2f) {
            at = ends.lineEnd(bytes, at);
            continue;
          }
          if (next === 0x2a) {
            at = ends.commentEnd(bytes, at + 2, this.#rules.nestedComments === true);
            continue;
          }
          const end = this.#rules.regex === true ? this.#regexEnd(at) : 0;
          if (end > 0) return this.#token(STRING, at, end);
          return this.#token(byte, at, at + 1);
        }
        case HASH: {
          const end = this.#hash(at);
          if (end === 0) return this.#token(byte, at, at + 1);
          if (this.#rules.hashComments !== true) return this.#token(STRING, at, end);
          at = end;
          continue;
        }
        case AT:
        case DOLLAR: {
          const end = this.#rules.rawStrings === 'csharp' ? this.#csharpStringEnd(at) : 0;
          return end > 0 ? this.#token(STRING, at, end) : this.#token(byte, at, at + 1);
        }
        case LESS: {
          const end = ends.heredocEnd(bytes, at);
          return end > 0 ? this.#token(STRING, at, end) : this.#token(byte, at, at + 1);
        }
        case BACKSLASH:
          if (bytes[at + 1] === 0x5c) return this.#token(STRING, at, ends.lineEnd(bytes, at));
          return this.#token(byte, at, at + 1);
        default:
          return this.#token(byte, at, at + 1);
      }
    }
    return this.#token(END, n, n);
  }

  #token(kind: number, start: number, end: number): number {
    this.start = start;
    this.end = end;
    this.at = end;
    return kind;
  }

  /** Continues after the `}` that closes `${`. Returns TEMPLATE if another `${` follows, or STRING if the template ends. */
  resumeTemplate(): number {
    return (this.#kind = this.#template(this.at));
  }

  /**
   * Skips the block whose `{` was just read and returns the offset after its `}`. With `preprocessor`, each branch of an `#if` starts at
   * the depth of the first; with `atColumn0`, a `}` at the start of a line ends the block whatever the depth.
   */
  skipBlock(preprocessor = false, atColumn0 = false): number {
    const { bytes } = this;
    const stops = this.#stops;
    const n = bytes.length;
    const saved: number[] = [];
    let depth = 1;
    let at = this.at;
    for (;;) {
      while (at < n && stops[bytes[at]!] === 0) at++;
      if (at >= n) break;
      const byte = bytes[at]!;
      if (byte === 0x7b) {
        depth++;
        at++;
      } else if (byte === 0x7d) {
        at++;
        if (--depth > 0 && !(atColumn0 && bytes[at - 2] === 0x0a)) continue;
        this.#kind = byte;
        this.#token(byte, at - 1, at);
        return at;
      } else if (byte === 0x23 && preprocessor) {
        depth = ends.branchDepth(bytes, at, depth, saved);
        at++;
      } else at = this.#skipText(at, byte);
    }
    this.#kind = END;
    this.#token(END, n, n);
    return n;
  }

  /** Returns the offset after the string or comment at `at`, or after one byte if none begins there. */
  #skipText(at: number, byte: number): number {
    const { bytes } = this;
    const { rawStrings } = this.#rules;
    switch (byte) {
      case 0x2f:
        if (bytes[at + 1] === 0x2f) return ends.lineEnd(bytes, at);
        return bytes[at + 1] === 0x2a ? ends.commentEnd(bytes, at + 2, this.#rules.nestedComments === true) : at + 1;
      case 0x22: {
        const before = bytes[at - 1];
        if (rawStrings === 'cpp' && before === 0x52) return ends.cppRawEnd(bytes, at + 1) || this.#stringEnd(at, byte);
        return rawStrings === 'rust' && before === 0x72 ? ends.rustRawEnd(bytes, at) : this.#stringEnd(at, byte);
      }
      case 0x27: {
        const before = (bytes[at - 1]! - 0x30) >>> 0;
        if (rawStrings === 'cpp' && before < 10) return at + 1;
        return this.#rules.apostrophe === 'char' ? ends.charEnd(bytes, at, rawStrings === 'cpp') || at + 1 : this.#stringEnd(at, byte);
      }
      case 0x60:
        return this.#rules.backtick === 'none' ? at + 1 : ends.rawEnd(bytes, at + 1, byte);
      case 0x23:
        if (rawStrings === 'rust') return bytes[at - 1] === 0x72 ? ends.rustRawEnd(bytes, at) || at + 1 : at + 1;
        return this.#hash(at) || at + 1;
      case 0x40:
      case 0x24:
        return rawStrings === 'csharp' ? this.#csharpStringEnd(at) || at + 1 : at + 1;
      case 0x3c:
        return ends.heredocEnd(bytes, at) || at + 1;
      default:
        return byte === 0x5c && bytes[at + 1] === 0x5c ? ends.lineEnd(bytes, at) : at + 1;
    }
  }

  /** Skips the rest of the current line, a preprocessor directive, including lines joined by a trailing backslash. */
  skipDirective(): number {
    const { bytes } = this;
    let at = this.at;
    for (;;) {
      const end = ends.lineEnd(bytes, at);
      const last = bytes[end - 1] === 0x0d ? end - 2 : end - 1;
      if (end >= bytes.length || bytes[last] !== 0x5c) return (this.at = end);
      at = end + 1;
    }
  }

  #inNumber(at: number): boolean {
    const { bytes } = this;
    const kind = this.#classes[bytes[at]!];
    if (kind === DIGIT || kind === LETTER) return true;
    // `1.5`, `1'000`: the mark belongs to the number if a digit follows.
    return (bytes[at] === 0x2e || (bytes[at] === 0x27 && this.#rules.apostrophe === 'char')) && this.#classes[bytes[at + 1] ?? 0] === DIGIT;
  }

  /** Returns the end of the string that begins at `at` with `quote`. */
  #stringEnd(at: number, quote: number): number {
    const { bytes } = this;
    const n = bytes.length;
    const { interpolation, tripleQuotes } = this.#rules;
    const long = this.#rules.longStrings === true;
    if (tripleQuotes === true && bytes[at + 1] === quote && bytes[at + 2] === quote) return ends.tripleEnd(bytes, at + 3, quote);
    let i = at + 1;
    while (i < n) {
      const byte = bytes[i]!;
      if (byte === quote) return i + 1;
      if (byte === 0x5c) {
        if (interpolation === '\\(' && bytes[i + 1] === 0x28) i = ends.interpolationEnd(bytes, i + 2, 0x28, 0x29, long);
        else i += 2;
      } else if (byte === 0x0a && !long) return i;
      else if (byte === 0x24 && interpolation === '${' && bytes[i + 1] === 0x7b) i = ends.interpolationEnd(bytes, i + 2, 0x7b, 0x7d, long);
      else i++;
    }
    return n;
  }

  /** Returns the end of what a single quote begins, or 0 if it means nothing, as after a word in text between tags. */
  #apostropheEnd(at: number): number {
    if (this.#rules.apostrophe === 'char') return ends.charEnd(this.bytes, at, this.#rules.rawStrings === 'cpp');
    if (this.#rules.regex === true && this.previous === WORD && this.end === at && this.#keywordBefore === 0) return 0;
    return this.#stringEnd(at, 0x27);
  }

  #backtick(at: number): number {
    const { bytes } = this;
    if (this.#rules.backtick === 'template') return this.#template(at + 1);
    if (this.#rules.backtick === 'raw') return this.#token(STRING, at, ends.rawEnd(bytes, at + 1, 0x60));
    // A word in backticks: the name is the text between them.
    const close = Math.min(ends.rawEnd(bytes, at + 1, 0x60), ends.lineEnd(bytes, at));
    this.start = at + 1;
    this.end = Math.max(at + 1, close - 1);
    this.at = Math.max(close, at + 1);
    return WORD;
  }

  #template(from: number): number {
    const { bytes } = this;
    for (let i = from; i < bytes.length; i++) {
      const byte = bytes[i]!;
      if (byte === 0x5c) i++;
      else if (byte === 0x60) return this.#token(STRING, from, i + 1);
      else if (byte === 0x24 && bytes[i + 1] === 0x7b) return this.#token(TEMPLATE_HOLE, from, i + 2);
    }
    return this.#token(STRING, from, bytes.length);
  }

  /** Returns the end of the raw string that the word `bytes[start..end)` is the prefix of, or 0 if it is a word. */
  #rawAfterWord(start: number, end: number): number {
    const { bytes } = this;
    const after = bytes[end];
    if (after !== 0x22 && after !== 0x23) return 0;
    const last = bytes[end - 1];
    if (this.#rules.rawStrings === 'cpp') return after === 0x22 && last === 0x52 && end - start <= 3 ? ends.cppRawEnd(bytes, end + 1) : 0;
    return this.#rules.rawStrings === 'rust' && last === 0x72 && end - start <= 2 ? ends.rustRawEnd(bytes, end) : 0;
  }

  /** Handles `#`: returns the end of a comment or of a raw string of Swift, or 0 for a mark. */
  #hash(at: number): number {
    const { rawStrings, hashComments } = this.#rules;
    const { bytes } = this;
    // `#[Attribute]` of PHP is not a comment.
    if (hashComments === true) return bytes[at + 1] === 0x5b ? 0 : ends.lineEnd(bytes, at);
    return rawStrings === 'swift' ? ends.rustRawEnd(bytes, at) : 0;
  }

  /** `@"…"`, `$"…"`, `$@"…"`, `$"""…"""`; 0 for a bare mark. */
  #csharpStringEnd(at: number): number {
    const { bytes } = this;
    let i = at;
    let verbatim = false;
    while (i < at + 4 && (bytes[i] === 0x40 || bytes[i] === 0x24)) verbatim = bytes[i++] === 0x40 || verbatim;
    if (bytes[i] !== 0x22) return 0;
    if (verbatim) return ends.verbatimEnd(bytes, i + 1);
    return bytes[i - 1] === 0x24 && bytes[i + 1] !== 0x22 ? ends.interpolatedEnd(bytes, i + 1) : this.#stringEnd(i, 0x22);
  }

  /** Returns the end of the regular expression at `at`, or 0 if the slash divides. */
  #regexEnd(at: number): number {
    if (at < this.#noRegexBefore || !this.#regexMayStart(at)) return 0;
    const end = ends.regexEnd(this.bytes, at);
    if (end > 0) return end;
    this.#noRegexBefore = -end;
    return 0;
  }

  /** After a value a slash divides; after a mark or a keyword it begins a regular expression; `</` and `/>` are tags. */
  #regexMayStart(at: number): boolean {
    const before = this.previous;
    if (before === NUMBER || before === STRING || before === 0x29 || before === 0x5d || before === 0x7d) return false;
    if (before === 0x3c || this.bytes[at + 1] === 0x3e) return false;
    return before !== WORD || this.#keywordBefore !== 0;
  }
}
