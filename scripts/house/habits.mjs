/** Measures habits of the code: casts, logic that a helper exists for, imports, suppressed lints. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { byCodeUnits } from './code-base.mjs';
import { countRow, groupBy } from './rows.mjs';
import { collect, placeOf } from './walk.mjs';

/** @param {import('./code-base.mjs').CodeBase} code */
export function measureHabits(code) {
  return [...castRows(code), ...helperRows(code), ...twinRows(code), ...importRows(code), ...suppressionRows(code)];
}

const isConst = ({ typeName }) => typeName?.name === 'const';

function castRows({ product }) {
  const casts = collect(product, (node, ancestors, file) => {
    if (node.type !== 'TSAsExpression' || isConst(node.typeAnnotation)) return undefined;
    const viaUnknown = node.expression.type === 'TSAsExpression' && node.expression.typeAnnotation.type === 'TSUnknownKeyword';
    // The inner half of `as unknown as` is not a cast of its own.
    const half = node.typeAnnotation.type === 'TSUnknownKeyword' && ancestors.at(-1)?.type === 'TSAsExpression';
    // Widening needs no proof: to unknown, or from an empty list.
    const widens = node.typeAnnotation.type === 'TSUnknownKeyword' || node.expression.elements?.length === 0;
    return half || widens ? undefined : { place: placeOf(file, node), viaUnknown, explained: hasComment(file, node, ancestors) };
  });
  const places = picked => picked.map(({ place }) => place);
  const nonNull = collect(product, (node, _ancestors, file) => (node.type === 'TSNonNullExpression' ? placeOf(file, node) : undefined));
  return [
    countRow('casts', 'casts', places(casts)),
    countRow('casts without a comment', 'casts', places(casts.filter(({ explained }) => !explained)), { aim: 0 }),
    countRow('casts by way of unknown', 'casts', places(casts.filter(({ viaUnknown }) => viaUnknown))),
    countRow('non-null assertions', 'assertions', nonNull),
    countRow(
      'uses of any',
      'uses',
      collect(product, (node, _ancestors, file) => (node.type === 'TSAnyKeyword' ? placeOf(file, node) : undefined)),
      { aim: 0 },
    ),
  ];
}

/**
 * True if a comment shares a line with the cast, or ends on the line above it, its property, its statement, or a statement that begins
 * close above.
 */
function hasComment(file, node, ancestors) {
  const own = [file.lineAt(node.start), file.lineAt(node.end)];
  const holders = ancestors.filter(({ type }) => /Statement$|Declaration$|Definition$|^Property$|^VariableDeclarator$/.test(type));
  const starts = [node, ...holders].map(({ start }) => file.lineAt(start));
  // The innermost statement may be long; outer ones count only if the cast is close to their comment.
  const innermost = holders.at(-1) ?? node;
  const near = starts.filter(line => line === file.lineAt(innermost.start) || own[0] - line <= 4);
  const lines = new Set(near.map(line => line - 1));
  return file.comments.some(({ start, end }) => {
    const from = file.lineAt(start);
    const to = file.lineAt(end);
    return lines.has(to) || (from <= own[1] && to >= own[0]);
  });
}

/** The file of each helper, in which it does not count. */
const homes = {
  lowerBound: /\/lower-bound\.ts$/,
  errno: /\/errno\.ts$/,
  errorText: /\/error-text\.ts$/,
  abortError: /\/signals\.ts$/,
};

function helperRows({ product }) {
  const find = (home, matches) =>
    collect(product, (node, ancestors, file) => (matches(node, ancestors) && !home?.test(file.path) ? placeOf(file, node) : undefined));
  const outsideKernels = place => !place.startsWith('server/kernels/');
  return [
    countRow('binary searches written by hand outside kernels/', 'places', find(homes.lowerBound, halves).filter(outsideKernels), {
      aim: 0,
    }),
    countRow('error codes of Node read by a cast', 'places', find(homes.errno, isErrnoCast), { aim: 0 }),
    countRow('texts of errors made in place', 'places', find(homes.errorText, isMessageOrString), { aim: 0 }),
    countRow('AbortErrors made by hand', 'places', find(homes.abortError, isAbortError), { aim: 0 }),
    countRow('signals that nothing can abort', 'places', find(undefined, isDeadSignal), { aim: 0 }),
    countRow(
      'nested conditional expressions',
      'places',
      find(undefined, (node, ancestors) => node.type === 'ConditionalExpression' && ancestors.at(-1)?.type === 'ConditionalExpression'),
    ),
  ];
}

const loops = new Set(['WhileStatement', 'ForStatement', 'DoWhileStatement']);

/** True for the middle of two indices, `(low + high) >> 1` or `>>> 1` or the floor of a half, in a loop. */
function halves(node, ancestors) {
  if (node.type !== 'BinaryExpression' || !ancestors.some(({ type }) => loops.has(type))) return false;
  const { left, operator, right } = node;
  if (operator === '>>' || operator === '>>>') return right.value === 1 && left.type === 'BinaryExpression' && /[+-]/.test(left.operator);
  const call = ancestors.at(-1);
  const floored = call?.type === 'CallExpression' && ['floor', 'trunc', 'ceil'].includes(call.callee.property?.name);
  return operator === '/' && right.value === 2 && left.operator === '+' && floored;
}

