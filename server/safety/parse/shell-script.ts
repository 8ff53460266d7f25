/** The tree that every shell's parser produces, so that one walk judges all of them. Pure. */
import type { Span } from '../verdict.js';

export type WordPart =
  /** Text that the shell takes as it is. */
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  /** A pattern that the shell replaces by names of files. */
  | { readonly kind: 'glob'; readonly glob: 'star' | 'question' | 'other' }
  | { readonly kind: 'variable'; readonly name: string; readonly quoted: boolean; readonly change?: VariableChange }
  /** The output of a script. */
  | { readonly kind: 'output'; readonly script: Node; readonly quoted: boolean }
  /** Parts within one pair of quotes. */
  | { readonly kind: 'joined'; readonly parts: readonly WordPart[] }
  /** A file or pipe that another script reads or writes. */
  | { readonly kind: 'process'; readonly script: Node }
  /** A number or another value without blanks, slashes or a leading dash. */
  | { readonly kind: 'token' }
  | { readonly kind: 'unknown'; readonly why: string };

export type VariableChange =
  | { readonly kind: 'default'; readonly operator: string; readonly word: Word }
  | { readonly kind: 'slice'; readonly start: number; readonly length: number | undefined }
  | { readonly kind: 'case'; readonly operator: string }
  | { readonly kind: 'remove'; readonly operator: string; readonly pattern: Word }
  | { readonly kind: 'replace'; readonly operator: string; readonly pattern: Word; readonly by: Word }
  | { readonly kind: 'length' }
  | { readonly kind: 'indirect' }
  /** Every element of a list. */
  | { readonly kind: 'all' }
  | { readonly kind: 'unknown' };

export interface Word {
  readonly parts: readonly WordPart[];
  readonly span: Span;
}

export interface Assignment {
  readonly name: string;
  readonly value: Word;
  readonly append: boolean;
  readonly span: Span;
}

export type Redirect =
  | {
      readonly kind: 'file';
      readonly mode: 'read' | 'write' | 'append';
      /** What the command prints goes there, and not only what it reports. */
      readonly stdout: boolean;
      readonly target: Word;
      readonly span: Span;
    }
  | { readonly kind: 'text'; readonly body: Word; readonly span: Span };

export type Node =
  | {
      readonly kind: 'command';
      readonly assignments: readonly Assignment[];
      readonly words: readonly Word[];
      readonly redirects: readonly Redirect[];
      readonly span: Span;
    }
  /** A command that is given blocks of code, each of which it may run with `$_` set to what comes through the pipe. */
  | { readonly kind: 'blocks'; readonly call: Node; readonly blocks: readonly Node[] }
  | { readonly kind: 'pipe'; readonly nodes: readonly Node[] }
  /** Runs in order in one shell; `joins[i]` connects part i to the one before it. */
  | { readonly kind: 'list'; readonly nodes: readonly Node[]; readonly joins: readonly ('then' | 'and' | 'or')[] }
  | { readonly kind: 'group'; readonly body: Node; readonly own: boolean; readonly redirects: readonly Redirect[] }
  /** Each body may run or not. */
  | { readonly kind: 'branch'; readonly bodies: readonly Node[] }
  | { readonly kind: 'loop'; readonly name: string | undefined; readonly words: readonly Word[] | undefined; readonly body: Node }
  | { readonly kind: 'function'; readonly name: string; readonly body: Node; readonly span: Span }
  /** Words that are evaluated and run nothing: a test, arithmetic. */
  | { readonly kind: 'words'; readonly words: readonly Word[] }
  | { readonly kind: 'background'; readonly body: Node; readonly span: Span }
  | { readonly kind: 'unreadable'; readonly why: string; readonly span: Span };

export interface ParsedLine {
  readonly root: Node;
  /** What the parser could not read. A line with problems is never taken as understood. */
  readonly problems: readonly { readonly why: string; readonly span: Span }[];
}

export const emptyNode: Node = { kind: 'words', words: [] };
