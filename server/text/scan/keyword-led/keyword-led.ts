/**
 * Outline of languages that lead a definition with a keyword (Go, Rust, Swift, Kotlin, Scala, PHP, Zig, GraphQL, Solidity). A keyword
 * announces a definition, which ends with its block, its semicolon, or the first line that is indented no deeper. Bodies of functions that
 * can contain no named items are skipped by a byte loop. Pure.
 */
import type { OutlineBuilder } from '../../outline/outline-builder.js';
import type { SymbolKind } from '../../outline/outline-item.js';
import { BRACE, BracketStack, PAREN, SQUARE } from '../shared/bracket-stack.js';
import { firstNonBlank, hasText, isWordByte } from '../shared/byte-words.js';
import { END, Lexer, NEWLINE, STRING, WORD } from '../shared/lexer.js';
import * as k from '../shared/word-kinds.js';
import { functionHead } from './keyword-led-function.js';
import { columnAt, hasConstructor, isWorthNaming, operatorEnd, phpStart, startsFunction, takesValue } from './keyword-led-syntax.js';
import { type KeywordLedDialect, keywordLedKinds } from './keyword-led-words.js';

const OPEN = 1;
const MEMBERS = 2;
const BODY = 3;
/** `const ( … )` of Go: each line defines a constant. */
const GROUP = 4;
/** A companion object: its members belong to the class around it. */
const NAMELESS = -2;
/** A block by indentation (Scala 3). */
const INDENT = 0x3a;

export const keywordLedScanner =
  (dialect: KeywordLedDialect) =>
  (bytes: Uint8Array, out: OutlineBuilder): void =>
    new KeywordLedScan(bytes, out, dialect).run();

class KeywordLedScan {
  readonly #bytes: Uint8Array;
  readonly #out: OutlineBuilder;
  readonly #lexer: Lexer;
  readonly #brackets: BracketStack;
  readonly #name: KeywordLedDialect['name'];
  /** First byte of the statement, or -1 before it. */
  #start = -1;
  /** Keyword id of the announced definition; 0 for none. */
  #awaited = 0;
  #awaitedDepth = 0;
  #nameStart = -1;
  #nameEnd = 0;
  #qualifier = '';
  /** A value or an expression follows: braces are part of it. */
  #assigned = false;
  /** The value is an object with its own members (Kotlin). */
  #isObject = false;
  /** The keyword that opened the group, in Go. */
  #group = 0;
  #previousKeyword = 0;
  readonly #columns: number[] = [];

  constructor(bytes: Uint8Array, out: OutlineBuilder, { rules, name }: KeywordLedDialect) {
    this.#bytes = bytes;
    this.#out = out;
    this.#lexer = new Lexer(bytes, rules);
    this.#brackets = new BracketStack(out);
    this.#name = name;
  }

