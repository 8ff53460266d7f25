/** Measures the words of comments and the names of tests. */
import { countRow, quantile, valueRow } from './rows.mjs';
import { collect, placeOf } from './walk.mjs';

/**
 * Words of this code base that a stranger has to guess, each with what to write instead. Words that are also plain English in another sense
 * ("where", "look", "own") cannot be distinguished by a pattern and are left to the reviewer.
 */
const privateWords = [
  ['anew', /\banew\b/gi, 'again'],
  ['stands', /\bstands?\b(?! for\b)/gi, 'is, appears'],
  ['told', /\btold\b/gi, 'reported'],
  ['tells of', /\btells? of\b/gi, 'reports'],
  ['nobody', /\bnobody\b/gi, 'a verb in the passive or a named subject'],
  ['whoever', /\bwhoever\b/gi, 'the caller'],
  ['so often, so long, so much', /\bso (?:often|long|much|many)\b(?! (?:as|that)\b)/gi, 'this many times, at most this long'],
  ['thought better', /\bthought better\b/gi, 'cancelled'],
  ['Who, as a subject', /(?:^|[.:;]\s+)Who\s(?!owns|else)/gm, 'the caller, the person'],
];

/** @param {import('./code-base.mjs').CodeBase} code */
export function measureWords({ product, tests, scripts }) {
  const comments = [...product, ...tests, ...scripts].flatMap(file => file.comments.map(comment => ({ comment, file })));
  const rows = privateWords.map(([word, pattern, instead]) =>
    countRow(
      `comments: "${word}" (${instead})`,
      'uses',
      comments.flatMap(({ comment, file }) => [...comment.value.matchAll(pattern)].map(() => placeOf(file, comment))),
      { aim: 0 },
    ),
  );
  return [...rows, ...testRows(tests)];
}

/** Returns `{ name, place }` of each test whose name is a literal. */
export const testNamesOf = tests =>
  collect(tests, (node, _ancestors, file) => {
    if (node.type !== 'CallExpression' || !isTestCall(node.callee) || node.arguments.length < 2) return undefined;
    const [first] = node.arguments;
    const name = first.type === 'TemplateLiteral' ? first.quasis.map(({ value }) => value.cooked).join('…') : first.value;
    return typeof name === 'string' ? { name, place: placeOf(file, node) } : undefined;
  });

function testRows(tests) {
  const names = testNamesOf(tests);
  const lengths = names.map(({ name }) => name.length);
  const booleans = collect(tests, (node, _ancestors, file) => (comparesBooleans(node) ? placeOf(file, node) : undefined));
  return [
    valueRow('test names', 'names', names.length),
    valueRow('test names: median', 'characters', quantile(lengths, 0.5)),
    valueRow('test names: 90th percentile', 'characters', quantile(lengths, 0.9)),
    countRow(
      'test names over 120 characters',
      'names',
      names.filter(({ name }) => name.length > 120).map(({ place }) => place),
    ),
    countRow('lists of booleans compared at once', 'places', booleans, { aim: 0 }),
  ];
}

/** `test`, `it`, `test.skip` and `test.each(…)`; `describe` groups and does not test. */
function isTestCall(callee) {
  if (callee.type === 'CallExpression') return isTestCall(callee.callee);
  const name = callee.type === 'MemberExpression' ? callee.object.name : callee.name;
  return name === 'test' || name === 'it';
}

/** `expect([a, b > 0]).toEqual([2, true])`: a failure does not show the number. */
function comparesBooleans({ type, callee, arguments: args }) {
  if (type !== 'CallExpression' || !/^to(?:Strict)?Equal$/.test(callee.property?.name ?? '')) return false;
  const actual = callee.object?.arguments?.[0];
  const wanted = args[0];
  if (actual?.type !== 'ArrayExpression' || wanted?.type !== 'ArrayExpression') return false;
  const compares = actual.elements.some(element => element?.type === 'BinaryExpression' && /^[<>=!]/.test(element.operator));
  return compares && wanted.elements.some(element => typeof element?.value === 'boolean');
}
