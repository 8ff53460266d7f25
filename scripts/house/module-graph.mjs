/** Measures the graph of imports: cycles, fan-in, fan-out, and exports that have two meanings or that only tests use. */
import { dirname, posix } from 'node:path';
import { exportedTwice, forTests } from './reasons.mjs';
import { countRow, groupBy, splitByReason, valueRow } from './rows.mjs';
import { collect, placeOf, walk } from './walk.mjs';

/** @param {import('./code-base.mjs').CodeBase} code */
export function measureModules(code) {
  const imports = code.files.filter(({ program }) => program).flatMap(file => importsOf(file, code));
  return [...cycleRows(code, imports), ...fanRows(code, imports), ...exportRows(code, imports)];
}

/**
 * @typedef {object} Import
 * @property {string} from Path of the file that imports.
 * @property {string} to Path of the file that is imported.
 * @property {boolean} value False if only types are imported.
 * @property {readonly string[] | '*'} names
 */

/** @returns {Import[]} */
function importsOf(file, { files }) {
  const known = (importsOf.known ??= new WeakMap());
  if (!known.has(files)) known.set(files, new Set(files.map(({ path }) => path)));
  const paths = known.get(files);
  return collect([file], node => {
    const specifier = node.source?.value ?? (node.type === 'TSImportType' ? (node.source ?? node.argument)?.value : undefined);
    if (typeof specifier !== 'string' || !specifier.startsWith('.')) return undefined;
    const to = resolve(file.path, specifier, paths);
    return to ? { from: file.path, to, ...whatIsImported(node) } : undefined;
  });
}

/** TypeScript files are imported under the name of their output. */
function resolve(from, specifier, paths) {
  const path = posix.normalize(posix.join(dirname(from), specifier));
  const bare = path.replace(/\.js$/, '');
  return [path, `${bare}.ts`, `${bare}.tsx`].find(candidate => paths.has(candidate));
}

function whatIsImported(node) {
  if (node.type !== 'ImportDeclaration' && node.type !== 'ExportNamedDeclaration')
    return { value: node.type !== 'TSImportType', names: '*' };
  const typeOnly = node.importKind === 'type' || node.exportKind === 'type';
  const values = node.specifiers.filter(({ importKind, exportKind }) => importKind !== 'type' && exportKind !== 'type');
  const whole = node.specifiers.some(({ type }) => type === 'ImportNamespaceSpecifier');
  const names = node.specifiers.map(({ imported, local }) => (imported ?? local).name ?? (imported ?? local).value);
  return { value: !typeOnly && (node.specifiers.length === 0 || values.length > 0), names: whole ? '*' : names };
}

function cycleRows({ product }, imports) {
  const inside = new Set(product.map(({ path }) => path));
  const own = imports.filter(({ from, to }) => inside.has(from) && inside.has(to));
  const words = cycles => cycles.map(paths => paths.sort().join(' '));
  return [
    countRow('import cycles by values', 'cycles', words(cyclesOf(own.filter(({ value }) => value))), { aim: 0, hard: true }),
    countRow('import cycles by values or types', 'cycles', words(cyclesOf(own)), { aim: 0, hard: true }),
  ];
}

/** Returns the strongly connected components of more than one file (Tarjan, "Depth-first search and linear graph algorithms", 1972). */
function cyclesOf(imports) {
  const next = groupBy(imports, ({ from }) => from);
  const index = new Map();
  const low = new Map();
  const stack = [];
  const waiting = new Set();
  const cycles = [];
  const connect = path => {
    index.set(path, index.size);
    low.set(path, index.get(path));
    stack.push(path);
    waiting.add(path);
    for (const { to } of next.get(path) ?? []) {
      if (!index.has(to)) connect(to);
      if (waiting.has(to)) low.set(path, Math.min(low.get(path), low.get(to)));
    }
    if (low.get(path) !== index.get(path)) return;
    const component = stack.splice(stack.indexOf(path));
    for (const member of component) waiting.delete(member);
    if (component.length > 1) cycles.push(component);
  };
  for (const path of next.keys()) if (!index.has(path)) connect(path);
  return cycles;
}

function fanRows({ product }, imports) {
  const inside = new Set(product.map(({ path }) => path));
  const own = imports.filter(({ from, to }) => inside.has(from) && inside.has(to));
  const top = (keyOf, otherOf) =>
    [...groupBy(own, keyOf)]
      .map(([path, group]) => ({ path, n: new Set(group.map(otherOf)).size }))
      .sort((a, b) => b.n - a.n)
      .slice(0, 10);
  const word = ({ path, n }) => `${path} ${n}`;
  const fanIn = top(
    ({ to }) => to,
    ({ from }) => from,
  );
  const fanOut = top(
    ({ from }) => from,
    ({ to }) => to,
  );
  return [
    valueRow('largest fan-in of a file', 'files', fanIn[0]?.n ?? 0, { items: fanIn.map(word) }),
    valueRow('largest fan-out of a file', 'files', fanOut[0]?.n ?? 0, { items: fanOut.map(word) }),
  ];
}

function exportRows({ product, tests }, imports) {
  const exported = product.flatMap(exportsOf);
  const several = [...groupBy(exported, ({ name }) => name)].filter(([, all]) => new Set(all.map(({ path }) => path)).size > 1);
  const word = ([name, all]) => `${name}: ${all.map(({ place }) => place).join(', ')}`;
  const twice = splitByReason(several, word, ([name]) => exportedTwice[name]);

  // A bench is a program of its own, and what it imports is used.
  const testPaths = new Set(tests.map(({ path }) => path).filter(path => !path.startsWith('test/bench/')));
  const used = new Set();
  const tested = new Set();
  for (const { from, to, names } of imports) {
    for (const name of names === '*' ? ['*'] : names) (testPaths.has(from) ? tested : used).add(`${to} ${name}`);
  }
  const has = (set, { path, name }) => set.has(`${path} ${name}`) || set.has(`${path} *`);
  const wordOf = ({ name, place }) => `${name}, ${place}`;
  const onlyTested = exported.filter(one => has(tested, one) && !has(used, one));
  const dead = splitByReason(
    onlyTested.filter(({ isUsedInside }) => !isUsedInside),
    wordOf,
    ({ name }) => forTests[name],
  );
  return [
    countRow('exported names with two meanings', 'names', twice.items, { aim: 0, hard: true, reasoned: twice.reasoned }),
    countRow('exports that only tests use', 'names', dead.items, { aim: 0, hard: true, reasoned: dead.reasoned }),
    // Used in their own file as well: units that a test addresses directly.
    countRow('exports that other files use only in tests', 'names', onlyTested.filter(({ isUsedInside }) => isUsedInside).map(wordOf)),
  ];
}

/** Returns a name once for each file, although a type and a value may share it. */
function exportsOf(file) {
  const byName = new Map();
  const nUses = new Map();
  walk(file.program, ({ type, name }) => {
    if (type === 'Identifier' || type === 'JSXIdentifier') nUses.set(name, (nUses.get(name) ?? 0) + 1);
  });
  for (const node of file.program.body) {
    const { declaration } = node;
    if (node.type !== 'ExportNamedDeclaration' || !declaration) continue;
    const names = declaration.type === 'VariableDeclaration' ? declaration.declarations.map(({ id }) => id.name) : [declaration.id?.name];
    for (const name of names) {
      if (name) byName.set(name, { path: file.path, place: placeOf(file, node), name, isUsedInside: nUses.get(name) > 1 });
    }
  }
  return [...byName.values()];
}
