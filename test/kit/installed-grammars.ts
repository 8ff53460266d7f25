/** The grammars as they are installed, so that a test needs no build. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Grammars } from '../../server/apply/proof/grammars.js';

const modules = join(import.meta.dirname, '../../node_modules');
const folders = [
  '@vscode/tree-sitter-wasm/wasm',
  'web-tree-sitter',
  'tree-sitter-c',
  '@tree-sitter-grammars/tree-sitter-kotlin',
  '@tree-sitter-grammars/tree-sitter-lua',
];

/** The path of a file such as `tree-sitter-go.wasm`. */
export const installedGrammarFile = (name: string): string => folders.map(folder => join(modules, folder, name)).find(existsSync) ?? name;

export const installedGrammars = new Grammars(installedGrammarFile);
