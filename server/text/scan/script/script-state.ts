/** The state of reading JavaScript: open brackets, and by their depth the state of the statement in them. Pure. */
import type { OutlineBuilder } from '../../outline/outline-builder.js';
import { BracketStack, SQUARE } from '../shared/bracket-stack.js';
import { Lexer, type LexerRules } from '../shared/lexer.js';
import { awaitedKinds, METHOD_BODY, Slots } from './script-slots.js';
import { scriptWords } from './script-words.js';

const rules: LexerRules = {
  keywords: scriptWords,
  newlines: true,
  apostrophe: 'string',
  backtick: 'template',
  regex: true,
  dollarWords: true,
};

/** What a block contains: statements, members or properties. */
export const STATEMENTS = 0;
export const MODULE_BLOCK = 1;
export const BODY = 2;
export const MEMBERS = 3;
export const OBJECT = 4;
/** Inside round or square brackets, templates and types. */
export const VALUE = 5;

export class ScriptState {
  readonly bytes: Uint8Array;
  readonly out: OutlineBuilder;
  readonly lexer: Lexer;
  readonly brackets: BracketStack;
  readonly slots = new Slots();
  wordStart = -1;
  wordEnd = 0;
  previousKeyword = 0;
  decorator = false;

  constructor(bytes: Uint8Array, out: OutlineBuilder) {
    this.bytes = bytes;
    this.out = out;
    this.lexer = new Lexer(bytes, rules);
    this.brackets = new BracketStack(out);
  }

  get scope(): number {
    return this.brackets.depth === 0 ? MODULE_BLOCK : this.brackets.scope;
  }

  /** True if definitions are possible here: not inside arguments, types and templates. */
  get definesHere(): boolean {
    return this.scope !== VALUE;
  }

  push(mark: number, scope: number, item = -1): void {
    const ofStatement = this.slots.item[this.brackets.depth]!;
    this.brackets.push(mark, scope, item, item >= 0 ? item : ofStatement >= 0 ? ofStatement : this.brackets.parent);
    this.slots.clear(this.brackets.depth);
    this.wordStart = -1;
  }

  close(mark: number): void {
    const before = this.brackets.depth;
    const { end } = this.lexer;
    if (this.brackets.pop(mark, end)) this.closeSlots(before, end);
    // `[key]() {` in a class is named by its key; `a[key] = …` has no name.
    const isMember = this.scope === MEMBERS || (this.scope === OBJECT && this.slots.assigned[this.brackets.depth] === 0);
    if (mark === SQUARE && !isMember) this.wordStart = -1;
  }

  closeTo(depth: number, end: number): void {
    const before = this.brackets.depth;
    this.brackets.truncate(depth, end);
    this.closeSlots(before, end);
  }

  /** Closes the items of unfinished statements inside what has just been closed. */
  closeSlots(before: number, end: number): void {
    for (let depth = before; depth > this.brackets.depth; depth--) {
      const item = this.slots.item[depth]!;
      if (item >= 0) this.out.close(item, Math.max(0, end - 1));
    }
  }

  /** Closes everything that is open. A function whose head never closed keeps its name. */
  restart(): void {
    const { slots } = this;
    const end = this.lexer.start;
    this.closeTo(0, end);
    const kind = awaitedKinds[slots.awaited[0]!];
    if (kind !== undefined && slots.awaitedEnd[0]! > slots.awaitedStart[0]! && slots.start[0]! >= 0) {
      this.out.add(kind, slots.awaitedStart[0]!, slots.awaitedEnd[0]!, slots.start[0]!, end, -1);
    }
    this.out.close(slots.item[0]!, end);
    slots.clear(0);
    slots.start[0] = end;
  }

  endStatement(end: number): void {
    const { depth } = this.brackets;
    const slots = this.slots;
    this.out.close(slots.item[depth]!, end);
    if (slots.awaited[depth] === METHOD_BODY && this.scope === MEMBERS) {
      this.out.add('declaration', slots.awaitedStart[depth]!, slots.awaitedEnd[depth]!, slots.start[depth]!, end, this.brackets.parent);
    }
    slots.clear(depth);
    this.decorator = false;
  }
}
