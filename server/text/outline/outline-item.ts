/** What an outline says of a definition or a section. Pure types and the table of kinds. */

/** The index of a kind is stored in segments: append, never reorder. */
export const symbolKinds = [
  'function',
  'method',
  'class',
  'interface',
  'struct',
  'enum',
  'trait',
  /** A Rust impl block, a Swift extension: names the type that it adds to, and is no definition of it. */
  'impl',
  'type',
  /** Namespace, package, module. */
  'module',
  'constant',
  'variable',
  'macro',
  /** A heading of prose and what stands under it. */
  'section',
  /** A key of JSON, YAML, TOML, INI. */
  'key',
  'table',
  'view',
  'index',
  'trigger',
  /** A prototype, a forward or abstract declaration: says that a thing exists, not how. */
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
  /** Names that qualify this one where no enclosing item says them: `Pool` of Go's `func (p *Pool) Run`, `a.b` of Lua's `function a.b.c`. */
  readonly qualifier: string;
  /** First line of the doc comment above, else `startLine`. 1-based. */
  readonly docStartLine: number;
  /** First line of the definition, decorators and attributes included. 1-based. */
  readonly startLine: number;
  /** Inclusive. */
  readonly endLine: number;
  /** Byte range of the name; quotes and marks around it are outside. */
  readonly nameStart: number;
  readonly nameEnd: number;
  /** Byte range of the whole definition. */
  readonly startByte: number;
  readonly endByte: number;
  /** Index of the enclosing item in the same outline; -1 at the top. Always smaller than the item's own index. */
  readonly parent: number;
}

/** An item whose name is left where it stands in the text: who indexes millions needs no string of each. */
export type OutlineRow = Omit<OutlineItem, 'name'>;

/** Names from the outside in, the item's own included: `["Pool", "run"]`. */
export function chainOf(items: readonly Pick<OutlineItem, 'name' | 'qualifier' | 'parent'>[], index: number): readonly string[] {
  const chain: string[] = [];
  for (let at = index; at >= 0; ) {
    const item = items[at];
    if (item === undefined) break;
    chain.unshift(...(item.qualifier === '' ? [item.name] : [item.qualifier, item.name]));
    // Parents come first by contract; a damaged table must not loop.
    at = item.parent < at ? item.parent : -1;
  }
  return chain;
}
