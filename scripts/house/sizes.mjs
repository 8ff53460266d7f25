/** Measures files and folders: lines by tree, files in a folder, names of files. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { productTrees, stem } from './code-base.mjs';
import { fileNames, folders } from './reasons.mjs';
import { countRow, groupBy, quantile, splitByReason, valueRow } from './rows.mjs';

const maxFlat = 25;
const maxLines = 450;
const largeLines = 300;
const maxColumns = 140;

/** @param {import('./code-base.mjs').CodeBase} code */
export function measureSizes(code) {
  return [...sizesByTree(code), ...folderRows(code), ...fileNameRows(code), ...lineRows(code)];
}

function sizesByTree({ files }) {
  const rows = [];
  for (const tree of [...productTrees, 'assembly', 'styles', 'test', 'scripts']) {
    const own = files.filter(file => file.tree === tree);
    const lines = own.map(({ nLines }) => nLines);
    const longer = limit => own.filter(({ nLines }) => nLines > limit).map(({ path, nLines }) => `${path} (${nLines})`);
    const longest = own.toSorted((a, b) => b.nLines - a.nLines)[0];
    rows.push(
      valueRow(`${tree}: files`, 'files', own.length),
      valueRow(
        `${tree}: lines`,
        'lines',
        lines.reduce((sum, n) => sum + n, 0),
      ),
      valueRow(`${tree}: median file`, 'lines', quantile(lines, 0.5)),
      valueRow(`${tree}: 90th percentile`, 'lines', quantile(lines, 0.9)),
      valueRow(`${tree}: longest file`, 'lines', longest?.nLines ?? 0, { items: longest ? [longest.path] : [] }),
      countRow(`${tree}: files over ${largeLines} lines`, 'files', longer(largeLines)),
      countRow(`${tree}: files over ${maxLines} lines`, 'files', longer(maxLines), productTrees.includes(tree) ? { aim: 0 } : {}),
    );
  }
  return rows;
}

function folderRows({ files, root }) {
  const byFolder = [...groupBy(files, ({ path }) => dirname(path))].map(([folder, inside]) => ({ folder, n: inside.length }));
  const full = byFolder.filter(({ n }) => n > maxFlat).sort((a, b) => b.n - a.n);
  const alone = byFolder.filter(({ folder, n }) => n === 1 && readdirSync(join(root, folder)).length === 1);
  const reasonOf = ({ folder }) => folders[folder] ?? (mirrors(root, folder) ? 'mirrors the folder that it tests' : undefined);
  const word = ({ folder, n }) => `${folder} (${n})`;
  const fullest = byFolder.toSorted((a, b) => b.n - a.n).slice(0, 15);
  return [
    valueRow('files in the fullest folder', 'files', fullest[0]?.n ?? 0, { items: fullest.map(word) }),
    countRow(`folders with over ${maxFlat} flat files`, 'folders', ...withReasons(full, word, reasonOf)),
    countRow('folders with a single file', 'folders', ...withReasons(alone, ({ folder }) => folder, reasonOf)),
  ];
}

/** True for a folder of unit tests that has the path of a folder of the product. */
function mirrors(root, folder) {
  const inner = folder.startsWith('test/unit/') ? folder.slice('test/unit/'.length) : undefined;
  return inner !== undefined && ['', ...productTrees.map(tree => `${tree}/`)].some(prefix => existsSync(join(root, prefix + inner)));
}

function fileNameRows({ product }) {
  const doubled = [...groupBy(product, ({ path }) => basename(path))].filter(([, inside]) => inside.length > 1);
  const word = ([, inside]) => inside.map(({ path }) => path).join(', ');
  const unlike = product.filter(file => !fileNames[basename(file.path)] && !exportsItsName(file)).map(({ path }) => path);
  return [
    countRow('file names used more than once', 'names', ...withReasons(doubled, word, ([name]) => fileNames[name])),
    countRow('files that export nothing named like the file', 'files', unlike),
  ];
}

function exportsItsName({ path, program }) {
  const wanted = stem(path).replaceAll('-', '').toLowerCase();
  return exportedNames(program).some(name => name.toLowerCase() === wanted);
}

/** Returns the names of a module's declared exports. */
export function exportedNames(program) {
  return program.body.flatMap(node => {
    if (node.type !== 'ExportNamedDeclaration') return [];
    if (!node.declaration) return node.specifiers.map(({ exported }) => exported.name ?? exported.value);
    const { declaration } = node;
    if (declaration.type === 'VariableDeclaration') return declaration.declarations.flatMap(({ id }) => (id.name ? [id.name] : []));
    return declaration.id ? [declaration.id.name] : [];
  });
}

function lineRows({ files }) {
  const long = [];
  const headless = [];
  for (const file of files) {
    if (file.tree === 'assembly' || !file.program) continue;
    file.text.split('\n').forEach((line, at) => {
      if (line.length > maxColumns) long.push(`${file.path}:${at + 1} (${line.length})`);
    });
    if (!opensWithDoc(file)) headless.push(file.path);
  }
  return [
    countRow(`lines over ${maxColumns} characters`, 'lines', long),
    countRow(
      'product files without a doc comment at the top',
      'files',
      headless.filter(path => productTrees.some(tree => path.startsWith(`${tree}/`))),
      { aim: 0 },
    ),
  ];
}

/** True if the first comment of the file comes before or on its first declaration that is not an import. */
function opensWithDoc({ comments, program }) {
  const doc = comments.find(({ type, value }) => type === 'Block' && value.startsWith('*'));
  const first = program.body.find(({ type }) => type !== 'ImportDeclaration');
  return doc !== undefined && (first === undefined || doc.start < first.start);
}

function withReasons(things, word, reasonOf) {
  const { items, reasoned } = splitByReason(things, word, reasonOf);
  return [items, { aim: 0, reasoned }];
}
