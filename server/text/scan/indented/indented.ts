/**
 * Outline of languages whose blocks are visible by indentation, however they are closed: a definition lasts until a line is indented no
 * deeper, and a closing word or brace on such a line belongs to it. Works on code that a parser would miscount, but needs code that is
 * indented. Only lines that may define something become strings. Pure.
 */
import type { OutlineBuilder } from '../../outline/outline-builder.js';
import type { SymbolKind } from '../../outline/outline-item.js';
import { byteText } from '../../slice-text.js';
import { hasText, isWordByte } from '../shared/byte-words.js';
import { lineEnd } from '../shared/text-ends.js';
import { IndentStack } from './indent-stack.js';

/**
 * A pattern that ends directly after the name, which is its last group; a group before it is the qualifier. Sticky, on bytes as characters.
 */
export interface LineRule {
  readonly kind: SymbolKind;
  readonly pattern: RegExp;
  /** First bytes of the lines that it may match; if absent, all first bytes of the dialect. */
  readonly first?: string;
  /** Where it may match: at the margin, outside functions, or only in a class or similar; if absent, anywhere. */
  readonly where?: 'margin' | 'outside' | 'member';
  /** Lasts until the next section, whatever the indentation. */
  readonly section?: boolean;
  /** One line, or the lines indented below it, which contain no definitions. */
  readonly leaf?: boolean;
}

export interface IndentedDialect {
  readonly rules: readonly LineRule[];
  /** First bytes of lines that may define something. */
  readonly first: string;
  /** Words and marks that close a block at its own indentation. */
  readonly closers: readonly string[];
  /** Words that continue a block at its own indentation. */
  readonly goesOn: readonly string[];
  /** Comment marks that fill a whole line. */
  readonly comments: readonly string[];
  /** Returns the end of the line from `at` on, or of the multi-line text that begins on it. */
  readonly skip?: (bytes: Uint8Array, at: number, column: number) => number;
  /** Consecutive clauses of one name are one function. */
  readonly clauses?: boolean;
  readonly maxDepth?: number;
}

/** Longer heads of definitions are truncated. */
const maxHeadBytes = 240;
const tabWidth = 8;

const containers: ReadonlySet<SymbolKind> = new Set(['class', 'module', 'interface', 'trait', 'impl', 'struct', 'enum', 'type']);

export function indentedScanner(dialect: IndentedDialect): (bytes: Uint8Array, out: OutlineBuilder) => void {
  // A bit for each rule that may match a line with this first byte.
  const masks = new Uint32Array(256);
  dialect.rules.forEach((rule, i) => {
    for (const byte of rule.first ?? dialect.first) masks[byte.charCodeAt(0)]! |= 1 << i;
  });
  return (bytes, out) => new IndentedScan(bytes, out, dialect, masks).run();
}

interface Found {
  readonly rule: LineRule;
  readonly name: string;
  /** Number of characters of the head up to the end of the name. */
  readonly nameEnd: number;
  readonly qualifier: string;
}

class IndentedScan {
  readonly #bytes: Uint8Array;
  readonly #out: OutlineBuilder;
  readonly #dialect: IndentedDialect;
  readonly #masks: Uint32Array;
  readonly #open: IndentStack;
  /** End of the last line that contained code. */
  #codeEnd = 0;
  /** Name of the function whose clauses may follow. */
  #clause = '';

  constructor(bytes: Uint8Array, out: OutlineBuilder, dialect: IndentedDialect, masks: Uint32Array) {
    this.#bytes = bytes;
    this.#out = out;
    this.#dialect = dialect;
    this.#masks = masks;
    this.#open = new IndentStack(out);
  }

