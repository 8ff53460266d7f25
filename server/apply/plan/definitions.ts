/** The definitions of a file or a snippet as a tree over its lines, from its outline. Pure. */
import { lowerBound } from '../../base/lower-bound.js';
import type { Language } from '../../text/language/languages.js';
import { outline } from '../../text/outline/outline.js';
import type { SymbolKind } from '../../text/outline/outline-item.js';
import { isBalanced } from '../lines/brackets.js';
import { bare, indentOf, isBlank } from '../lines/file-lines.js';

/** Lines are 0-based; `end` is exclusive. */
export interface Definition {
  readonly name: string;
  readonly kind: SymbolKind;
  /** First line of the comment above it; `start` where there is none. */
  readonly doc: number;
  /** First line, decorators included. */
  readonly start: number;
  /** The line that holds the name. */
  readonly nameLine: number;
  readonly end: number;
  readonly children: readonly Definition[];
}

const containerKinds = new Set<SymbolKind>([
  'class',
  'interface',
  'struct',
  'enum',
  'trait',
  'impl',
  'module',
  'type',
  'section',
  'key',
  'rule',
  'resource',
]);

/** True where members can be told apart and merged: a class, not a function with inner ones. */
export const isContainer = (definition: Definition): boolean => containerKinds.has(definition.kind) && definition.children.length > 0;

export function definitionsOf(lines: readonly string[], language: Language): readonly Definition[] {
  const text = lines.join('\n');
  const bytes = new TextEncoder().encode(text);
  const items = outline(bytes, language);
  const lineOfByte = lineFinder(bytes);
  const children = new Map<number, number[]>();
  items.forEach((item, i) => {
    const of = children.get(item.parent) ?? [];
    of.push(i);
    children.set(item.parent, of);
  });
  const build = (i: number): Definition => {
    const item = items[i]!;
    return {
      name: item.name,
      kind: item.kind,
      doc: item.docStartLine - 1,
      start: item.startLine - 1,
      nameLine: lineOfByte(item.nameStart),
      end: item.endLine,
      children: (children.get(i) ?? []).map(build),
    };
  };
  return withoutOverlap((children.get(-1) ?? []).map(build));
}

/** A namespace without brackets holds what follows it, which stands beside it all the same: it ends with its own line. */
const withoutOverlap = (all: readonly Definition[]): readonly Definition[] =>
  all.map((one, i) => ((all[i + 1]?.start ?? one.end) < one.end ? { ...one, end: one.nameLine + 1 } : one));

/** The definitions and all that stand inside them. */
export const everywhere = (definitions: readonly Definition[]): readonly Definition[] =>
  definitions.flatMap(definition => [definition, ...everywhere(definition.children)]);

/** Methods shown without their class are seen only inside one: the snippet is read again in a wrapper. */
export function definitionsOfSnippet(lines: readonly string[], language: Language): readonly Definition[] {
  const plain = asOne(definitionsOf(lines, language), lines).filter(definition => !controlWords.has(definition.name));
  if ((language.name === 'json' || language.name === 'jsonc') && /^\s*"[^"]*"\s*:/.test(lines.find(line => !isBlank(line)) ?? '')) {
    return definitionsOf(['{', ...lines, '}'], language).map(child => shifted(child, -1));
  }
  const opening = wrappers[language.name];
  if (opening === undefined || covers(plain, lines)) return plain;
  const wrapped = definitionsOf([opening, ...lines, '}'], language)[0];
  const inner = (wrapped?.children ?? []).map(child => shifted(child, -1));
  const isCall = (child: Definition): boolean =>
    new RegExp(String.raw`[.]\s*${child.name.replace(/\W/g, String.raw`\$&`)}\s*\(`).test(lines[child.nameLine] ?? '');
  const sound = inner.length > 0 && covers(inner, lines) && !inner.some(child => controlWords.has(child.name) || isCall(child));
  return sound ? inner : plain;
}

/**
 * Where brackets do not close, as a mark stands for some of them, indentation tells: what all lies deeper than its first and last line
 * is one definition.
 */
function asOne(definitions: readonly Definition[], lines: readonly string[]): readonly Definition[] {
  const first = definitions[0];
  const last = lines.findLastIndex(line => !isBlank(line));
  if (first === undefined || first.end > last || !/^\s*[})\]]/.test(lines[last] ?? '') || isBalanced(lines)) return definitions;
  const depth = indentOf(lines[first.nameLine]!).length;
  const isFirst = !lines.slice(0, first.doc).some(line => !isBlank(line));
  const isDeeper = lines
    .slice(first.nameLine + 1, last)
    .every(line => isBlank(line) || indentOf(line).length > depth || line.trim() === '{');
  return isFirst && isDeeper && indentOf(lines[last]!).length === depth ? [{ ...first, end: last + 1, children: [] }] : definitions;
}

/** Statements that look like definitions. */
const controlWords = new Set(['if', 'for', 'while', 'switch', 'catch', 'with', 'do', 'return', 'await']);

const wrappers: Readonly<Record<string, string>> = {
  javascript: 'class Wrapper {',
  javascriptreact: 'class Wrapper {',
  typescript: 'class Wrapper {',
  typescriptreact: 'class Wrapper {',
  java: 'class Wrapper {',
  csharp: 'class Wrapper {',
  php: '<?php class Wrapper {',
  dart: 'class Wrapper {',
  groovy: 'class Wrapper {',
};

const shifted = (definition: Definition, by: number): Definition => ({
  ...definition,
  doc: definition.doc + by,
  start: definition.start + by,
  nameLine: definition.nameLine + by,
  end: definition.end + by,
  children: definition.children.map(child => shifted(child, by)),
});

/** True where the first telling line of the snippet is part of a definition. */
function covers(definitions: readonly Definition[], lines: readonly string[]): boolean {
  const first = lines.findIndex(line => !isBlank(line) && !isComment(line) && !isImport(line) && !/^\s*<\?(?:php)?\s*$/.test(line));
  return definitions.some(definition => definition.start <= first && first < definition.end);
}

function lineFinder(bytes: Uint8Array): (at: number) => number {
  const starts = [0];
  bytes.forEach((byte, i) => {
    if (byte === 10) starts.push(i + 1);
  });
  return at => lowerBound(1, starts.length, i => starts[i]! > at) - 1;
}

export const isComment = (line: string): boolean =>
  /^\s*(?:\/\/|\/\*|\*|#(?!include|define|if|endif|pragma|!\[)|--|;;|<!--|"""|''')/.test(line);

export const isImport = (line: string): boolean =>
  indentOf(line).length === 0 &&
  /^(?:import\b|export \* from\b|from\s+\S+\s+import\b|use\s+[\w:\\{]|using\s+[\w.]+\s*[;=]|#\s*include\b|require(?:_relative|_once)?\b|(?:const|let|var)\s+[\w{},\s:]+=\s*require\(|alias\s+\w|@import\b|open\s+\w)/.test(
    line,
  );

/** The module that an import line names, for lines that import more from the same one. */
export const moduleOf = (line: string): string | undefined =>
  /\bfrom\s+['"]([^'"]+)['"]/.exec(line)?.[1] ?? /^from\s+(\S+)\s+import/.exec(line)?.[1] ?? /require\(\s*['"]([^'"]+)['"]/.exec(line)?.[1];

/** The bare signature, for overloads. */
export const signatureOf = (definition: Definition, lines: readonly string[]): string => bare(lines[definition.nameLine] ?? '');

/** `export` and `default` before a declaration: models leave them out, and a definition is the same without them. */
export const exportLead = /^\s*export\s+(?:default\s+)?/;
