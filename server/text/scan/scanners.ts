/** The table of scanners by language. Pure. */
import type { LanguageName } from '../language/language-table.js';
import type { Language } from '../language/languages.js';
import type { OutlineBuilder } from '../outline/outline-builder.js';
import { scanCss, scanScss, scanTerraform } from './c-like/braces.js';
import { typedScanner } from './c-like/typed.js';
import { csharpWords, cWords, dartWords, groovyWords, javaWords, protoWords } from './c-like/typed-words.js';
import { indentedScanner } from './indented/indented.js';
import * as indented from './indented/indented-dialects.js';
import * as older from './indented/older-dialects.js';
import { scanPython } from './indented/python.js';
import { keywordLedScanner } from './keyword-led/keyword-led.js';
import * as led from './keyword-led/keyword-led-words.js';
import { scanComponent } from './markup/component.js';
import { scanJson } from './markup/json.js';
import { scanMarkdown, scanRst } from './markup/markdown.js';
import { scanScript } from './script/script.js';
import type { LexerRules } from './shared/lexer.js';
import { scanSql } from './sql.js';

/** Adds the definitions of `bytes` to `out`, in order of their start. */
export type OutlineScanner = (bytes: Uint8Array, out: OutlineBuilder) => void;

const cRules: LexerRules = { keywords: cWords, apostrophe: 'char', backtick: 'none', rawStrings: 'cpp' };
const c = typedScanner({ family: 'c', rules: cRules, plainStructs: true });
const cpp = typedScanner({ family: 'c', rules: cRules });
const java = typedScanner({
  family: 'java',
  rules: { keywords: javaWords, apostrophe: 'char', backtick: 'none', tripleQuotes: true, dollarWords: true },
});
const groovy = typedScanner({
  family: 'java',
  rules: {
    keywords: groovyWords,
    newlines: true,
    apostrophe: 'string',
    backtick: 'none',
    tripleQuotes: true,
    interpolation: '${',
    dollarWords: true,
  },
});
const csharp = typedScanner({
  family: 'csharp',
  rules: { keywords: csharpWords, apostrophe: 'char', backtick: 'none', tripleQuotes: true, rawStrings: 'csharp' },
});
const dart = typedScanner({
  family: 'dart',
  rules: { keywords: dartWords, apostrophe: 'string', backtick: 'none', tripleQuotes: true, nestedComments: true, interpolation: '${' },
});
const proto = typedScanner({ family: 'proto', rules: { keywords: protoWords, apostrophe: 'string', backtick: 'none' } });

const go = keywordLedScanner({ name: 'go', rules: { keywords: led.goWords, newlines: true, apostrophe: 'char', backtick: 'raw' } });
const rust = keywordLedScanner({
  name: 'rust',
  rules: { keywords: led.rustWords, nestedComments: true, apostrophe: 'char', backtick: 'none', rawStrings: 'rust', longStrings: true },
});
const swift = keywordLedScanner({
  name: 'swift',
  rules: {
    keywords: led.swiftWords,
    newlines: true,
    nestedComments: true,
    apostrophe: 'char',
    backtick: 'word',
    tripleQuotes: true,
    interpolation: '\\(',
    rawStrings: 'swift',
  },
});
const kotlin = keywordLedScanner({
  name: 'kotlin',
  rules: {
    keywords: led.kotlinWords,
    newlines: true,
    nestedComments: true,
    apostrophe: 'char',
    backtick: 'word',
    tripleQuotes: true,
    interpolation: '${',
  },
});
const scala = keywordLedScanner({
  name: 'scala',
  rules: {
    keywords: led.scalaWords,
    newlines: true,
    nestedComments: true,
    apostrophe: 'char',
    backtick: 'word',
    tripleQuotes: true,
    interpolation: '${',
  },
});
const php = keywordLedScanner({
  name: 'php',
  rules: {
    keywords: led.phpWords,
    hashComments: true,
    apostrophe: 'string',
    backtick: 'raw',
    rawStrings: 'php',
    longStrings: true,
    dollarWords: true,
  },
});
const zig = keywordLedScanner({ name: 'zig', rules: { keywords: led.zigWords, apostrophe: 'char', backtick: 'none', rawStrings: 'zig' } });
const graphql = keywordLedScanner({
  name: 'graphql',
  rules: { keywords: led.graphqlWords, newlines: true, hashComments: true, apostrophe: 'char', backtick: 'none', tripleQuotes: true },
});
const solidity = keywordLedScanner({ name: 'solidity', rules: { keywords: led.solidityWords, apostrophe: 'string', backtick: 'none' } });

const scanners: Readonly<Partial<Record<LanguageName, OutlineScanner>>> = {
  c,
  cpp,
  typescript: scanScript,
  typescriptreact: scanScript,
  javascript: scanScript,
  javascriptreact: scanScript,
  python: scanPython,
  starlark: scanPython,
  go,
  rust,
  swift,
  kotlin,
  scala,
  php,
  zig,
  graphql,
  solidity,
  ruby: indentedScanner(indented.ruby),
  crystal: indentedScanner(indented.ruby),
  elixir: indentedScanner(indented.elixir),
  lua: indentedScanner(indented.lua),
  julia: indentedScanner(indented.julia),
  shellscript: indentedScanner(indented.shell),
  haskell: indentedScanner(indented.haskell),
  ocaml: indentedScanner(indented.ocaml),
  fsharp: indentedScanner(indented.ocaml),
  erlang: indentedScanner(indented.erlang),
  clojure: indentedScanner(indented.clojure),
  r: indentedScanner(indented.r),
  perl: indentedScanner(indented.perl),
  powershell: indentedScanner(indented.powershell),
  nim: indentedScanner(indented.nim),
  vim: indentedScanner(indented.vim),
  tcl: indentedScanner(indented.tcl),
  visualbasic: indentedScanner(indented.visualBasic),
  bat: indentedScanner(indented.batch),
  cmake: indentedScanner(indented.cmake),
  makefile: indentedScanner(indented.makefile),
  dockerfile: indentedScanner(indented.dockerfile),
  ini: indentedScanner(indented.ini),
  toml: indentedScanner(indented.ini),
  yaml: indentedScanner(indented.yaml),
  markdown: scanMarkdown,
  restructuredtext: scanRst,
  json: scanJson,
  sql: scanSql,
  css: scanCss,
  scss: scanScss,
  terraform: scanTerraform,
  vue: scanComponent,
  svelte: scanComponent,
  html: scanComponent,
  wgsl: c,
  'objective-c': indentedScanner(older.objectiveC),
  assembly: indentedScanner(older.assembly),
  verilog: indentedScanner(older.verilog),
  vhdl: indentedScanner(older.vhdl),
  fortran: indentedScanner(older.fortran),
  cobol: indentedScanner(older.cobol),
  pascal: indentedScanner(older.pascal),
  ada: indentedScanner(older.ada),
  lisp: indentedScanner(older.lisp),
  scheme: indentedScanner(older.lisp),
  latex: indentedScanner(older.latex),
  prolog: indentedScanner(older.prolog),
  matlab: indentedScanner(older.matlab),
  java,
  groovy,
  csharp,
  dart,
  proto,
};

// The keys of the table are names of languages; a language without a row has no outline.
export const scannerOf = (language: Language): OutlineScanner | undefined =>
  (scanners as Readonly<Record<string, OutlineScanner | undefined>>)[language.name];
