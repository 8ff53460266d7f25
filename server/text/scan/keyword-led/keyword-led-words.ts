/** Keywords of the languages that lead a definition with a keyword, by what they begin. Pure data. */

import type { SymbolKind } from '../../outline/outline-item.js';
import { Keywords } from '../shared/keywords.js';
import type { LexerRules } from '../shared/lexer.js';
import {
  CLASS,
  COMPANION,
  CONST,
  CONTROL,
  ENUM,
  FOR,
  FUNCTION,
  IMPL,
  IMPORT,
  INTERFACE,
  MACRO,
  MODIFIER,
  MODULE,
  NEW,
  RETURN,
  SELF_NAMED,
  STOP,
  STRUCT,
  TEST,
  TRAIT,
  TYPE,
  VARIABLE,
} from '../shared/word-kinds.js';

export interface KeywordLedDialect {
  readonly rules: LexerRules;
  readonly name: 'go' | 'rust' | 'swift' | 'kotlin' | 'scala' | 'php' | 'zig' | 'graphql' | 'solidity';
}

export const keywordLedKinds: Readonly<Record<number, SymbolKind>> = {
  [FUNCTION]: 'function',
  [CLASS]: 'class',
  [STRUCT]: 'struct',
  [ENUM]: 'enum',
  [INTERFACE]: 'interface',
  [TRAIT]: 'trait',
  [IMPL]: 'impl',
  [MODULE]: 'module',
  [TYPE]: 'type',
  [CONST]: 'constant',
  [VARIABLE]: 'variable',
  [MACRO]: 'macro',
  [SELF_NAMED]: 'method',
  [TEST]: 'test',
};

export const goWords = new Keywords({
  [FUNCTION]: 'func',
  [STRUCT]: 'struct',
  [INTERFACE]: 'interface',
  [TYPE]: 'type',
  [CONST]: 'const',
  [VARIABLE]: 'var',
  [IMPORT]: 'import package',
});

export const rustWords = new Keywords({
  [FUNCTION]: 'fn',
  [STRUCT]: 'struct union',
  [ENUM]: 'enum',
  [TRAIT]: 'trait',
  [IMPL]: 'impl',
  [MODULE]: 'mod',
  [TYPE]: 'type',
  [CONST]: 'const',
  [VARIABLE]: 'static',
  [MACRO]: 'macro_rules',
  [STOP]: 'where',
  [FOR]: 'for',
  [MODIFIER]: 'pub unsafe async extern default crate dyn mut',
  [IMPORT]: 'use',
});

export const swiftWords = new Keywords({
  [FUNCTION]: 'func',
  [CLASS]: 'class actor',
  [STRUCT]: 'struct',
  [ENUM]: 'enum',
  [INTERFACE]: 'protocol',
  [IMPL]: 'extension',
  [TYPE]: 'typealias associatedtype',
  [CONST]: 'let',
  [VARIABLE]: 'var',
  [MACRO]: 'macro',
  [SELF_NAMED]: 'init deinit subscript',
  [STOP]: 'where',
  [MODIFIER]:
    'public private internal fileprivate open static final override mutating nonmutating lazy weak unowned required convenience indirect prefix postfix infix async throws rethrows nonisolated isolated distributed package',
  [IMPORT]: 'import',
  [CONTROL]: 'if guard while for switch case return',
});

export const kotlinWords = new Keywords({
  [FUNCTION]: 'fun',
  [CLASS]: 'class object',
  [INTERFACE]: 'interface',
  [TYPE]: 'typealias',
  [CONST]: 'val',
  [VARIABLE]: 'var',
  [SELF_NAMED]: 'constructor',
  [STOP]: 'where by',
  [COMPANION]: 'companion',
  [MODIFIER]:
    'public private internal protected open abstract final override enum sealed data annotation inner inline value suspend operator infix tailrec external const lateinit vararg expect actual crossinline noinline reified context',
  [IMPORT]: 'import package',
  [CONTROL]: 'if when for while return get set init',
});

export const scalaWords = new Keywords({
  [FUNCTION]: 'def',
  [CLASS]: 'class object',
  [TRAIT]: 'trait',
  [ENUM]: 'enum',
  [TYPE]: 'type',
  [CONST]: 'val given',
  [VARIABLE]: 'var',
  [STOP]: 'extends with derives',
  [MODIFIER]: 'case abstract final sealed implicit private protected override lazy inline open opaque transparent infix erased',
  [IMPORT]: 'import package export',
  [CONTROL]: 'if match for while return',
});

export const phpWords = new Keywords({
  [FUNCTION]: 'function',
  [CLASS]: 'class',
  [INTERFACE]: 'interface',
  [TRAIT]: 'trait',
  [ENUM]: 'enum',
  [MODULE]: 'namespace',
  [CONST]: 'const',
  [STOP]: 'extends implements',
  [NEW]: 'new',
  [MODIFIER]: 'public private protected static final abstract readonly var',
  [IMPORT]: 'use',
  [CONTROL]: 'if while for foreach switch return catch',
});

export const zigWords = new Keywords({
  [FUNCTION]: 'fn',
  [STRUCT]: 'struct union opaque',
  [ENUM]: 'enum',
  [CONST]: 'const',
  [VARIABLE]: 'var',
  [TEST]: 'test',
  [RETURN]: 'return',
  [MODIFIER]: 'pub export extern inline noinline threadlocal comptime',
  [CONTROL]: 'if while for switch',
});

export const graphqlWords = new Keywords({
  [STRUCT]: 'type input',
  [INTERFACE]: 'interface',
  [ENUM]: 'enum',
  [TYPE]: 'union scalar',
  [FUNCTION]: 'query mutation subscription fragment directive',
  [STOP]: 'implements on',
  [MODIFIER]: 'extend',
});

export const solidityWords = new Keywords({
  [CLASS]: 'contract library',
  [INTERFACE]: 'interface',
  [STRUCT]: 'struct',
  [ENUM]: 'enum',
  [FUNCTION]: 'function modifier event error',
  [SELF_NAMED]: 'constructor receive fallback',
  [STOP]: 'is',
  [MODIFIER]: 'abstract public private internal external view pure payable virtual override',
  [IMPORT]: 'import using',
});
