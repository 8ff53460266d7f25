/**
 * The tree-sitter grammars, each loaded when its language is first checked. The only importer of web-tree-sitter. A tree lives outside the
 * garbage collector's reach: every one is deleted where it was made.
 */
import { readFile } from 'node:fs/promises';
import type * as TreeSitter from 'web-tree-sitter';

type Runtime = typeof TreeSitter;

/** Grammar by language; its file is `tree-sitter-<grammar>.wasm`. */
const grammarOf: Readonly<Record<string, string>> = {
  shellscript: 'bash',
  c: 'c',
  cpp: 'cpp',
  csharp: 'c-sharp',
  css: 'css',
  go: 'go',
  java: 'java',
  javascript: 'javascript',
  javascriptreact: 'javascript',
  kotlin: 'kotlin',
  lua: 'lua',
  php: 'php',
  powershell: 'powershell',
  python: 'python',
  ruby: 'ruby',
  rust: 'rust',
  typescript: 'typescript',
  typescriptreact: 'tsx',
};

/** A parse that takes longer is given up: brackets are counted instead. */
const maxParseMs = 400;

/** Longer files are not parsed. */
const maxChars = 1_000_000;

/** More faults than this are all alike. */
const maxFaults = 1000;

export class Grammars {
  readonly #fileOf: (name: string) => string;
  readonly #parsers = new Map<string, Promise<TreeSitter.Parser | undefined>>();
  #runtime: Promise<Runtime> | undefined;

  /** `fileOf`: the path of a file such as `tree-sitter-go.wasm` or `web-tree-sitter.wasm`. */
  constructor(fileOf: (name: string) => string) {
    this.#fileOf = fileOf;
  }

  /** The number of places in `text` that its grammar cannot read; undefined if there is no grammar or no time. */
  async faultsIn(text: string, language: string): Promise<number | undefined> {
    const grammar = grammarOf[language];
    if (grammar === undefined || text.length > maxChars) return undefined;
    const parser = await this.#parserOf(grammar);
    if (!parser) return undefined;
    const deadline = performance.now() + maxParseMs;
    const tree = parser.parse(text, null, { progressCallback: () => performance.now() > deadline });
    if (!tree) {
      parser.reset();
      return undefined;
    }
    try {
      return nFaults(tree);
    } finally {
      tree.delete();
    }
  }

  #parserOf(grammar: string): Promise<TreeSitter.Parser | undefined> {
    const known = this.#parsers.get(grammar);
    if (known) return known;
    const loading = this.#load(grammar);
    this.#parsers.set(grammar, loading);
    return loading;
  }

  /** Without its grammar a language is still checked by its brackets. */
  async #load(grammar: string): Promise<TreeSitter.Parser | undefined> {
    try {
      this.#runtime ??= this.#start();
      const { Parser, Language } = await this.#runtime;
      const parser = new Parser();
      parser.setLanguage(await Language.load(await readFile(this.#fileOf(`tree-sitter-${grammar}.wasm`))));
      return parser;
    } catch {
      return undefined;
    }
  }

  async #start(): Promise<Runtime> {
    const runtime = await import('web-tree-sitter');
    const binary = await readFile(this.#fileOf('web-tree-sitter.wasm'));
    await runtime.Parser.init({ wasmBinary: binary.buffer.slice(binary.byteOffset, binary.byteOffset + binary.byteLength) });
    return runtime;
  }
}

function nFaults(tree: TreeSitter.Tree): number {
  if (!tree.rootNode.hasError) return 0;
  const cursor = tree.walk();
  let n = 0;
  try {
    for (;;) {
      const isFault = cursor.nodeType === 'ERROR' || cursor.nodeIsMissing;
      if (isFault && ++n >= maxFaults) return n;
      if (!isFault && cursor.currentNode.hasError && cursor.gotoFirstChild()) continue;
      while (!cursor.gotoNextSibling()) if (!cursor.gotoParent()) return n;
    }
  } finally {
    cursor.delete();
  }
}
