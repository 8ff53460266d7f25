/**
 * Reads the source files of a checkout and parses them. Everything that `npm run house` measures is read from here; nothing else touches the disk
 * except the check of import order, which runs Biome.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { parseSync } from 'oxc-parser';

/**
 * @typedef {object} SourceFile
 * @property {string} path Relative to the root, with forward slashes.
 * @property {string} tree The name of a tree, one of `trees`.
 * @property {string} text
 * @property {number} nLines
 * @property {any} [program] The syntax tree (TS-ESTree); absent for style sheets.
 * @property {readonly Comment[]} comments
 * @property {(offset: number) => number} lineAt 1-based line of an offset.
 *
 * @typedef {object} Comment
 * @property {'Line' | 'Block'} type
 * @property {string} value
 * @property {number} start
 * @property {number} end
 *
 * @typedef {object} CodeBase
 * @property {string} root
 * @property {readonly SourceFile[]} files All code and style sheets, in order of path.
 * @property {readonly SourceFile[]} product The TypeScript that ships, without AssemblyScript.
 * @property {readonly SourceFile[]} tests Everything below `test/`, except fixtures.
 * @property {readonly SourceFile[]} scripts
 */

const codeExtensions = ['.ts', '.tsx', '.mjs'];
const skipped = new Set(['node_modules', 'dist', '.tsbuild', '.e2e', 'fixtures']);
export const productTrees = ['server', 'extension', 'webview'];

/**
 * @param {string} root
 * @returns {CodeBase}
 */
export function readCodeBase(root) {
  const files = ['server', 'extension', 'webview', 'test', 'scripts']
    .flatMap(folder => [...sourcePaths(root, folder)])
    .sort(byCodeUnits)
    .map(path => readSource(root, path));
  return {
    root,
    files,
    product: files.filter(({ tree, program }) => program && productTrees.includes(tree)),
    tests: files.filter(({ tree, program }) => program && tree === 'test'),
    scripts: files.filter(({ tree }) => tree === 'scripts'),
  };
}

/** Orders paths the same on every machine. */
export const byCodeUnits = (a, b) => (a < b ? -1 : Number(a > b));

/** Yields paths relative to the root. */
function* sourcePaths(root, folder) {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    if (skipped.has(entry.name)) continue;
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* sourcePaths(root, path);
    else if (extname(path) === '.css' || codeExtensions.includes(extname(path))) yield path;
  }
}

/** @returns {SourceFile} */
function readSource(root, path) {
  const text = readFileSync(join(root, path), 'utf8');
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const nLines = text.endsWith('\n') ? starts.length - 1 : starts.length;
  const lineAt = offset => starts.findLastIndex(start => start <= offset) + 1;
  const source = { path, tree: treeOf(path), text, nLines, comments: [], lineAt };
  if (!codeExtensions.includes(extname(path))) return source;
  // AssemblyScript is close enough to TypeScript to be parsed; what it measures is only its size.
  if (source.tree === 'assembly') return source;
  const { program, comments, errors } = parseSync(path, text, { preserveParens: false });
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0].message}`);
  return { ...source, program, comments };
}

function treeOf(path) {
  if (path.endsWith('.css')) return 'styles';
  if (path.startsWith('server/') && dirname(path).split('/').includes('assembly')) return 'assembly';
  return path.slice(0, path.indexOf('/'));
}

/** Returns the name of a file without its extensions: `a/pool.test.ts` gives `pool`. */
export function stem(path) {
  const name = basename(path);
  return name.slice(0, name.indexOf('.') === -1 ? undefined : name.indexOf('.'));
}
