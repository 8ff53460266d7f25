/** The items of an outline, and the table of their kinds. Types and pure data. */

/** The index of a kind is stored in segments: append, never reorder. */
export const symbolKinds = [
  'function',
  'method',
  'class',
  'interface',
  'struct',
  'enum',
  'trait',
  /** A Rust impl block or a Swift extension: has the name of the type that it extends, but does not define it. */
  'impl',
  'type',
  /** Namespace, package, module. */
  'module',
  'constant',
  'variable',
  'macro',
  /** A heading of prose with the text under it. */
  'section',
  /** A key of JSON, YAML, TOML, INI. */
  'key',
  'table',
  'view',
  'index',
  'trigger',
  /** A prototype, or a forward or abstract declaration: announces a thing without defining it. */
  'declaration',
  'test',
  /** A target of a Makefile, a stage of a Dockerfile, a selector of CSS. */
  'rule',
  'resource',
  'property',
] as const;
export type SymbolKind = (typeof symbolKinds)[number];

export interface OutlineItem {
  readonly name: string;
  readonly kind: SymbolKind;
  /** Names that qualify this one and that no enclosing item gives: `Pool` in Go's `func (p *Pool) Run`, `a.b` in Lua's `function a.b.c`. */
  readonly qualifier: string;
  /** First line of the doc comment above, else `startLine`. 1-based. */
  readonly docStartLine: number;
  /** First line of the definition, including decorators and attributes. 1-based. */
  readonly startLine: number;
  /** Inclusive. */
  readonly endLine: number;
  /** Byte range of the name, without quotes and marks around it. */
  readonly nameStart: number;
  readonly nameEnd: number;
  /** Byte range of the whole definition. */
  readonly startByte: number;
  readonly endByte: number;
  /** Index of the enclosing item in the same outline, or -1 at the top level. Always smaller than the item's own index. */
  readonly parent: number;
}

/** An item without its name as a string: indexing handles millions of items and does not need the strings. */
export type OutlineRow = Omit<OutlineItem, 'name'>;

/** Returns the names from the outside in, including the item's own: `["Pool", "run"]`. */
export function chainOf(items: readonly Pick<OutlineItem, 'name' | 'qualifier' | 'parent'>[], index: number): readonly string[] {
  const chain: string[] = [];
  for (let at = index; at >= 0; ) {
    const item = items[at];
    if (item === undefined) break;
    chain.unshift(...(item.qualifier === '' ? [item.name] : [item.qualifier, item.name]));
    // Parents come first by contract; a damaged table must not cause an endless loop.
    at = item.parent < at ? item.parent : -1;
  }
  return chain;
}
