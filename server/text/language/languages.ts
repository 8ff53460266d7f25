/** Determines the language of a file: by its name, else by its first line. Pure. */

import { byteText } from '../slice-text.js';
import { type LanguageKind, type LanguageName, type LanguageRow, languageTable } from './language-table.js';
import { readsAsCode } from './reads-as-code.js';
import { maxSyntaxRules, type SyntaxName, syntaxBytes, syntaxRuleBytes } from './syntax.js';

export interface Language {
  /** Stable and small; the index into `languages`. */
  readonly id: number;
  /** Language identifier as in editors: `typescript`, `csharp`, `shellscript`. */
  readonly name: string;
  /** Name shown to people. */
  readonly label: string;
  readonly kind: LanguageKind;
  readonly syntax: SyntaxName;
}

const words = (text: string | undefined): readonly string[] => (text === undefined || text === '' ? [] : text.split(' '));

export const languages: readonly Language[] = languageTable.map(({ id, name, label, kind, syntax }) => ({ id, name, label, kind, syntax }));
export const plainTextLanguage: Language = languages[0]!;
/** A language without a row whose text reads as code. */
const otherCode: Language = languages.find(({ name }) => name === 'othercode')!;

function lookup(keys: (row: LanguageRow) => readonly string[]): ReadonlyMap<string, Language> {
  const map = new Map<string, Language>();
  for (const row of languageTable) for (const key of keys(row)) if (!map.has(key)) map.set(key, languages[row.id]!);
  return map;
}

const byExtension = lookup(row => words(row.extensions));
const byFilename = lookup(row => words(row.filenames).map(name => name.toLowerCase()));
const byInterpreter = lookup(row => words(row.interpreters));
const byWord = lookup(row => [row.name, row.label.toLowerCase(), ...words(row.aliases), ...words(row.extensions)]);

export const languageById = (id: number): Language => languages[id] ?? plainTextLanguage;

/** Returns the language that people call `go`, `ts` or `c++`. */
export const languageNamed = (word: string): Language | undefined => byWord.get(word.toLowerCase());

/** Dialects that a filter for a language includes; a filter for the dialect does not include the language. */
const dialects: Readonly<Partial<Record<LanguageName, readonly LanguageName[]>>> = {
  typescript: ['typescriptreact'],
  javascript: ['javascriptreact'],
  python: ['starlark'],
};

/** Returns the ids of the languages that `lang:word` means; empty for a word that names no language. */
export function languagesMeant(word: string): readonly number[] {
  const language = languageNamed(word);
  if (language === undefined) return [];
  const { name } = languageTable[language.id]!;
  return [language.id, ...(dialects[name] ?? []).flatMap(dialect => languageTable.find(row => row.name === dialect)?.id ?? [])];
}

/**
 * Returns the language of the file at `path` (with forward slashes). `head`, its first bytes, decides if the name is missing or ambiguous.
 */
export function languageOf(path: string, head?: Uint8Array): Language {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const known = byFilename.get(name);
  if (known) return known;
  // `Dockerfile.alpine` and `Makefile.am` are recognised by their first word, but `dockerfile.md` is Markdown.
  const dot = name.lastIndexOf('.');
  const found = dot >= 0 ? byExtension.get(name.slice(dot + 1)) : undefined;
  if (found) return head === undefined ? found : refine(found, name, head);
  const stemmed = dot > 0 ? byFilename.get(name.slice(0, name.indexOf('.'))) : undefined;
  if (stemmed && stemmed.kind === 'code') return stemmed;
  if (head === undefined) return plainTextLanguage;
  const said = byShebang(head);
  // Names without an extension are read by their content too, unless they are those of documents, which the table lists.
  return said ?? (readsAsCode(head) ? otherCode : plainTextLanguage);
}

/** Decides between two languages that share an extension. */
function refine(found: Language, name: string, head: Uint8Array): Language {
  if (name.endsWith('.h') && cppHead.test(latin(head, 16_384))) return byWord.get('cpp')!;
  if (name.endsWith('.m') && /^\s*(?:%|function\b|classdef\b)/.test(latin(head, 2048))) return byWord.get('matlab')!;
  if (name.endsWith('.pl') && prologHead.test(latin(head, 8192)) && !perlHead.test(latin(head, 8192))) return byWord.get('prolog')!;
  if (name.endsWith('.fs') && /^\s*(?:#version|precision\b|uniform\b|varying\b)/m.test(latin(head, 4096))) return byWord.get('wgsl')!;
  if (name.endsWith('.r') && /^\s*rebol\b/i.test(latin(head, 256))) return otherCode;
  if (name.endsWith('.t') || name.endsWith('.inc')) return byShebang(head) ?? found;
  return found;
}

const prologHead = /^(?::-|[a-z]\w*(?:\([^)\n]*\))?\s*(?::-|\.\s*$))/m;
const perlHead = /^\s*(?:use\s+[\w:]+|my\s*[$@%(]|sub\s+\w+|package\s+[\w:]+;)/m;
const cppHead = /^\s*(?:class\s+\w+[^;]*$|namespace\b|template\s*<|using\s+\w|(?:public|private|protected)\s*:|#\s*include\s+<\w+>)/m;

function byShebang(head: Uint8Array): Language | undefined {
  if (head[0] !== 0x23 || head[1] !== 0x21) {
    const start = latin(head, 64);
    if (start.startsWith('<?php')) return byWord.get('php');
    return start.startsWith('<?xml') ? byWord.get('xml') : undefined;
  }
  const line = latin(head, 256).split('\n', 1)[0]!.slice(2).trim();
  for (const word of line.split(/\s+/)) {
    const program = word.slice(word.lastIndexOf('/') + 1);
    if (program === 'env' || program.startsWith('-') || program.includes('=')) continue;
    return byInterpreter.get(program) ?? byInterpreter.get(program.replace(/[\d.]+$/, ''));
  }
  return undefined;
}

/** Returns the first bytes as one character each, which is enough for ASCII markers. */
function latin(bytes: Uint8Array, maxBytes: number): string {
  let text = '';
  const end = Math.min(bytes.length, maxBytes);
  for (let at = 0; at < end; at += 4096) text += byteText(bytes, at, Math.min(end, at + 4096));
  return text;
}

/** Returns the rules of all languages in one table: those of language `id` begin at `id * maxSyntaxRules * syntaxRuleBytes`. */
export function syntaxTable(): Uint8Array {
  const table = new Uint8Array(languages.length * maxSyntaxRules * syntaxRuleBytes);
  for (const { id, syntax } of languages) table.set(syntaxBytes(syntax), id * maxSyntaxRules * syntaxRuleBytes);
  return table;
}
