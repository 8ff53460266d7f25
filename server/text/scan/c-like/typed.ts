/**
 * Outline of languages in which a definition begins with its type (C, C++, Java, C#, Dart, Groovy, Protocol Buffers): a statement is
 * summarised until its `{` or `;` shows what it is. Bodies of functions are skipped by a fast byte loop. Pure.
 */
import type { OutlineBuilder } from '../../outline/outline-builder.js';
import type { SymbolKind } from '../../outline/outline-item.js';
import { sliceText } from '../../slice-text.js';
import { BRACE, BracketStack, PAREN, SQUARE } from '../shared/bracket-stack.js';
import { firstNonBlank, hasText, isMacroLike, isUpperWord, wordEnd } from '../shared/byte-words.js';
import { END, Lexer, type LexerRules, NEWLINE, NUMBER, STRING, WORD } from '../shared/lexer.js';
import * as k from '../shared/word-kinds.js';
import { directive } from './directives.js';
import { operatorName, skipAngles } from './typed-operator.js';
import { Statement } from './typed-statement.js';

export interface TypedDialect {
  readonly rules: LexerRules;
  readonly family: 'c' | 'java' | 'csharp' | 'dart' | 'proto';
  /** `struct` bodies contain only fields. */
  readonly plainStructs?: boolean;
}

/** Scopes of blocks, which decide what a name inside means. */
const OPEN = 1;
const MEMBERS = 2;

const kinds: Readonly<Record<number, SymbolKind>> = {
  [k.CLASS]: 'class',
  [k.STRUCT]: 'struct',
  [k.ENUM]: 'enum',
  [k.INTERFACE]: 'interface',
  [k.MODULE]: 'module',
  [k.TRAIT]: 'trait',
  [k.EXTENSION]: 'impl',
};

export const typedScanner =
  (dialect: TypedDialect) =>
  (bytes: Uint8Array, out: OutlineBuilder): void =>
    new TypedScan(bytes, out, dialect).run();

class TypedScan {
  readonly #bytes: Uint8Array;
  readonly #out: OutlineBuilder;
  readonly #lexer: Lexer;
  readonly #brackets: BracketStack;
  readonly #dialect: TypedDialect;
  readonly #isC: boolean;
  readonly #branches: number[] = [];

  readonly #s = new Statement();

  constructor(bytes: Uint8Array, out: OutlineBuilder, dialect: TypedDialect) {
    this.#bytes = bytes;
    this.#out = out;
    this.#dialect = dialect;
    this.#isC = dialect.family === 'c';
    this.#lexer = new Lexer(bytes, dialect.rules);
    this.#brackets = new BracketStack(out);
  }

