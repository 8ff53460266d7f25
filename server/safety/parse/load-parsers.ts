/** Brings in the parser of a shell. Only the one for PowerShell has to be loaded; the others are plain code. */
import { readFile } from 'node:fs/promises';
import type * as TreeSitter from 'web-tree-sitter';
import type { Shell } from '../run/call.js';
import type { Parsers } from '../run/judge.js';
import { parseCmd } from './cmd.js';
import { parseFish } from './fish.js';
import { readPowerShell } from './powershell/read.js';
import type { ParsedLine } from './shell-script.js';
import { parseZsh } from './zsh.js';

/** Plain parsers, which a line of one shell may need for a script in another. */
const plainParsers: Parsers = { zsh: parseZsh, fish: parseFish, cmd: parseCmd };

/** Forms that PowerShell reads and the grammar does not, written in a way that it does. Names stay; places may move by a blank. */
const forms = (source: string): string =>
  source.replace(/(^|[;|&({]\s*)\.\//g, '$1.\\').replace(/('[^']*'|"[^"]*")|,[ \t]+/g, (_all, quoted: string | undefined) => quoted ?? ',');

function treeOf(source: string, parser: TreeSitter.Parser): TreeSitter.Tree | null {
  const tree = parser.parse(source);
  if (!tree?.rootNode.hasError || forms(source) === source) return tree;
  const other = parser.parse(forms(source));
  if (!other || other.rootNode.hasError) {
    other?.delete();
    return tree;
  }
  tree.delete();
  return other;
}

/** `fileOf` gives the path of a file such as `tree-sitter-powershell.wasm`. Without the grammar, PowerShell is not understood. */
export async function loadParsers(shells: readonly Shell[], fileOf: (name: string) => string): Promise<Parsers> {
  if (!shells.includes('powershell') && !shells.includes('cmd')) return plainParsers;
  const { Parser, Language } = await import('web-tree-sitter');
  await Parser.init({ locateFile: fileOf });
  const parser = new Parser();
  parser.setLanguage(await Language.load(await readFile(fileOf('tree-sitter-powershell.wasm'))));
  const powershell = (source: string): ParsedLine => {
    const tree = treeOf(source, parser);
    if (!tree)
      return { root: { kind: 'words', words: [] }, problems: [{ why: 'a line that PowerShell cannot read', span: [0, source.length] }] };
    try {
      return readPowerShell(tree.rootNode);
    } finally {
      // A tree lives outside of the garbage collector's reach.
      tree.delete();
    }
  };
  return { ...plainParsers, powershell };
}
