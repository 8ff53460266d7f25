/** What the readers of PowerShell share: the nodes of the grammar, names and escapes. Pure. */

import { mark } from '../../paths/marks.js';
import type { Span } from '../../verdict.js';
import type { WordPart } from '../shell-script.js';

/** What the readers need of a tree-sitter node. */
export interface SyntaxNode {
  readonly type: string;
  readonly text: string;
  readonly startIndex: number;
  readonly endIndex: number;
  readonly isError: boolean;
  readonly isMissing: boolean;
  readonly hasError: boolean;
  readonly namedChildren: readonly (SyntaxNode | null)[];
  readonly children: readonly (SyntaxNode | null)[];
}

export const named = (node: SyntaxNode): readonly SyntaxNode[] => node.namedChildren.filter(child => child !== null);
export const spanOf = (node: SyntaxNode): Span => [node.startIndex, node.endIndex];
export const lists = new Set([
  'program',
  'statement_list',
  'statement_block',
  'script_block',
  'script_block_body',
  'named_block_list',
  'named_block',
  'script_block_expression',
  'sub_expression',
  'array_expression',
  'parenthesized_expression',
  'inlinescript_statement',
  'sequence_statement',
  'parallel_statement',
  'finally_clause',
  'else_clause',
  'labeled_statement',
  'flow_control_statement',
  'statement',
]);
/** Nodes with one meaning of their own that only wrap another one. */
export const wrappers = new Set([
  'logical_expression',
  'bitwise_expression',
  'comparison_expression',
  'additive_expression',
  'multiplicative_expression',
  'format_expression',
  'range_expression',
  'array_literal_expression',
  'unary_expression',
  'left_assignment_expression',
  'logical_argument_expression',
  'bitwise_argument_expression',
  'comparison_argument_expression',
  'additive_argument_expression',
  'multiplicative_argument_expression',
  'format_argument_expression',
  'range_argument_expression',
  'argument_expression',
  'string_literal',
  'path_command_name',
  'command_name_expr',
  'integer_literal',
  'expression_with_unary_operator',
  'while_condition',
  'pipeline_chain',
  'pipeline',
]);

interface Shape {
  readonly type: string;
  readonly inner: readonly Shape[];
}

/** Types of a tree, to a depth, without what lies in blocks. */
export const shapeOf = (node: SyntaxNode, depth = 0): Shape => ({
  type: node.type,
  inner: depth > 40 || node.type === 'script_block_expression' ? [] : named(node).map(child => shapeOf(child, depth + 1)),
});

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\u0007',
  b: '\b',
  f: '\f',
  v: '\v',
  e: '\u001b',
  '0': '',
};
export const unquoted = (text: string): string => text.replace(/`([\s\S])/g, (_all, char: string) => escapes[char] ?? char);

/** `$env:NAME`, `${a b}`, `$script:x`. */
export const variableName = (text: string): string =>
  text
    .replace(/^\[[^\]]*\]\s*/, '')
    .replace(/^\$\{?|\}$/g, '')
    .replace(/^(?:global|script|local|private|using):/i, '')
    .replace(/^env:/i, '');

const known: Readonly<Record<string, string>> = {
  userprofile: 'HOME',
  home: 'HOME',
  pwd: 'PWD',
  temp: 'TMPDIR',
  tmp: 'TMPDIR',
  path: 'PATH',
};
const constants: Readonly<Record<string, string>> = {
  windir: 'C:\\Windows',
  systemroot: 'C:\\Windows',
  programfiles: 'C:\\Program Files',
  programdata: 'C:\\ProgramData',
  systemdrive: 'C:',
  comspec: 'cmd',
  true: 'True',
  false: 'False',
  null: '',
  pid: mark.token,
  psversiontable: mark.unknown,
};

export function variablePart(text: string): WordPart {
  const name = variableName(text);
  const constant = constants[name.toLowerCase()];
  if (constant !== undefined) return { kind: 'text', text: constant, quoted: true };
  if (/^appdata$/i.test(name))
    return {
      kind: 'joined',
      parts: [
        { kind: 'variable', name: 'HOME', quoted: true },
        { kind: 'text', text: '\\AppData\\Roaming', quoted: true },
      ],
    };
  if (/^localappdata$/i.test(name))
    return {
      kind: 'joined',
      parts: [
        { kind: 'variable', name: 'HOME', quoted: true },
        { kind: 'text', text: '\\AppData\\Local', quoted: true },
      ],
    };
  if (/^profile$/i.test(name))
    return {
      kind: 'joined',
      parts: [
        { kind: 'variable', name: 'HOME', quoted: true },
        { kind: 'text', text: '/Documents/PowerShell/profile.ps1', quoted: true },
      ],
    };
  if (name === '_' || /^psitem$/i.test(name)) return { kind: 'variable', name: '_', quoted: true };
  return { kind: 'variable', name: known[name.toLowerCase()] ?? name.toLowerCase(), quoted: !text.startsWith('@') };
}