  run(): void {
    const lexer = this.#lexer;
    const brackets = this.#brackets;
    for (let kind = lexer.next(); kind !== END; kind = lexer.next()) {
      if (brackets.mark === PAREN || brackets.mark === SQUARE) this.#inside(kind);
      else this.#outside(kind);
    }
    brackets.truncate(0, this.#bytes.length);
  }

  /** Inside round or square brackets, only brackets matter, and the first two words of a macro's arguments. */
  #inside(kind: number): void {
    const s = this.#s;
    const lexer = this.#lexer;
    switch (kind) {
      case WORD:
        if (!s.inName) return;
        if (s.argument1 < 0) {
          s.argument1 = lexer.start;
          s.argument1End = lexer.end;
        } else if (s.argument2 < 0 && lexer.previous === 0x2c) {
          s.argument2 = lexer.start;
          s.argument2End = lexer.end;
        }
        return;
      case 0x28:
        // `int (*handler)(int)`: the second bracket follows the name of a pointer.
        this.#brackets.push(PAREN);
        return;
      case 0x5b:
        this.#brackets.push(SQUARE);
        return;
      case 0x29:
        this.#brackets.pop(PAREN, lexer.end);
        if (this.#brackets.mark !== PAREN) s.inName = false;
        return;
      case 0x5d:
        this.#brackets.pop(SQUARE, lexer.end);
        return;
      case 0x7b:
        lexer.skipBlock(this.#isC);
        return;
      case 0x7d:
        if (this.#brackets.pop(BRACE, lexer.end)) s.reset();
        return;
      case 0x2a:
      case 0x5e:
        // `T (*name)(…)` is a variable, whatever word came before.
        if (lexer.previous === 0x28 && s.inName && s.argument1 < 0) s.nameStart = -1;
        return;
      case 0x23:
        if (this.#isC) this.#directive();
    }
  }

  #outside(kind: number): void {
    const s = this.#s;
    const lexer = this.#lexer;
    if (s.start < 0 && kind !== 0x7d && kind !== 0x3b && kind !== 0x23 && kind !== NEWLINE) s.start = lexer.start;
    switch (kind) {
      case WORD:
        return lexer.keyword === 0 ? this.#word() : this.#keyword(lexer.keyword);
      case 0x28:
        return this.#openParen();
      case 0x5b:
        if (this.#isC && !s.assigned && s.nameStart < 0) s.chainStart = s.wordStart;
        this.#brackets.push(SQUARE);
        return;
      case 0x7b:
        return this.#openBrace();
      case 0x7d:
        this.#brackets.pop(BRACE, lexer.end);
        return s.reset();
      case 0x3b:
        return this.#semicolon();
      case 0x3d:
        if (s.angle === 0) s.assigned = true;
        return;
      case 0x3c:
        if (lexer.previous === WORD || lexer.previous === 0x3c) s.angle++;
        if (s.aggregate !== 0 && s.aggregateEnd > 0) s.aggregateClosed = true;
        return;
      case 0x3e:
        if (s.assigned && lexer.previous === 0x3d && this.#dialect.family !== 'c') {
          s.arrow = true;
          s.assigned = false;
        } else if (s.angle > 0 && lexer.previous !== 0x2d) s.angle--;
        return;
      case 0x3a:
        return this.#colon();
      case 0x40:
        s.annotation = true;
        return;
      case 0x23:
        if (this.#isC) this.#directive();
        else if (this.#dialect.family === 'csharp') lexer.skipDirective();
        return;
      case NEWLINE:
        return this.#newline();
      default:
    }
  }

  #colon(): void {
    const s = this.#s;
    const { at } = this.#lexer;
    const bytes = this.#bytes;
    if (bytes[at] === 0x3a || bytes[at - 2] === 0x3a) return;
    if (s.aggregate !== 0 && s.aggregateEnd > 0) s.aggregateClosed = true;
    else if (this.#isC && s.nameStart >= 0) s.initialisers = true;
    else if (this.#isC && s.nWords <= 1 && s.nameStart < 0 && s.aggregate === 0) s.reset(); // `public:`, a label
  }

  /** If semicolons are optional: a line end after a value ends the statement, unless the next line continues it. */
  #newline(): void {
    const s = this.#s;
    const before = this.#lexer.previous;
    if (s.start < 0 || s.annotation || (s.aggregate !== 0 && !s.assigned)) return;
    if (before !== WORD && before !== STRING && before !== NUMBER && before !== 0x29 && before !== 0x5d && before !== 0x7d) return;
    const next = this.#bytes[firstNonBlank(this.#bytes, this.#lexer.at)] ?? 0;
    if (next !== 0x7b && next !== 0x2e && next !== 0x3d && next !== 0x3f && next !== 0x3a && next !== 0x29) this.#semicolon();
  }

  #word(): void {
    const s = this.#s;
    const lexer = this.#lexer;
    if (s.annotation) {
      // `@a.b.Name` is an annotation and no word of the statement.
      if (lexer.previous === 0x40 || lexer.previous === 0x2e) return;
      s.annotation = false;
    }
    if (s.angle > 0) return;
    if (s.aggregate !== 0 && !s.aggregateClosed) {
      const dotted = s.aggregate === k.MODULE && s.aggregateEnd > 0 && lexer.previous !== WORD;
      if (!dotted && (this.#isC || s.aggregateEnd === 0)) s.aggregateStart = lexer.start;
      if (dotted || this.#isC || s.aggregateEnd === 0 || s.aggregateStart === lexer.start) s.aggregateEnd = lexer.end;
      if (!this.#isC && s.aggregate !== k.MODULE) s.aggregateClosed = true;
    }
    if (s.nameStart >= 0) {
      s.nWordsAfterName++;
      if (this.#isC && s.nWordsAfterName === 1 && lexer.previous === 0x29) s.oldStyle = !isMacroLike(this.#bytes, lexer.start, lexer.end);
    }
    if (s.assigned || s.arrow) return;
    const joined = s.wordStart >= 0 && this.#bytes[lexer.start - 1] === 0x3a && this.#bytes[lexer.start - 2] === 0x3a;
    const tilde = this.#bytes[lexer.start - 1] === 0x7e;
    if (!(joined || (tilde && this.#bytes[lexer.start - 2] === 0x3a) || (!this.#isC && lexer.previous === 0x2e)))
      s.chainStart = lexer.start;
    s.wordStart = tilde ? lexer.start - 1 : lexer.start;
    if (s.chainStart > s.wordStart) s.chainStart = s.wordStart;
    s.wordEnd = lexer.end;
    s.nWords++;
  }

  #keyword(id: number): void {
    const s = this.#s;
    const lexer = this.#lexer;
    if (s.annotation && lexer.previous !== 0x40) s.annotation = false;
    switch (id) {
      case k.CLASS:
      case k.STRUCT:
      case k.ENUM:
      case k.INTERFACE:
      case k.MODULE:
      case k.TRAIT:
      case k.EXTENSION:
        if (s.angle > 0 || s.assigned || s.nameStart >= 0 || lexer.previous === 0x2e) return;
        if (s.aggregate === k.ENUM && this.#isC) return; // `enum class`
        if (s.aggregate !== 0 && !this.#isC) return this.#word(); // `record` as a name
        s.annotation = false;
        s.aggregate = id;
        s.aggregateEnd = 0;
        s.aggregateClosed = false;
        return;
      case k.TYPEDEF:
        s.typedef = true;
        return;
      case k.USING:
        s.using = true;
        return;
      case k.TEMPLATE:
        if (this.#bytes[firstNonBlank(this.#bytes, lexer.at)] === 0x3c) skipAngles(lexer);
        return;
      case k.OPERATOR:
        return operatorName(this.#s, this.#lexer);
      case k.EXTERN:
        s.external = true;
        return;
      case k.STOP:
        if (s.aggregate !== 0 && s.aggregateEnd > 0) s.aggregateClosed = true;
        else if (!this.#isC) s.nWords++;
        return;
      case k.BUILTIN:
        s.nWords++;
        if (s.nameStart >= 0 && this.#isC && lexer.previous === 0x29) s.oldStyle = true;
        if (s.nameStart >= 0) s.nWordsAfterName++;
        return;
      case k.ACCESSOR:
        // `int get size => 1` of Dart: the next word is the name; a call with that name looks the same.
        this.#word();
        return;
      default:
        // Control flow and attributes: a bracket that follows is not a parameter list.
        if (!s.assigned) s.wordStart = -1;
    }
  }

  #openParen(): void {
    const s = this.#s;
    const lexer = this.#lexer;
    const isCall = lexer.previous === WORD || (lexer.previous === 0x3e && !this.#isC);
    const isName = isCall && !s.annotation && s.wordStart >= 0 && !s.assigned && !s.arrow && s.angle === 0;
    if (isName && (s.nameStart < 0 ? s.wordEnd > 0 : this.#mayRename())) {
      s.nameStart = s.wordStart;
      s.nameEnd = s.wordEnd;
      s.qualifierStart = s.chainStart;
      s.nWordsBeforeName = s.nWords - 1;
      s.nWordsAfterName = 0;
      s.oldStyle = false;
      s.argument1 = -1;
      s.argument2 = -1;
      s.inName = true;
    }
    // `typedef int (*name)(…)`: the name is inside the first brackets.
    else if (s.typedef && s.nameStart < 0 && s.argument1 < 0) s.inName = true;
    if (!this.#isC && s.aggregate !== 0 && s.aggregateEnd > 0) s.aggregateClosed = true;
    s.annotation = false;
    this.#brackets.push(PAREN);
  }

  /** `EXPORT(int) name(…)`: the word taken for the name was a macro. */
  #mayRename(): boolean {
    const s = this.#s;
    return (
      this.#isC && !s.initialisers && isUpperWord(this.#bytes, s.nameStart, s.nameEnd) && !isMacroLike(this.#bytes, s.wordStart, s.wordEnd)
    );
  }

  #openBrace(): void {
    const s = this.#s;
    const lexer = this.#lexer;
    const out = this.#out;
    const isType = s.aggregate !== 0 && !s.assigned && (s.nameStart < 0 || !this.#isC);
    if (s.assigned && lexer.previous === 0x29 && this.#dialect.family === 'java' && s.wordStart >= 0) {
      // `= new Adapter() {`: an anonymous class, named by its field.
      const item = out.open('variable', s.wordStart, s.wordEnd, s.start, this.#brackets.parent);
      this.#brackets.push(BRACE, MEMBERS, item);
      s.reset();
    } else if (s.assigned || (s.arrow && s.nameStart < 0)) {
      lexer.skipBlock(this.#isC);
    } else if (isType) {
      this.#openType();
    } else if (s.nameStart >= 0) {
      // `: a_{1}, b_(2) {`: braces directly after a member's name initialise it.
      if (s.initialisers && (lexer.previous === WORD || lexer.previous === 0x3e)) lexer.skipBlock();
      else this.#function();
    } else if (s.external || s.nWords === 0 || this.#isC) {
      // `extern "C" {`, `static {`, or the block of a macro.
      if (s.external || (this.#isC && this.#brackets.scope !== MEMBERS)) this.#brackets.push(BRACE, OPEN);
      else lexer.skipBlock(this.#isC);
      s.reset();
    } else {
      const isProperty = this.#brackets.scope === MEMBERS && s.nWords >= 2 && this.#dialect.family !== 'java';
      const item =
        isProperty || this.#dialect.family === 'dart' ? out.open('property', s.wordStart, s.wordEnd, s.start, this.#brackets.parent) : -1;
      out.close(item, lexer.skipBlock());
      s.reset();
    }
  }

  #openType(): void {
    const s = this.#s;
    const lexer = this.#lexer;
    const out = this.#out;
    const kind = kinds[s.aggregate]!;
    if (s.aggregateEnd === 0) {
      // Anonymous: the name of a typedef follows the block.
      if (s.typedef) {
        lexer.skipBlock(this.#isC);
        s.aggregateStart = -1;
        return;
      }
      if (s.aggregate === k.MODULE || this.#brackets.scope === MEMBERS) this.#brackets.push(BRACE, OPEN);
      else lexer.skipBlock(this.#isC);
      if (this.#brackets.mark === BRACE) s.reset();
      return;
    }
    const item = out.open(kind, s.aggregateStart, s.aggregateEnd, s.start, this.#brackets.parent, this.#qualifierOf(s.aggregateStart));
    if (this.#dialect.plainStructs === true || s.aggregate === k.ENUM) {
      if (this.#isC) {
        out.close(item, lexer.skipBlock(this.#isC));
        s.aggregate = 0;
        if (!s.typedef) s.reset();
        return;
      }
    }
    this.#brackets.push(BRACE, s.aggregate === k.MODULE ? OPEN : MEMBERS, item);
    s.reset();
  }

  #function(): void {
    const s = this.#s;
    const { scope, parent } = this.#brackets;
    const item = this.#openFunction(scope === MEMBERS || s.isQualified ? 'method' : 'function', parent);
    this.#out.close(item, this.#lexer.skipBlock(this.#isC, this.#isC && this.#brackets.depth === 0));
    s.reset();
  }

  #openFunction(kind: SymbolKind, parent: number): number {
    const s = this.#s;
    const out = this.#out;
    if (this.#isC && s.nWordsBeforeName === 0 && s.argument1 >= 0 && isUpperWord(this.#bytes, s.nameStart, s.nameEnd)) {
      // A macro that defines a function: `TEST(Suite, Case)`, `SYSCALL_DEFINE1(close, …)`.
      if (s.argument2 >= 0 && hasText(this.#bytes, s.nameStart, 'TEST')) {
        const suite = sliceText(this.#bytes, s.argument1, s.argument1End);
        return out.open('test', s.argument2, s.argument2End, s.start, parent, suite);
      }
      return out.open('function', s.argument1, s.argument1End, s.start, parent);
    }
    return out.open(kind, s.nameStart, s.nameEnd, s.start, parent, s.qualifier(this.#bytes));
  }

  /** Returns the chain before a type's name: `struct A::B {`. */
  #qualifierOf(start: number): string {
    const s = this.#s;
    if (!this.#isC || s.chainStart < 0 || s.chainStart >= start || this.#bytes[start - 1] !== 0x3a) return '';
    return sliceText(this.#bytes, s.chainStart, start - 2).replaceAll('::', '.');
  }

  #semicolon(): void {
    const s = this.#s;
    const lexer = this.#lexer;
    const out = this.#out;
    const { scope, parent } = this.#brackets;
    // `int f(a, b) int a; char b; {`: in the old style, parameters are declared before the body.
    if (s.oldStyle && s.nWordsAfterName >= 2 && !s.assigned) return;
    if (s.typedef || s.using) {
      // `using Name = …` defines a type; other directives define nothing.
      const start = s.using ? (s.assigned ? s.wordStart : -1) : this.#typedefStart();
      if (start >= 0) out.add('type', start, wordEnd(this.#bytes, start), s.start, lexer.end, parent);
    } else if (s.aggregate === k.MODULE && s.aggregateEnd > 0 && this.#dialect.family === 'csharp') {
      const item = out.open('module', s.aggregateStart, s.aggregateEnd, s.start, parent);
      this.#brackets.push(BRACE, OPEN, item);
    } else if (s.aggregate !== 0 && s.nameStart >= 0 && !this.#isC) {
      // `record Point(int x);`
      out.add(kinds[s.aggregate]!, s.aggregateStart, s.aggregateEnd, s.start, lexer.end, parent);
    } else if (s.nameStart >= 0) {
      const isMacro =
        (s.nWordsBeforeName === 0 && (scope !== MEMBERS || this.#dialect.family === 'java') && !s.isQualified) ||
        (this.#isC && isUpperWord(this.#bytes, s.nameStart, s.nameEnd));
      if (!isMacro) {
        const isMethod = scope === MEMBERS || s.isQualified;
        const kind = s.arrow || this.#dialect.family === 'proto' ? (isMethod ? 'method' : 'function') : 'declaration';
        out.add(kind, s.nameStart, s.nameEnd, s.start, lexer.end, parent, s.qualifier(this.#bytes));
      }
    } else if (s.arrow && s.wordStart >= 0) {
      out.add('property', s.wordStart, s.wordEnd, s.start, lexer.end, parent);
    } else if (s.assigned && s.wordStart >= 0 && s.nWords >= 2) {
      const isConstant = isUpperWord(this.#bytes, s.wordStart, s.wordEnd);
      if (scope !== MEMBERS || isConstant)
        out.add(isConstant ? 'constant' : 'variable', s.wordStart, s.wordEnd, s.start, lexer.end, parent);
    }
    s.reset();
  }

  /** Returns the start of the last word, or of the one in `(*name)`. */
  #typedefStart(): number {
    const s = this.#s;
    return s.argument1 >= 0 && s.nameStart < 0 ? s.argument1 : s.wordStart >= 0 ? s.wordStart : -1;
  }

  #directive(): void {
    const s = this.#s;
    const word = directive(this.#bytes, this.#lexer, this.#out, this.#brackets.parent);
    const branches = this.#branches;
    if (word === 'if') {
      if (branches.length < 256) branches.push(this.#brackets.depth);
    } else if (word === 'else') {
      const depth = branches.at(-1);
      if (depth !== undefined) {
        if (this.#brackets.depth > depth) this.#brackets.truncate(depth, this.#lexer.at);
        s.reset();
      }
    } else if (word === 'endif') branches.pop();
  }
}
