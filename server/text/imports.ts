/**
 * What a file imports, as it is written there: paths, module names, headers. For the in-degree of files; whoever resolves the
 * names knows the folder. Cheap: only lines whose first byte fits are looked at, and only in the head of the file. Pure.
 */
import type { LanguageName } from './language-table.js';
import type { Language } from './languages.js';
import { byteText } from './slice-text.js';

/** Imports stand at the top; what comes later is rare and not worth reading a large file for. */
const headBytes = 65_536;
const maxImports = 400;
const maxLineBytes = 400;

interface ImportRule {
  /** First bytes of lines that may import. */
  readonly first: string;
  /** The last group that took part is the name; applied again and again to the line. */
  readonly pattern: RegExp;
  /** More names from one line: parts of a list. */
  readonly expand?: (name: string, line: string) => readonly string[];
}

const script: ImportRule = {
  first: 'iecvl}',
  pattern: /(?:\bfrom\s*|^import\s*|\bimport\s*\(\s*|\brequire\s*\(\s*)["']([^"'\n]{1,200})["']/g,
};
const dotted: ImportRule = { first: 'i', pattern: /^import\s+(?:static\s+)?([\w.]*\w)/g };
const include: ImportRule = { first: '#@', pattern: /^[#@]\s*(?:include|import)\s+["<]([^">\n]{1,200})[">]/g };
const quoted: ImportRule = { first: 'ie', pattern: /^(?:import|export)\s+(?:public\s+|weak\s+)?["']([^"'\n]{1,200})["']/g };
const styles: ImportRule = { first: '@', pattern: /^@(?:import|use|forward)\s+(?:url\()?["']([^"'\n]{1,200})["']/g };

/** `from a import b, c` names `a`, `a.b` and `a.c`: which of them are modules only the folder tells. */
function pythonNames(module: string, line: string): readonly string[] {
  const imported = /\bimport\s+\(?([^#\n]*)/.exec(line)?.[1] ?? '';
  const names = imported
    .split(',')
    .map(part => /^\s*(\w+)/.exec(part)?.[1] ?? '')
    .filter(name => name !== '')
    .slice(0, 20);
  if (!line.startsWith('from')) return imported.split(',').map(part => /^\s*([\w.]+)/.exec(part)?.[1] ?? '');
  const join = module.endsWith('.') ? module : `${module}.`;
  return [module, ...names.map(name => join + name)];
}

/** `use a::{b, c::d}` names `a::b` and `a::c::d`; one level of braces. */
function rustNames(path: string, line: string): readonly string[] {
  const list = /\{([^{}]*)/.exec(line)?.[1];
  if (list === undefined) return [path];
  const prefix = path.replace(/:*$/, '');
  return list
    .split(',')
    .map(part => part.trim().replace(/\s+as\s.*$/, ''))
    .filter(part => /^[\w:]+$/.test(part))
    .map(part => (part === 'self' ? prefix : `${prefix}::${part}`));
}

const rules: Readonly<Partial<Record<LanguageName, ImportRule>>> = {
  typescript: script,
  typescriptreact: script,
  javascript: script,
  javascriptreact: script,
  vue: script,
  svelte: script,
  python: { first: 'if', pattern: /^(?:from\s+([\w.]+)\s+import|import\s+([\w.]+))/g, expand: pythonNames },
  starlark: { first: 'l', pattern: /^load\s*\(\s*"([^"\n]+)"/g },
  go: { first: 'i"_.abcdefghijklmnopqrstuvwxyz', pattern: /^(?:import\s+)?(?:[\w.]+\s+)?"([\w./~-]+)"\s*(?:\/\/.*)?\r?$/g },
  rust: { first: 'upm', pattern: /^(?:pub(?:\([^)]*\))?\s+)?(?:use\s+([\w:]*\w)|mod\s+(\w+)\s*;)/g, expand: rustNames },
  java: dotted,
  kotlin: dotted,
  scala: dotted,
  groovy: dotted,
  swift: { first: 'i@', pattern: /^(?:@\w+\s+)?import\s+(?:(?:class|struct|func|enum|protocol)\s+)?([\w.]+)/g },
  csharp: { first: 'ug', pattern: /^(?:global\s+)?using\s+(?:static\s+)?(?:\w+\s*=\s*)?([\w.]+)\s*;/g },
  c: include,
  cpp: include,
  'objective-c': include,
  assembly: include,
  ruby: { first: 'rla', pattern: /^(?:require|require_relative|load|autoload\s+:\w+,)\s*\(?\s*["']([^"'\n]{1,200})["']/g },
  crystal: { first: 'r', pattern: /^require\s+"([^"\n]+)"/g },
  php: {
    first: 'uri',
    pattern: /^(?:use\s+(?:function\s+|const\s+)?([\w\\]+)|(?:require|include)(?:_once)?\s*\(?[^"'\n]*["']([^"'\n]+)["'])/g,
  },
  elixir: { first: 'aiur', pattern: /^(?:alias|import|use|require)\s+([A-Z][\w.]*)/g },
  erlang: { first: '-', pattern: /^-(?:include|include_lib|behaviour|behavior|import)\s*\(\s*"?([\w./-]+)/g },
  haskell: { first: 'i', pattern: /^import\s+(?:safe\s+)?(?:qualified\s+)?(?:"[^"]*"\s+)?([A-Z][\w.]*)/g },
  ocaml: { first: 'oi', pattern: /^(?:open!?|include)\s+([A-Z][\w.]*)/g },
  fsharp: { first: 'o', pattern: /^open\s+([A-Z][\w.]*)/g },
  lua: { first: 'lr', pattern: /\brequire\s*\(?\s*["']([^"'\n]{1,200})["']/g },
  zig: { first: 'cpv', pattern: /@import\s*\(\s*"([^"\n]{1,200})"/g },
  dart: { first: 'iep', pattern: /^(?:import|export|part)\s+["']([^"'\n]{1,200})["']/g },
  shellscript: { first: 's.l', pattern: /^(?:source|\.|load)\s+["']?([^\s"';]{1,200})/g },
  powershell: { first: 'iIuU.', pattern: /^(?:Import-Module|using\s+module|\.)\s+["']?([^\s"';]{1,200})/gi },
  css: styles,
  scss: styles,
  proto: quoted,
  solidity: { first: 'i', pattern: /^import\s+[^"'\n]*["']([^"'\n]{1,200})["']/g },
  clojure: { first: '([', pattern: /\[([a-z][\w.-]*\.[\w.-]+)/g },
  perl: { first: 'ur', pattern: /^(?:use|require)\s+([A-Z][\w:]*)/g },
  r: { first: 'lrs', pattern: /^(?:library|require|source)\s*\(\s*["']?([\w./-]+)/g },
  julia: { first: 'ui', pattern: /^(?:using|import)\s+([\w.]+)|^include\s*\(\s*"([^"\n]+)"/g },
  nim: { first: 'if', pattern: /^(?:import|from|include)\s+([\w./]+)/g },
  cmake: { first: 'iaIA', pattern: /^(?:include|add_subdirectory)\s*\(\s*([\w./${}-]+)/gi },
  makefile: { first: 'i-', pattern: /^-?include\s+(\S+)/g },
  html: { first: '<', pattern: /<(?:script|link)\b[^>\n]*\b(?:src|href)=["']([^"'\n]{1,200})["']/g },
};

/** Names of imports in order, without repeats. */
export function importsOf(bytes: Uint8Array, language: Language): readonly string[] {
  // Names of languages and keys of the table are the same strings.
  const rule = (rules as Readonly<Record<string, ImportRule | undefined>>)[language.name];
  if (rule === undefined) return [];
  const first = firstBytes(rule);
  const found = new Set<string>();
  const end = Math.min(bytes.length, headBytes);
  for (let at = 0; at < end && found.size < maxImports; ) {
    while (at < end && bytes[at]! <= 0x20) at++;
    let lineEnd = bytes.indexOf(0x0a, at);
    if (lineEnd < 0) lineEnd = bytes.length;
    if (at < end && first[bytes[at]!] === 1) {
      const line = byteText(bytes, at, Math.min(lineEnd, at + maxLineBytes));
      for (const match of line.matchAll(rule.pattern)) {
        const name = match.findLast(group => group !== undefined) ?? '';
        for (const each of rule.expand?.(name, line) ?? [name]) if (each !== '') found.add(each);
      }
    }
    at = lineEnd + 1;
  }
  return [...found];
}

const tables = new WeakMap<ImportRule, Uint8Array>();

function firstBytes(rule: ImportRule): Uint8Array {
  let table = tables.get(rule);
  if (table === undefined) {
    table = new Uint8Array(256);
    for (let i = 0; i < rule.first.length; i++) table[rule.first.charCodeAt(i)] = 1;
    tables.set(rule, table);
  }
  return table;
}
