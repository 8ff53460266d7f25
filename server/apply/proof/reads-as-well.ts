/** Proves that a file reads at least as well after an edit as before: by its grammar, by a parser of data, else by brackets and tags. */

import { type ParseError, parse as parseJson } from 'jsonc-parser';
import { parse as parseToml } from 'smol-toml';
import { parseAllDocuments } from 'yaml';
import type { Grammars } from './grammars.js';
import { indentFaults } from './python-indents.js';

export interface Reading {
  readonly before: string;
  readonly after: string;
  readonly language: string;
}

/** Why the file would read worse; undefined if it does not. */
export async function troubleWithReading({ before, after, language }: Reading, grammars: Grammars): Promise<string | undefined> {
  const worse = 'the file would no longer parse';
  // Most edits leave a file without a fault: then the text before need not be read at all.
  const fresh = await faultsIn(after, language, grammars);
  if (fresh !== undefined) {
    if (fresh === 0) return indentTrouble(before, after, language);
    const old = await faultsIn(before, language, grammars);
    return old !== undefined && fresh > old ? worse : undefined;
  }
  if (loose.has(language))
    return language === 'markdown' && nFences(after) % 2 > nFences(before) % 2
      ? 'the file would have a fence that does not close'
      : undefined;
  if (markup.has(language)) {
    const [old, now] = [openTags(before), openTags(after)];
    for (const [tag, n] of now) if (Math.abs(n) > Math.abs(old.get(tag) ?? 0)) return `the file would have a <${tag}> that does not close`;
  }
  const [old, now] = [imbalance(before, language), imbalance(after, language)];
  return now.some((n, i) => Math.abs(n) > Math.abs(old[i]!)) ? 'the file would have brackets that do not close' : undefined;
}

const loose = new Set(['markdown', 'plaintext', 'restructuredtext', 'asciidoc', 'latex', 'bat', 'makefile', 'diff']);
const markup = new Set(['html', 'xml', 'vue', 'svelte', 'astro', 'razor']);

async function faultsIn(text: string, language: string, grammars: Grammars): Promise<number | undefined> {
  const body = text.replace(/^\uFEFF/, '');
  switch (language) {
    case 'json':
    case 'jsonc':
      return jsonFaults(body, language);
    case 'yaml':
      return yamlFaults(body);
    case 'toml':
      return tomlFaults(body);
    default:
      return grammars.faultsIn(body, language);
  }
}

/** Comments and trailing commas are faults of their own, so a file that has none gets none. */
function jsonFaults(text: string, language: string): number {
  const errors: ParseError[] = [];
  parseJson(text, errors, { disallowComments: language === 'json', allowTrailingComma: language === 'jsonc', allowEmptyContent: true });
  return errors.length + nDoubledKeys(text);
}

/** Keys that one object has twice, which the parser allows. */
function nDoubledKeys(text: string): number {
  let n = 0;
  const open: (Set<string> | undefined)[] = [];
  for (const [token, key] of text.matchAll(/"((?:\\.|[^"\\\n])*)"\s*:|"(?:\\.|[^"\\\n])*"|[{}[\]]|\/\/[^\n]*|\/\*[\s\S]*?\*\//g)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (key !== undefined && !token.startsWith('/')) {
      const keys = open.at(-1);
      if (keys?.has(key)) n++;
      keys?.add(key);
    }
  }
  return n;
}

function yamlFaults(text: string): number {
  // Templates are no YAML until they are filled in.
  if (/^\s*\{\{[-%]?|\{%/m.test(text)) return 0;
  let n = 0;
  const documents = parseAllDocuments(text, { uniqueKeys: true, logLevel: 'silent', prettyErrors: false });
  if (!Array.isArray(documents)) return 0;
  for (const document of documents) n += document.errors.length;
  return n;
}

function tomlFaults(text: string): number {
  try {
    parseToml(text);
    return 0;
  } catch {
    return 1;
  }
}

/** Grammars of indented languages recover from much: a tab among spaces is looked for here. */
function indentTrouble(before: string, after: string, language: string): string | undefined {
  if (language !== 'python' && language !== 'yaml') return undefined;
  const mixes = (text: string): boolean => /^\t/m.test(text) && /^ {2,}\S/m.test(text);
  if (mixes(after) && !mixes(before)) return 'the file would mix tabs and spaces';
  return language === 'python' && indentFaults(after) > indentFaults(before) ? 'the file would have a line at a wrong depth' : undefined;
}

const nFences = (text: string): number => text.match(/^\s*(?:```|~~~)/gm)?.length ?? 0;

const void_ = new Set(['area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr']);

/** For each tag how many open less how many close. */
function openTags(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  const plain = text.replace(/<!--[\s\S]*?-->/g, '').replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, '');
  for (const [, close, name, rest = ''] of plain.matchAll(/<(\/?)([A-Za-z][\w.:-]*)((?:"[^"]*"|'[^']*'|[^"'<>])*)>/g)) {
    if (void_.has(name!.toLowerCase()) || rest.endsWith('/')) continue;
    counts.set(name!, (counts.get(name!) ?? 0) + (close ? -1 : 1));
  }
  return counts;
}

const primed = new Set([
  'haskell',
  'ocaml',
  'scala',
  'swift',
  'clojure',
  'nix',
  'fsharp',
  'zig',
  'sql',
  'erlang',
  'elixir',
  'julia',
  'r',
  'vim',
  'cmake',
  'toml',
  'ini',
]);

/** Round, square and curly brackets that open less those that close, strings and comments aside. */
function imbalance(text: string, language: string): readonly [number, number, number] {
  // Where a quote may belong to a name, only a quoted sign is a text.
  const texts = primed.has(language) ? /"(?:.*?)"|'(?:.)'/g : /(["'`]).*?\1/g;
  const counts: [number, number, number] = [0, 0, 0];
  for (const line of text.split('\n')) {
    const said = line
      .replace(/\\./g, '')
      .replace(texts, '')
      .replace(/\/\/.*$|(?:^|\s)(?:#|--|;;).*$/, '');
    for (const sign of said) {
      const at = '()[]{}'.indexOf(sign);
      if (at >= 0) counts[at >> 1]! += at % 2 === 0 ? 1 : -1;
    }
  }
  return counts;
}