  run(): void {
    const bytes = this.#bytes;
    const dialect = this.#dialect;
    const n = bytes.length;
    const skip = dialect.skip ?? lineEnd;
    for (let at = 0; at < n; ) {
      let column = 0;
      for (; at < n; at++) {
        if (bytes[at] === 0x20) column++;
        else if (bytes[at] === 0x09) column += tabWidth - (column % tabWidth);
        else break;
      }
      const byte = bytes[at];
      if (byte === 0x0a || byte === 0x0d || byte === undefined) {
        at++;
        continue;
      }
      const end = skip(bytes, at, column);
      if (!dialect.comments.some(mark => hasText(bytes, at, mark))) {
        this.#line(at, column, end, this.#masks[byte]!);
        this.#codeEnd = end;
      }
      at = end + 1;
    }
    this.#open.closeTo(-1, this.#codeEnd);
  }

  /** Closes what ends at the line, then opens what it defines. `end`: of the line, or of the text of many lines that begins on it. */
  #line(at: number, column: number, end: number, mask: number): void {
    const open = this.#open;
    const { closers, goesOn, clauses } = this.#dialect;
    const found = mask === 0 ? undefined : this.#match(at, column, mask);
    const isClause = found !== undefined && clauses === true && column === open.column && found.name === this.#clause;
    if (!isClause && column <= open.column) {
      if (startsWithWord(this.#bytes, at, closers)) {
        open.closeTo(column + 1, this.#codeEnd);
        if (open.column === column) open.closeInnermost(lineEnd(this.#bytes, at));
      } else if (!startsWithWord(this.#bytes, at, goesOn)) open.closeTo(column, this.#codeEnd);
    }
    if (found !== undefined && !isClause) {
      this.#clause = found.name;
      this.#define(found, at, column, end);
    }
  }

  #match(at: number, column: number, mask: number): Found | undefined {
    const { rules, maxDepth } = this.#dialect;
    const parent = this.#out.kindOf(this.#open.parentAt(column));
    const inside = parent !== undefined && !containers.has(parent);
    let head: string | undefined;
    for (let i = 0; i < rules.length; i++) {
      if ((mask & (1 << i)) === 0) continue;
      const rule = rules[i]!;
      if (rule.where === 'margin' && column > 0) continue;
      if (rule.where === 'outside' && inside && maxDepth === undefined) continue;
      if (rule.where === 'member' && (column === 0 || parent === undefined || inside)) continue;
      head ??= headText(this.#bytes, at);
      rule.pattern.lastIndex = 0;
      const groups = rule.pattern.exec(head);
      if (groups === null) continue;
      const name = groups.at(-1) ?? '';
      const before = groups.length > 2 ? (groups[1] ?? '') : '';
      return { rule, name, nameEnd: rule.pattern.lastIndex, qualifier: before.replace(/(?:::|[.:])$/, '').replaceAll('::', '.') };
    }
    return undefined;
  }

  #define({ rule, name, nameEnd, qualifier }: Found, at: number, column: number, end: number): void {
    const open = this.#open;
    const out = this.#out;
    if (rule.section === true) open.closeTo(-1, this.#codeEnd);
    const { maxDepth } = this.#dialect;
    if (maxDepth !== undefined && open.depth >= maxDepth) return;
    const parentKind = out.kindOf(open.parent);
    const isMethod = rule.kind === 'function' && parentKind !== undefined && parentKind !== 'module' && containers.has(parentKind);
    const kind = isMethod ? 'method' : rule.kind;
    const item = out.open(kind, at + nameEnd - name.length, at + nameEnd, at, open.parent, qualifier);
    if (rule.leaf === true) out.close(item, end);
    else open.push(item, rule.section === true ? -1 : column);
  }
}

/** Returns the head of the line at `at`, one character per byte. */
function headText(bytes: Uint8Array, at: number): string {
  let end = at;
  const limit = Math.min(bytes.length, at + maxHeadBytes);
  while (end < limit && bytes[end] !== 0x0a) end++;
  return byteText(bytes, at, end);
}

function startsWithWord(bytes: Uint8Array, at: number, words: readonly string[]): boolean {
  for (const word of words) {
    if (hasText(bytes, at, word) && !(isWordByte(word.charCodeAt(0)) && isWordByte(bytes[at + word.length]))) return true;
  }
  return false;
}