  run(): void {
    const lexer = this.#lexer;
    if (this.#name === 'php') lexer.at = phpStart(this.#bytes, 0);
    for (let kind = lexer.next(); kind !== END; kind = lexer.next()) this.#token(kind);
    this.#finish(this.#bytes.length);
    this.#brackets.truncate(0, this.#bytes.length);
  }

  #token(kind: number): void {
    const lexer = this.#lexer;
    const brackets = this.#brackets;
    const inside = brackets.mark === PAREN && brackets.scope !== GROUP ? true : brackets.mark === SQUARE;
    if (kind === NEWLINE) {
      if (!inside) this.#newline();
      return;
    }
    if (this.#start < 0 && !inside && kind !== 0x7d && kind !== 0x3b && kind !== 0x29) this.#start = lexer.start;
    switch (kind) {
      case WORD: {
        const id = lexer.keyword;
        if (!inside) this.#word(id);
        this.#previousKeyword = id;
        return;
      }
      case 0x28:
        if (this.#name === 'go' && this.#previousKeyword >= k.TYPE && this.#previousKeyword <= k.VARIABLE && lexer.previous === WORD) {
          this.#group = this.#previousKeyword;
          this.#awaited = 0;
          this.#start = -1;
          brackets.push(PAREN, GROUP);
        } else brackets.push(PAREN);
        return;
      case 0x5b:
        return brackets.push(SQUARE);
      case 0x29:
        if (brackets.scope === GROUP) this.#finish(lexer.start);
        brackets.pop(PAREN, lexer.end);
        return;
      case 0x5d:
        brackets.pop(SQUARE, lexer.end);
        if (
          this.#name === 'rust' &&
          brackets.mark !== SQUARE &&
          this.#awaited === 0 &&
          this.#bytes[this.#start + 1] === 0x21 &&
          this.#bytes[this.#start] === 0x23
        )
          this.#start = -1;
        return;
      case 0x7b:
        if (!inside) return this.#openBrace();
        lexer.skipBlock();
        return;
      case 0x7d:
        return this.#closeBrace();
      case 0x3b:
        if (!inside) this.#finish(lexer.end);
        return;
      case 0x3d:
        if (!inside && this.#awaited !== 0 && this.#bytes[lexer.at] !== 0x3d && takesValue(this.#name, this.#awaited))
          this.#assigned = true;
        return;
      case 0x2c:
        // The fields of a type come before its functions (Zig).
        if (!inside && this.#awaited === 0) this.#start = -1;
        return;
      case 0x3a:
        // `extension Array: Codable`: what follows is not part of the name.
        if (this.#name === 'swift' && this.#awaited === k.IMPL) this.#assigned = true;
        return;
      case 0x3f:
        if (this.#name === 'php' && this.#bytes[lexer.at] === 0x3e) lexer.at = phpStart(this.#bytes, lexer.at);
        return;
      case STRING:
        if (this.#awaited === k.TEST && this.#nameStart < 0) this.#named(lexer.start + 1, lexer.end - 1);
        return;
      default:
    }
  }

  /** Handles a keyword, the name of a definition, or any other word. */
  #word(id: number): void {
    const lexer = this.#lexer;
    const brackets = this.#brackets;
    if (this.#awaited !== 0) {
      this.#wordOfHead(id);
      return;
    }
    if (lexer.previous === 0x2e || lexer.previous === 0x3a) {
      if (id !== 0 && this.#bytes[lexer.start - 1] !== 0x20) return;
    }
    if (brackets.scope === GROUP) {
      if (this.#start === lexer.start) this.#await(this.#group, lexer.start, lexer.end);
      return;
    }
    if (id === 0 || id >= k.STOP) return;
    this.#definer(id);
  }

  #definer(id: number): void {
    const lexer = this.#lexer;
    const bytes = this.#bytes;
    const { scope } = this.#brackets;
    const next = firstNonBlank(bytes, lexer.at);
    switch (id) {
      case k.SELF_NAMED:
        if (scope !== MEMBERS) return;
        return this.#await(k.SELF_NAMED, lexer.start, lexer.end);
      case k.FUNCTION:
        return this.#function(next);
      case k.IMPL:
        if (bytes[lexer.at] === 0x3c) lexer.at = operatorEnd(bytes, lexer.at, true);
        return this.#await(id, -1, 0);
      case k.CONST:
      case k.VARIABLE:
        // `const fn`, `const _: () = …` and `static func` define no value of that name.
        if (scope === BODY && this.#name !== 'zig') return;
        if (this.#name === 'zig' && lexer.start !== this.#start && this.#previousKeyword !== k.MODIFIER) return;
        if (!isWordByte(bytes[next]) || (this.#name === 'rust' && startsFunction(bytes, next))) return;
        return this.#await(id, -1, 0);
      case k.CLASS:
        // `class func` of Swift, `new class` of PHP, `Foo::class`.
        if (this.#previousKeyword === k.NEW && lexer.previous === WORD) return;
        if (this.#name === 'swift' && (hasText(bytes, next, 'func ') || hasText(bytes, next, 'var ') || hasText(bytes, next, 'let ')))
          return;
        if (this.#name === 'kotlin' && this.#previousKeyword === k.COMPANION && !isWordByte(bytes[next]))
          return this.#await(id, NAMELESS, 0);
        if (!isWordByte(bytes[next]) && bytes[next] !== 0x60) return;
        return this.#await(id, -1, 0);
      case k.MACRO:
        if (this.#name === 'rust') lexer.next();
        return this.#await(id, -1, 0);
      case k.STRUCT:
      case k.ENUM:
        if (this.#name === 'zig' || this.#name === 'go' || !isWordByte(bytes[next])) return;
        return this.#await(id, -1, 0);
      case k.TEST:
        if (bytes[next] !== 0x22 && !isWordByte(bytes[next])) return;
        return this.#await(id, -1, 0);
      default:
        if (!isWordByte(bytes[next]) && bytes[next] !== 0x60) return;
        return this.#await(id, -1, 0);
    }
  }

  #function(next: number): void {
    const head = functionHead(this.#lexer, this.#name, next);
    if (head === undefined) return;
    this.#await(k.FUNCTION, head.start, head.end);
    this.#qualifier = head.receiver;
  }

  #await(id: number, nameStart: number, nameEnd: number): void {
    this.#awaited = id;
    this.#awaitedDepth = this.#brackets.depth;
    this.#nameStart = nameStart;
    this.#nameEnd = nameEnd;
    this.#qualifier = '';
    this.#assigned = false;
    this.#isObject = false;
    if (this.#start < 0) this.#start = this.#lexer.start;
  }

  #named(start: number, end: number): void {
    this.#nameStart = start;
    this.#nameEnd = Math.max(end, start);
  }

  /** Handles a word between the keyword and the block. */
  #wordOfHead(id: number): void {
    const lexer = this.#lexer;
    if (this.#assigned && id === k.CLASS && this.#name === 'kotlin') this.#isObject = true;
    if (this.#awaited === k.IMPL) {
      if (id === k.FOR) this.#nameStart = -1;
      else if (id === k.STOP) this.#assigned = true;
      else if (id === 0 && !this.#assigned) {
        const inAngle = lexer.previous === 0x3c || lexer.previous === 0x2c;
        if (this.#nameStart < 0 || lexer.previous === 0x3a || lexer.previous === 0x2e || lexer.previous === WORD) {
          if (!inAngle) this.#named(lexer.start, lexer.end);
        }
        if (this.#bytes[lexer.at] === 0x3c) lexer.at = operatorEnd(this.#bytes, lexer.at, true);
      }
      return;
    }
    if (this.#nameStart === NAMELESS) return;
    if (this.#nameStart < 0) {
      if (id === k.MODIFIER || (id !== 0 && lexer.keyword === k.CLASS)) return;
      this.#named(lexer.start, lexer.end);
      // `namespace A\B`, `package a.b`
      if (this.#awaited === k.MODULE)
        while (this.#bytes[lexer.at] === 0x5c) {
          lexer.next();
          if (lexer.next() !== WORD) break;
          this.#nameEnd = lexer.end;
        }
      return;
    }
    // `type Name struct {`, `const Name = struct {`: the later keyword decides.
    if ((this.#name === 'go' && this.#awaited === k.TYPE) || (this.#name === 'zig' && this.#awaited === k.CONST)) {
      if ((id === k.STRUCT || id === k.ENUM || id === k.INTERFACE) && this.#brackets.depth === this.#awaitedDepth) {
        this.#awaited = id;
        this.#assigned = false;
        this.#isObject = false;
      }
    }
  }

  #newline(): void {
    const lexer = this.#lexer;
    const bytes = this.#bytes;
    const next = firstNonBlank(bytes, lexer.end);
    const column = columnAt(bytes, next);
    if (this.#awaited !== 0) {
      const byte = bytes[next];
      if (byte === 0x7b && !this.#assigned) return;
      const own = columnAt(bytes, this.#start);
      const goesOn = column > own && this.#brackets.scope !== GROUP && this.#name !== 'go';
      if (goesOn && lexer.previous === INDENT && this.#name === 'scala' && !this.#assigned) return this.#openIndented(own);
      if (goesOn) return;
      if (
        column === own &&
        (byte === 0x29 ||
          byte === INDENT ||
          hasText(bytes, next, 'where') ||
          (this.#name === 'kotlin' && hasConstructor(bytes, next)) ||
          (this.#assigned && byte === 0x7d && column > 0))
      )
        return;
      this.#finish(lexer.start);
    } else if (this.#start >= 0 && bytes[this.#start] !== 0x40) this.#start = -1;
    while (this.#columns.length > 0 && this.#brackets.mark === INDENT && column <= this.#columns.at(-1)!) {
      this.#columns.pop();
      this.#brackets.pop(INDENT, lexer.start);
    }
  }

  #openIndented(column: number): void {
    const item = this.#open();
    if (this.#columns.length < 200) {
      this.#columns.push(column);
      this.#brackets.push(INDENT, MEMBERS, item);
    }
    this.#clear();
  }

  #clear(): void {
    this.#awaited = 0;
    this.#start = -1;
    this.#assigned = false;
    this.#isObject = false;
  }

  #kind(): SymbolKind {
    const { scope } = this.#brackets;
    if (this.#awaited === k.FUNCTION && (scope === MEMBERS || (this.#name === 'go' && this.#qualifier !== ''))) return 'method';
    return keywordLedKinds[this.#awaited]!;
  }

  #open(): number {
    return this.#out.open(this.#kind(), this.#nameStart, this.#nameEnd, this.#start, this.#brackets.parent, this.#qualifier);
  }

  /** Ends a statement that has no block of its own. */
  #finish(end: number): void {
    const awaited = this.#awaited;
    if (awaited !== 0 && this.#nameStart >= 0 && this.#brackets.depth === this.#awaitedDepth) {
      if (awaited === k.FUNCTION || awaited === k.SELF_NAMED) {
        const kind = this.#assigned || this.#name === 'graphql' ? this.#kind() : 'declaration';
        this.#out.add(kind, this.#nameStart, this.#nameEnd, this.#start, end, this.#brackets.parent, this.#qualifier);
      } else if (awaited === k.MODULE && this.#name === 'php') {
        const item = this.#open();
        this.#out.close(item, this.#bytes.length);
      } else if (awaited === k.CONST || awaited === k.VARIABLE) {
        const { scope } = this.#brackets;
        const isWorth = isWorthNaming(this.#bytes, this.#name, scope === MEMBERS, this.#nameStart, this.#nameEnd);
        if (scope !== BODY && isWorth) this.#out.close(this.#open(), end);
      } else if (awaited !== k.MODULE && awaited !== k.IMPL) this.#out.close(this.#open(), end);
    }
    this.#clear();
  }

  #openBrace(): void {
    const lexer = this.#lexer;
    const brackets = this.#brackets;
    const awaited = this.#awaited;
    if (awaited === 0) return this.#openOther();
    const isTypeLiteral =
      this.#name === 'go' &&
      awaited === k.FUNCTION &&
      lexer.previous === WORD &&
      (this.#previousKeyword === k.STRUCT || this.#previousKeyword === k.INTERFACE);
    if (this.#isObject) {
      // `val x = object : Foo {`: an anonymous class, named by its variable.
      const item = this.#nameStart < 0 ? -1 : this.#open();
      brackets.push(BRACE, MEMBERS, item);
      return this.#clear();
    }
    if (isTypeLiteral || (this.#assigned && awaited !== k.IMPL)) {
      lexer.skipBlock();
      return;
    }
    if (this.#nameStart < 0 && awaited !== k.MODULE) {
      brackets.push(BRACE, this.#nameStart === NAMELESS ? MEMBERS : OPEN);
      return this.#clear();
    }
    if (awaited === k.CONST || awaited === k.VARIABLE) {
      // A computed property, or an observer.
      const item =
        brackets.scope === BODY
          ? -1
          : this.#out.open(
              brackets.scope === MEMBERS ? 'property' : keywordLedKinds[awaited]!,
              this.#nameStart,
              this.#nameEnd,
              this.#start,
              brackets.parent,
            );
      this.#out.close(item, lexer.skipBlock());
      return this.#clear();
    }
    const item = this.#nameStart < 0 ? -1 : this.#open();
    this.#clear();
    switch (awaited) {
      case k.FUNCTION:
      case k.SELF_NAMED:
      case k.TEST:
        if (this.#name === 'zig' && awaited === k.FUNCTION) brackets.push(BRACE, BODY, item);
        else this.#out.close(item, lexer.skipBlock());
        return;
      case k.MACRO:
      case k.TYPE:
        this.#out.close(item, lexer.skipBlock());
        return;
      case k.STRUCT:
      case k.INTERFACE:
      case k.ENUM:
        if (this.#name === 'go' || this.#name === 'graphql' || this.#name === 'rust') this.#out.close(item, lexer.skipBlock());
        else brackets.push(BRACE, MEMBERS, item);
        if (this.#name === 'go' && brackets.scope === GROUP) this.#start = -1;
        return;
      case k.MODULE:
        brackets.push(BRACE, OPEN, item);
        return;
      default:
        brackets.push(BRACE, MEMBERS, item);
    }
  }

  /** Opens a block that belongs to no announced definition: of an initialiser, a macro, or a condition. */
  #openOther(): void {
    const { scope } = this.#brackets;
    const isZigType =
      this.#name === 'zig' &&
      (this.#previousKeyword === k.STRUCT || this.#previousKeyword === k.ENUM) &&
      (this.#lexer.previous === WORD || this.#lexer.previous === 0x29);
    if (isZigType) this.#brackets.push(BRACE, MEMBERS);
    else if (this.#name === 'rust' || this.#name === 'zig' || (this.#name === 'php' && scope !== MEMBERS))
      this.#brackets.push(BRACE, scope === 0 ? OPEN : scope);
    else this.#lexer.skipBlock();
    this.#start = -1;
  }

  #closeBrace(): void {
    const { end, start } = this.#lexer;
    this.#finish(start);
    while (this.#columns.length > 0 && this.#brackets.mark === INDENT) {
      this.#columns.pop();
      this.#brackets.pop(INDENT, start);
    }
    this.#brackets.pop(BRACE, end);
    this.#start = -1;
  }
}
