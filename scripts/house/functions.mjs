/** Measures functions (length, parameters, branches) and classes (fields). */
import { countRow, splitByReason, valueRow } from './rows.mjs';
import { collect, placeOf } from './walk.mjs';

const maxParams = 5;
const maxFields = 15;

/** @param {import('./code-base.mjs').CodeBase} code */
export function measureFunctions({ product }) {
  const functions = collect(product, describeFunction);
  const longer = limit => functions.filter(({ nLines }) => nLines > limit).sort((a, b) => b.nLines - a.nLines);
  const byLength = ({ name, place, nLines }) => `${name} ${nLines} lines, ${place}`;
  const over80 = splitByReason(longer(80), byLength, ({ reason }) => reason('Long because'));
  // A callback's parameters are determined by the type of the function that calls it, and that type is counted.
  const declared = [...functions.filter(({ isCallback }) => !isCallback), ...collect(product, describeType)];
  const wide = declared.filter(({ nParams, place }) => nParams > maxParams && !place.includes('/kernels/'));
  const byParams = ({ name, place, nParams }) => `${name} ${nParams} parameters, ${place}`;
  const wideSplit = splitByReason(wide, byParams, ({ reason }) => reason('Takes \\d+ parameters because'));
  const boolean = functions.filter(({ hasBoolean }) => hasBoolean).map(({ name, place }) => `${name}, ${place}`);
  const branchy = functions.toSorted((a, b) => b.nBranches - a.nBranches).slice(0, 10);
  return [
    valueRow('functions', 'functions', functions.length),
    countRow('functions over 60 lines', 'functions', longer(60).map(byLength)),
    countRow('functions over 80 lines', 'functions', over80.items, { aim: 0, reasoned: over80.reasoned }),
    countRow('functions over 100 lines', 'functions', longer(100).map(byLength)),
    valueRow('most branches in a function', 'branches', branchy[0]?.nBranches ?? 0, {
      items: branchy.map(({ name, place, nBranches }) => `${name} ${nBranches}, ${place}`),
    }),
    countRow('functions with over 4 parameters', 'functions', declared.filter(({ nParams }) => nParams > 4).map(byParams)),
    countRow(`functions with over ${maxParams} parameters outside kernels/`, 'functions', wideSplit.items, {
      aim: 0,
      reasoned: wideSplit.reasoned,
    }),
    countRow('functions with a boolean parameter', 'functions', boolean),
    ...classRows(product),
  ];
}

const functionTypes = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);

function describeFunction(node, ancestors, file) {
  if (!functionTypes.has(node.type) || !node.body) return undefined;
  const owner = declarationOf(ancestors);
  const outer = owner ?? node;
  const params = node.params.filter(param => param.name !== 'this');
  return {
    name: nameOf(node, ancestors),
    place: placeOf(file, outer),
    nLines: file.lineAt(node.end) - file.lineAt(outer.start) + 1,
    nParams: params.length,
    isCallback: ancestors.at(-1)?.type === 'CallExpression' && ancestors.at(-1).callee !== node,
    hasBoolean: params.some(isBoolean) && ancestors.at(-1)?.kind !== 'set',
    nBranches: countBranches(node),
    reason: opening => reasonIn(file, outer, node, opening),
  };
}

/** Describes a function type. */
function describeType(node, ancestors, file) {
  if (node.type !== 'TSFunctionType' && node.type !== 'TSMethodSignature') return undefined;
  const holder = node.type === 'TSMethodSignature' ? node : ancestors.findLast(({ key, id }) => (key?.name ?? id?.name) !== undefined);
  return {
    name: `type of ${holder?.key?.name ?? holder?.id?.name ?? 'a function'}`,
    place: placeOf(file, node),
    nParams: node.params.length,
    reason: opening => reasonIn(file, holder ?? node, node, opening),
  };
}

