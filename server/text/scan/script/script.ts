/**
 * Outline of JavaScript and TypeScript: declarations, classes and their members, assigned functions, methods of object literals, and tests
 * by their titles. State is kept by depth of brackets, so that code inside arguments does not interfere. Pure.
 */
import type { OutlineBuilder } from '../../outline/outline-builder.js';
import type { SymbolKind } from '../../outline/outline-item.js';
import { BRACE, DOLLAR_BRACE, PAREN, SQUARE } from '../shared/bracket-stack.js';
import { firstNonBlank, hasText } from '../shared/byte-words.js';
import { END, NEWLINE, STRING, TEMPLATE_HOLE, WORD } from '../shared/lexer.js';
import * as k from '../shared/word-kinds.js';
import {
  ARROW_BODY,
  awaitedKinds,
  CLASS_BODY,
  ENUM_BODY,
  FUNCTION_BODY,
  INTERFACE_BODY,
  METHOD_BODY,
  NAMELESS_BODY,
  NAMESPACE_BODY,
  SKIPPED_BODY,
} from './script-slots.js';
import { BODY, MEMBERS, MODULE_BLOCK, OBJECT, ScriptState, STATEMENTS, VALUE } from './script-state.js';
import { assignedQualifier, continuesLine, isAssignment, isNameByte, mayEndStatement } from './script-syntax.js';

export function scanScript(bytes: Uint8Array, out: OutlineBuilder): void {
  new ScriptScan(bytes, out).run();
}

class ScriptScan extends ScriptState {
  run(): void {
    const lexer = this.lexer;
    for (let kind = lexer.next(); kind !== END; kind = lexer.next()) this.#token(kind);
    this.closeTo(0, this.bytes.length);
    this.endStatement(this.bytes.length);
  }

