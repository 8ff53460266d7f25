/** The emitter that highlight.js writes to: it collects runs of lines instead of HTML. */
import type { Emitter } from 'highlight.js';
import type { CodeRun, RunKind } from '../../model/text/code-run.js';

const kinds: Readonly<Record<string, RunKind>> = {
  keyword: 'keyword',
  literal: 'keyword',
  operator: 'keyword',
  'variable.language': 'keyword',
  'selector-tag': 'keyword',
  name: 'keyword',
  tag: 'meta',
  built_in: 'type',
  type: 'type',
  class: 'type',
  'title.class': 'type',
  'title.class.inherited': 'type',
  number: 'number',
  string: 'string',
  regexp: 'string',
  'meta.string': 'string',
  char: 'string',
  'char.escape': 'string',
  link: 'string',
  code: 'string',
  comment: 'comment',
  doctag: 'comment',
  quote: 'comment',
  title: 'function',
  'title.function': 'function',
  'title.function.invoke': 'function',
  section: 'function',
  attr: 'variable',
  attribute: 'variable',
  property: 'variable',
  variable: 'variable',
  'variable.constant': 'variable',
  'template-variable': 'variable',
  params: 'variable',
  'selector-class': 'variable',
  'selector-id': 'variable',
  meta: 'meta',
  symbol: 'number',
  bullet: 'keyword',
  addition: 'added',
  deletion: 'removed',
};

export class RunCollector implements Emitter {
  readonly lines: CodeRun[][] = [[]];
  readonly #scopes: (RunKind | undefined)[] = [];

  addText(text: string): void {
    const kind = this.#scopes.at(-1);
    for (const [idx, part] of text.split('\n').entries()) {
      if (idx > 0) this.lines.push([]);
      if (part !== '') this.lines.at(-1)!.push({ text: part, kind });
    }
  }

  /** A scope without a colour takes the colour of the enclosing one. */
  startScope(name: string): void {
    this.#scopes.push(kinds[name] ?? this.#scopes.at(-1));
  }

  endScope(): void {
    this.#scopes.pop();
  }

  /** highlight.js calls this for a mode, although its types mention only `startScope`. */
  openNode(name: string): void {
    this.startScope(name);
  }

  closeNode(): void {
    this.endScope();
  }

  /** Adds text of an embedded language: its runs continue the current ones. */
  __addSublanguage(emitter: Emitter): void {
    if (!(emitter instanceof RunCollector)) return;
    for (const [idx, line] of emitter.lines.entries()) {
      if (idx > 0) this.lines.push([]);
      this.lines.at(-1)!.push(...line);
    }
  }

  finalize(): void {
    this.#scopes.length = 0;
  }

  /** Required by highlight.js, but never used. */
  toHTML(): string {
    return '';
  }
}