/** Returns the method or field that holds a function, so that its length begins at the name. */
function declarationOf(ancestors) {
  const parent = ancestors.at(-1);
  return parent?.type === 'MethodDefinition' || parent?.type === 'PropertyDefinition' ? parent : undefined;
}

function nameOf(node, ancestors) {
  if (node.id) return node.id.name;
  const parent = ancestors.at(-1);
  const own = parent?.key?.name ?? parent?.key?.value ?? parent?.id?.name;
  if (own === undefined) {
    const around = ancestors.findLast(({ type, id }) => (type === 'FunctionDeclaration' || type === 'VariableDeclarator') && id?.name);
    return `a function in ${around?.id.name ?? 'the module'}`;
  }
  if (!declarationOf(ancestors)) return own;
  const owner = ancestors.findLast(({ type }) => type === 'ClassDeclaration' || type === 'ClassExpression');
  return `${owner?.id?.name ?? 'class'}.${parent.key.type === 'PrivateIdentifier' ? '#' : ''}${own}`;
}

function isBoolean(param) {
  const bound = param.type === 'TSParameterProperty' ? param.parameter : param;
  const fallback = bound.type === 'AssignmentPattern' ? bound.right : undefined;
  const type = (bound.type === 'AssignmentPattern' ? bound.left : bound).typeAnnotation?.typeAnnotation;
  const types = type?.type === 'TSUnionType' ? type.types : type ? [type] : [];
  return typeof fallback?.value === 'boolean' || types.some(({ type: kind }) => kind === 'TSBooleanKeyword');
}

const branchTypes = new Set([
  'IfStatement',
  'ConditionalExpression',
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'WhileStatement',
  'DoWhileStatement',
  'CatchClause',
  'LogicalExpression',
]);

/** Counts decisions as cyclomatic complexity does, without those of inner functions. */
function countBranches(node) {
  let n = 0;
  const nested = collect([{ program: node.body }], (inner, ancestors) => {
    if (ancestors.some(({ type }) => functionTypes.has(type)) || functionTypes.has(inner.type)) return undefined;
    return branchTypes.has(inner.type) || (inner.type === 'SwitchCase' && inner.test) ? inner : undefined;
  });
  n += nested.length;
  return n;
}

/** Returns the reason that a comment in the function, or directly above it, gives for its size. */
function reasonIn(file, outer, node, opening) {
  const pattern = new RegExp(`(?:^|[\\s*])${opening} ([^]*)`);
  const firstLine = file.lineAt(outer.start);
  const comments = file.comments.filter(
    ({ start, end }) => (start > outer.start && end < node.end) || (end <= outer.start && firstLine - file.lineAt(end) <= 2),
  );
  for (const { value } of comments) {
    const match = pattern.exec(value);
    if (match) return match[1].replaceAll(/\s*\n\s*\*?\s*/g, ' ').trim();
  }
  return undefined;
}

function classRows(product) {
  const classes = collect(product, (node, _ancestors, file) => {
    if (node.type !== 'ClassDeclaration' && node.type !== 'ClassExpression') return undefined;
    const fields = node.body.body.filter(({ type, static: ofClass }) => type === 'PropertyDefinition' && !ofClass);
    const constructor = node.body.body.find(({ kind }) => kind === 'constructor');
    const taken = constructor?.value.params.filter(({ type }) => type === 'TSParameterProperty') ?? [];
    return { name: node.id?.name ?? 'class', nFields: fields.length + taken.length, place: placeOf(file, node) };
  }).sort((a, b) => b.nFields - a.nFields);
  const word = ({ name, nFields, place }) => `${name} ${nFields} fields, ${place}`;
  return [
    valueRow('most fields in a class', 'fields', classes[0]?.nFields ?? 0, { items: classes.slice(0, 10).map(word) }),
    countRow(`classes with over ${maxFields} fields`, 'classes', classes.filter(({ nFields }) => nFields > maxFields).map(word)),
  ];
}