  #token(kind: number): void {
    const { lexer, slots } = this;
    const { depth } = this.brackets;
    if (kind === NEWLINE) return this.#newline();
    if (slots.start[depth]! < 0 && kind !== 0x7d && kind !== 0x3b && kind !== 0x29 && kind !== 0x2c) slots.start[depth] = lexer.start;
    switch (kind) {
      case WORD:
        return this.#word();
      case 0x28:
        return this.#openParen();
      case 0x5b:
        return this.push(SQUARE, VALUE);
      case 0x7b:
        return this.#openBrace();
      case TEMPLATE_HOLE:
        return this.push(DOLLAR_BRACE, VALUE);
      case 0x29:
        return this.close(PAREN);
      case 0x5d:
        return this.close(SQUARE);
      case 0x7d:
        return this.#closeBrace();
      case 0x3b:
        return this.endStatement(lexer.end);
      case 0x2c:
        if (this.scope === OBJECT || this.scope === VALUE) this.endStatement(lexer.start);
        else if (slots.maybeArrow[depth] === 1) slots.maybeArrow[depth] = 0;
        return;
      case 0x3c:
        if (slots.maybeArrow[depth] === 1 && (lexer.previous === 0x3d || this.previousKeyword === k.ASYNC)) slots.maybeArrow[depth] = 2;
        this.#typeParameters(depth);
        return;
      case 0x3d:
        return this.#equals();
      case 0x3a:
        return this.#colon();
      case STRING:
        this.wordStart = lexer.start + 1;
        this.wordEnd = lexer.end - 1;
        return;
      case 0x40:
        this.decorator = true;
        return;
      case 0x3f:
        if (slots.maybeArrow[depth] === 1) slots.maybeArrow[depth] = 0;
        return;
      default:
    }
  }

  #newline(): void {
    const lexer = this.lexer;
    const scope = this.scope;
    if (scope === VALUE || scope === OBJECT || this.slots.start[this.brackets.depth]! < 0) return;
    if (!mayEndStatement(lexer.previous, this.previousKeyword) || this.decorator) return;
    const next = firstNonBlank(this.bytes, lexer.end);
    const { depth } = this.brackets;
    if (continuesLine(this.bytes, next)) return;
    // A brace on the next line belongs to the head above it.
    if (this.bytes[next] === 0x7b && this.slots.awaited[depth] !== 0) return;
    this.endStatement(lexer.start);
  }

  #word(): void {
    const { lexer, slots } = this;
    const { depth } = this.brackets;
    const id = lexer.keyword;
    const isProperty = lexer.previous === 0x2e;
    this.previousKeyword = isProperty ? 0 : id;
    if (this.decorator && lexer.previous !== 0x40 && !isProperty) this.decorator = false;
    if (id !== 0 && !isProperty && !this.decorator && this.#keyword(id, depth)) return;
    this.wordStart = lexer.start > 0 && this.bytes[lexer.start - 1] === 0x23 ? lexer.start - 1 : lexer.start;
    this.wordEnd = lexer.end;
    if (slots.declared[depth] !== 0 && slots.nameStart[depth]! < 0 && lexer.previous === WORD) {
      slots.nameStart[depth] = lexer.start;
      slots.nameEnd[depth] = lexer.end;
    }
  }

  /** Returns true if the word was handled as a keyword; otherwise it is a name. */
  #keyword(id: number, depth: number): boolean {
    const { lexer, slots } = this;
    const isMember = this.scope === MEMBERS || (this.scope === OBJECT && slots.assigned[depth] === 0);
    switch (id) {
      case k.FUNCTION:
        if (isMember) return false;
        this.#awaitFunction(depth);
        return true;
      case k.CLASS:
        if (isMember) return false;
        this.#awaitNamed(depth, CLASS_BODY);
        return true;
      case k.INTERFACE:
      case k.ENUM:
      case k.MODULE:
        if (isMember || !this.definesHere || !isNameByte(this.bytes[firstNonBlank(this.bytes, lexer.at)]))
          return id === k.MODULE && this.#awaitQuoted(depth);
        this.#awaitNamed(depth, id === k.ENUM ? ENUM_BODY : id === k.INTERFACE ? INTERFACE_BODY : NAMESPACE_BODY);
        return true;
      case k.TYPE:
        return !isMember && this.definesHere && this.#typeAlias(depth);
      case k.CONST:
      case k.VARIABLE:
        if (isMember || !this.definesHere) return false;
        slots.declared[depth] = id;
        return true;
      case k.EXPORT:
        // Nothing is exported from inside a block: at the margin, `export` means that a bracket above was left open.
        if (depth > 0 && this.scope !== MODULE_BLOCK && this.bytes[lexer.start - 1] === 0x0a && this.bytes[lexer.start] === 0x65)
          this.restart();
        return false;
      case k.CASE:
        slots.isCase[depth] = 1;
        return true;
      case k.CONTROL:
      case k.BLOCK:
        if (isMember) return false;
        slots.awaited[depth] = 0;
        this.wordStart = -1;
        return true;
      case k.EXPRESSION:
      case k.PREFIX:
        if (id === k.PREFIX) slots.maybeArrow[depth] = 0;
        // `function f(): void {`: in a type these words mean nothing else.
        if (isMember) return false;
        this.wordStart = -1;
        return true;
      default:
        return false;
    }
  }

  #awaitFunction(depth: number): void {
    const { lexer, slots } = this;
    let at = firstNonBlank(this.bytes, lexer.at);
    if (this.bytes[at] === 0x2a) at = firstNonBlank(this.bytes, at + 1);
    const isNamed = isNameByte(this.bytes[at]);
    const assignedName = slots.nameStart[depth]! >= 0 && slots.maybeArrow[depth] !== 0;
    slots.maybeArrow[depth] = 0;
    if (isNamed) {
      lexer.at = at;
      lexer.next();
    }
    if (assignedName) this.#await(depth, FUNCTION_BODY, slots.nameStart[depth]!, slots.nameEnd[depth]!);
    else if (isNamed) this.#await(depth, FUNCTION_BODY, lexer.start, lexer.end);
    else this.#awaitDefault(depth, FUNCTION_BODY);
  }

  #awaitNamed(depth: number, kind: number): void {
    const { lexer, slots } = this;
    const assignedName = slots.nameStart[depth]! >= 0 && slots.maybeArrow[depth] !== 0;
    slots.maybeArrow[depth] = 0;
    const token = isNameByte(this.bytes[firstNonBlank(this.bytes, lexer.at)]) ? lexer.next() : 0;
    this.previousKeyword = lexer.keyword;
    if (token !== WORD || lexer.keyword === k.EXTENDS) {
      if (assignedName) this.#await(depth, kind, slots.nameStart[depth]!, slots.nameEnd[depth]!);
      else this.#awaitDefault(depth, kind);
      return;
    }
    const { start } = lexer;
    let { end } = lexer;
    // `namespace A.B.C`
    while (kind === NAMESPACE_BODY && this.bytes[lexer.at] === 0x2e) {
      lexer.next();
      if (lexer.next() !== WORD) break;
      end = lexer.end;
    }
    if (assignedName) this.#await(depth, kind, slots.nameStart[depth]!, slots.nameEnd[depth]!);
    else this.#await(depth, kind, start, end);
  }

  /** `declare module 'name' {`. */
  #awaitQuoted(depth: number): boolean {
    const at = firstNonBlank(this.bytes, this.lexer.at);
    if (this.bytes[at] !== 0x22 && this.bytes[at] !== 0x27) return false;
    this.lexer.next();
    this.#await(depth, NAMESPACE_BODY, this.lexer.start + 1, this.lexer.end - 1);
    return true;
  }

  /** Handles a missing name: `export default function () {` is called `default`; any other is part of its statement. */
  #awaitDefault(depth: number, kind: number): void {
    const start = this.slots.start[depth]!;
    const isDefault =
      this.wordStart >= 0 && this.wordEnd - this.wordStart === 7 && this.bytes[start] === 0x65 && this.bytes[this.wordStart] === 0x64;
    if (isDefault) this.#await(depth, kind, this.wordStart, this.wordEnd);
    else this.#await(depth, kind === CLASS_BODY ? SKIPPED_BODY : NAMELESS_BODY, 0, 0);
  }

  #await(depth: number, kind: number, nameStart: number, nameEnd: number): void {
    this.slots.awaited[depth] = kind;
    this.slots.awaitedStart[depth] = nameStart;
    this.slots.awaitedEnd[depth] = nameEnd;
    this.wordStart = -1;
  }

  #typeAlias(depth: number): boolean {
    const lexer = this.lexer;
    const at = firstNonBlank(this.bytes, lexer.at);
    if (!isNameByte(this.bytes[at]) || at === lexer.at) return false;
    lexer.next();
    const next = this.bytes[firstNonBlank(this.bytes, lexer.at)];
    if (next !== 0x3d && next !== 0x3c) return true;
    this.slots.item[depth] = this.out.open('type', lexer.start, lexer.end, this.slots.start[depth]!, this.brackets.parent);
    return true;
  }

  /** `name<T>(…) {` in a class: the name precedes the type parameters. */
  #typeParameters(depth: number): void {
    const { scope, slots } = this;
    if ((scope !== MEMBERS && scope !== OBJECT) || this.lexer.previous !== WORD || this.wordStart < 0 || this.decorator) return;
    if (slots.awaited[depth] === 0 && slots.assigned[depth] === 0 && slots.nameStart[depth]! < 0)
      this.#await(depth, METHOD_BODY, this.wordStart, this.wordEnd);
  }

  #openParen(): void {
    const { lexer, slots } = this;
    const { depth } = this.brackets;
    const scope = this.scope;
    const { previous } = lexer;
    const afterName = (previous === WORD || previous === STRING || previous === 0x3e || previous === 0x5d) && this.wordStart >= 0;
    if (
      afterName &&
      !this.decorator &&
      slots.awaited[depth] === 0 &&
      slots.assigned[depth] === 0 &&
      (scope === MEMBERS || scope === OBJECT)
    ) {
      this.#await(depth, METHOD_BODY, this.wordStart, this.wordEnd);
    } else if (lexer.previous === WORD && slots.maybeArrow[depth] !== 0 && this.previousKeyword !== k.ASYNC) slots.maybeArrow[depth] = 0;
    const isTest = lexer.previous === WORD && this.previousKeyword === k.TEST && slots.start[depth] === this.wordStart && this.definesHere;
    const { start } = lexer;
    if (isTest) return this.#openTest(slots.start[depth]!, start);
    this.push(PAREN, VALUE);
  }

  /** `describe('title', …)`: an item that ends with its bracket. */
  #openTest(start: number, paren: number): void {
    const quote = firstNonBlank(this.bytes, paren + 1);
    const mark = this.bytes[quote];
    let item = -1;
    if (mark === 0x22 || mark === 0x27 || mark === 0x60) {
      let end = quote + 1;
      while (end < this.bytes.length && end < quote + 300 && this.bytes[end] !== mark && this.bytes[end] !== 0x0a) end++;
      item = this.out.open('test', quote + 1, end, start, this.brackets.parent);
    }
    this.push(PAREN, VALUE, item);
  }

  #equals(): void {
    const lexer = this.lexer;
    const bytes = this.bytes;
    const slots = this.slots;
    const { depth } = this.brackets;
    if (bytes[lexer.at] === 0x3e) {
      lexer.at++;
      return this.#arrow();
    }
    if (!isAssignment(bytes, lexer.start)) {
      slots.maybeArrow[depth] = 0;
      return;
    }
    if (!this.definesHere || slots.item[depth]! >= 0 || this.scope === OBJECT) return;
    if (slots.declared[depth] !== 0) {
      if (slots.assigned[depth] !== 0) return;
      slots.assigned[depth] = 1;
      if (slots.nameStart[depth]! < 0) return;
      slots.maybeArrow[depth] = 1;
      // What another file defines is not a definition here.
      if (this.scope !== MODULE_BLOCK || hasText(bytes, firstNonBlank(bytes, lexer.at), 'require(')) return;
      const kind = slots.declared[depth] === k.CONST ? 'constant' : 'variable';
      slots.item[depth] = this.out.open(kind, slots.nameStart[depth]!, slots.nameEnd[depth]!, slots.start[depth]!, this.brackets.parent);
      return;
    }
    slots.assigned[depth] = 1;
    if (this.wordStart < 0 || slots.awaited[depth] !== 0) return;
    if (this.scope !== MEMBERS || slots.nameStart[depth]! < 0) {
      slots.nameStart[depth] = this.wordStart;
      slots.nameEnd[depth] = this.wordEnd;
    }
    slots.maybeArrow[depth] = 1;
  }

  /** Handles `=>`: a function with a name, if everything since the assignment was its head. */
  #arrow(): void {
    const slots = this.slots;
    const { depth } = this.brackets;
    const hasBlock = this.bytes[firstNonBlank(this.bytes, this.lexer.at)] === 0x7b;
    if (slots.maybeArrow[depth] !== 0 && slots.nameStart[depth]! >= 0) {
      slots.maybeArrow[depth] = 0;
      this.#openAssigned(depth, this.#functionKind());
    }
    if (hasBlock) this.#await(depth, ARROW_BODY, 0, 0);
  }

  #functionKind(): SymbolKind {
    return this.scope === MEMBERS || this.scope === OBJECT ? 'method' : 'function';
  }

  /** Opens the item of an assigned function or class, which ends with its statement. */
  #openAssigned(depth: number, kind: SymbolKind): void {
    const slots = this.slots;
    const known = slots.item[depth]!;
    if (known >= 0) return this.out.setKind(known, kind);
    const start = slots.start[depth]!;
    const nameStart = slots.nameStart[depth]!;
    const qualifier = this.scope === OBJECT || this.scope === MEMBERS ? '' : assignedQualifier(this.bytes, start, nameStart);
    slots.item[depth] = this.out.open(kind, nameStart, slots.nameEnd[depth]!, start, this.brackets.parent, qualifier);
  }

  #colon(): void {
    const slots = this.slots;
    const { depth } = this.brackets;
    const { previous } = this.lexer;
    if (slots.isCase[depth] === 1 || (this.previousKeyword === k.DEFAULT && previous === WORD)) {
      if (this.scope === OBJECT) slots.isCase[depth] = 0;
      else {
        slots.clear(depth);
        slots.isCase[depth] = 2;
        return;
      }
    }
    const isLabel = this.scope < MEMBERS && slots.assigned[depth] === 0 && previous === WORD && slots.start[depth] === this.wordStart;
    if (isLabel) {
      slots.clear(depth);
      slots.isCase[depth] = 2;
    } else if (this.scope === OBJECT && slots.assigned[depth] === 0 && this.wordStart >= 0) {
      slots.assigned[depth] = 1;
      slots.nameStart[depth] = this.wordStart;
      slots.nameEnd[depth] = this.wordEnd;
      slots.maybeArrow[depth] = 1;
    } else if (this.scope === MEMBERS && slots.assigned[depth] === 0 && slots.awaited[depth] === 0 && this.wordStart >= 0) {
      // `field: Type = …`: the name precedes its type.
      if (slots.nameStart[depth]! < 0) {
        slots.nameStart[depth] = this.wordStart;
        slots.nameEnd[depth] = this.wordEnd;
      }
    }
  }

  #openBrace(): void {
    const { lexer, slots } = this;
    const { depth } = this.brackets;
    const awaited = slots.awaited[depth]!;
    const before = lexer.previous;
    if (awaited === ARROW_BODY) {
      slots.awaited[depth] = 0;
      return this.push(BRACE, BODY);
    }
    const afterMark = before === 0x3a || before === 0x7c || before === 0x26 || before === 0x3c || before === 0x2c || before === 0x3d;
    const afterExtends = before === WORD && this.previousKeyword === k.EXTENDS;
    if (awaited !== 0 && !afterMark && !afterExtends) return this.#openAwaited(depth, awaited);
    const isValue =
      awaited !== 0 ||
      (afterMark && slots.isCase[depth] !== 2) ||
      before === 0x28 ||
      before === 0x5b ||
      before === 0x3f ||
      before === 0x2e ||
      (before === WORD &&
        (this.previousKeyword === k.DEFAULT || this.previousKeyword === k.EXPRESSION || this.previousKeyword === k.PREFIX));
    if (isValue) this.push(BRACE, OBJECT);
    else if (this.scope === MEMBERS)
      this.push(BRACE, BODY); // `static {`
    else this.push(BRACE, STATEMENTS);
  }

  #openAwaited(depth: number, awaited: number): void {
    const { lexer, slots, out } = this;
    const { parent } = this.brackets;
    slots.awaited[depth] = 0;
    if (awaited === NAMELESS_BODY || awaited === SKIPPED_BODY) return this.push(BRACE, awaited === SKIPPED_BODY ? MEMBERS : BODY);
    const isAssigned = slots.nameStart[depth] === slots.awaitedStart[depth] && slots.assigned[depth] === 1;
    const kind = awaitedKinds[awaited === FUNCTION_BODY && this.#functionKind() === 'method' ? METHOD_BODY : awaited]!;
    if (isAssigned) {
      this.#openAssigned(depth, kind);
      return this.push(BRACE, awaited === CLASS_BODY ? MEMBERS : BODY);
    }
    const item = out.open(kind, slots.awaitedStart[depth]!, slots.awaitedEnd[depth]!, slots.start[depth]!, parent);
    if (awaited === ENUM_BODY || awaited === INTERFACE_BODY) {
      out.close(item, lexer.skipBlock());
      slots.clear(depth);
      return;
    }
    this.push(BRACE, awaited === CLASS_BODY ? MEMBERS : awaited === NAMESPACE_BODY ? MODULE_BLOCK : BODY, item);
  }

  #closeBrace(): void {
    const lexer = this.lexer;
    const before = this.brackets.depth;
    const wasValue = this.scope === OBJECT;
    if (this.brackets.mark === DOLLAR_BRACE || !this.brackets.pop(BRACE, lexer.end)) {
      if (!this.brackets.pop(DOLLAR_BRACE, lexer.end)) return;
      this.closeSlots(before, lexer.end);
      if (lexer.resumeTemplate() === TEMPLATE_HOLE) this.push(DOLLAR_BRACE, VALUE);
      return;
    }
    this.closeSlots(before, lexer.end);
    const { depth } = this.brackets;
    const slots = this.slots;
    this.wordStart = -1;
    // The body of a block, declaration or method ends its statement; an object or an assigned function does not.
    if (!wasValue && slots.item[depth]! < 0 && slots.assigned[depth] === 0 && slots.awaited[depth] === 0 && this.scope !== VALUE)
      slots.clear(depth);
  }
}