function isErrnoCast({ type, typeAnnotation }) {
  return type === 'TSAsExpression' && typeAnnotation.typeName?.right?.name === 'ErrnoException';
}

function isMessageOrString({ type, test, consequent }) {
  if (type !== 'ConditionalExpression' || test.operator !== 'instanceof') return false;
  return test.right.name === 'Error' && consequent.type === 'MemberExpression' && consequent.property.name === 'message';
}

function isAbortError({ type, callee, arguments: args }) {
  return type === 'NewExpression' && callee.name === 'DOMException' && args[1]?.value === 'AbortError';
}

function isDeadSignal({ type, object, property }) {
  return (
    type === 'MemberExpression' && object.type === 'NewExpression' && object.callee.name === 'AbortController' && property.name === 'signal'
  );
}

/** Shorter bodies may be equal by chance. */
const minTwinLength = 60;

/** Finds functions that are written word for word in two files, and helpers with the same name in two files. */
function twinRows({ product }) {
  const functions = product.flatMap(file =>
    file.program.body.flatMap(node => {
      const declared = node.declaration ?? node;
      if (declared.type === 'FunctionDeclaration' && declared.body) return [{ name: declared.id.name, node: declared, file }];
      if (declared.type !== 'VariableDeclaration') return [];
      return declared.declarations
        .filter(({ init }) => init?.type === 'ArrowFunctionExpression')
        .map(({ id, init }) => ({ name: id.name, node: init, file }));
    }),
  );
  const inSeveral = group => new Set(group.map(({ file }) => file.path)).size > 1;
  const word = group => `${group[0].name}: ${group.map(({ file, node }) => placeOf(file, node)).join(', ')}`;
  const bodyOf = ({ file, node }) => file.text.slice(node.body.start, node.body.end).replaceAll(/\s+/g, ' ');
  const bodies = [...groupBy(functions, bodyOf)].filter(([body, group]) => body.length >= minTwinLength && inSeveral(group));
  const names = [...groupBy(functions, ({ name }) => name)].filter(([, group]) => inSeveral(group));
  return [
    countRow(
      'functions written word for word in two files',
      'functions',
      bodies.map(([, group]) => word(group)),
      { aim: 0 },
    ),
    countRow(
      'names of module functions in several files',
      'names',
      names.map(([, group]) => word(group)),
    ),
  ];
}

function importRows(code) {
  const files = code.files.filter(({ program }) => program);
  const doubled = files.flatMap(file => {
    const imports = file.program.body.filter(
      ({ type, source, specifiers }) => type === 'ImportDeclaration' && source && specifiers.length > 0,
    );
    const named = imports.filter(({ specifiers }) => specifiers.every(({ type }) => type !== 'ImportNamespaceSpecifier'));
    return [...groupBy(named, ({ source }) => source.value)]
      .filter(([, group]) => group.length > 1)
      .map(([specifier, group]) => `${placeOf(file, group[1])} ${specifier}`);
  });
  return [
    countRow('modules imported twice in one file', 'imports', doubled, { aim: 0 }),
    countRow('files with unsorted imports', 'files', unsortedImports(code.root), { aim: 0 }),
  ];
}

/** Asks Biome, whose order is the one that `npm run format` writes. */
function unsortedImports(root) {
  const here = join(import.meta.dirname, '../..');
  const args = ['check', '--only=assist/source/organizeImports', '--enforce-assist=true', '--formatter-enabled=false'];
  const { stdout, error } = spawnSync(
    process.execPath,
    [join(here, 'node_modules/@biomejs/biome/bin/biome'), ...args, '--reporter=json', '--max-diagnostics=none', '.'],
    { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  if (error) throw error;
  const { diagnostics } = JSON.parse(stdout.slice(stdout.indexOf('{')));
  const paths = diagnostics.filter(({ category }) => category === 'assist/source/organizeImports').map(({ location }) => location.path);
  return [...new Set(paths.map(path => path.file ?? path))].sort(byCodeUnits);
}

function suppressionRows({ files, product }) {
  const comments = files
    .filter(({ program }) => program)
    .flatMap(file => file.comments.map(comment => ({ ...comment, file, place: placeOf(file, comment) })));
  const matching = pattern => comments.filter(({ value }) => pattern.test(value)).map(({ place }) => place);
  return [
    countRow('suppressed lints', 'comments', matching(/^\s*(?:oxlint-disable|eslint-disable|biome-ignore|@ts-ignore|@ts-expect-error)/)),
    countRow('comments that begin with TODO or FIXME', 'comments', matching(/^\W*(?:TODO|FIXME|XXX|HACK)\b/), { aim: 0 }),
    countRow(
      'comments in the product',
      'comments',
      product.flatMap(file => file.comments.map(comment => placeOf(file, comment))),
    ),
  ];
}
