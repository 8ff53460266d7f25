/** Measures translations: sentences that a person can be shown and that some language lacks. */
import { basename } from 'node:path';
import { stem } from './code-base.mjs';
import { countRow } from './rows.mjs';
import { collect, placeOf } from './walk.mjs';

const tables = /^server\/protocol\/(?:sentences|problem-texts)\/[\w-]+\.ts$/;

/** Six languages are promised: English and these. */
const languages = ['chinese', 'french', 'german', 'japanese', 'spanish'];

/** @param {import('./code-base.mjs').CodeBase} code */
export function measureSentences({ product }) {
  const texts = new Map(product.filter(({ path }) => tables.test(path)).map(file => [stem(basename(file.path)), leavesOf(file)]));
  const english = texts.get('english') ?? new Map();
  const lacking = [...english].flatMap(([id, text]) => {
    const without = languages.filter(language => isUntranslated(text, texts.get(language)?.get(id)));
    return without.length > 0 ? [`${id}: ${without.join(', ')}`] : [];
  });
  const written = new Map(problemSentences(product).map(one => [one.text, one]));
  const known = texts.get('german') ?? new Map();
  const unknown = [...written.values()].filter(({ text }) => !known.has(text));
  return [
    countRow(
      'sentences of problems written where they are thrown',
      'sentences',
      [...written.values()].map(({ text, place }) => `${place} ${text}`),
      { aim: 0 },
    ),
    countRow('sentences that a language lacks', 'sentences', [...lacking, ...unknown.map(({ text, place }) => `${place} ${text}`)], {
      aim: 0,
      hard: true,
    }),
  ];
}

/** True if there is no text, or the English one although it has words to translate. */
function isUntranslated(english, text) {
  if (text === undefined) return true;
  const words = english.replaceAll(/\{[^}]*\}/g, '').match(/\p{L}{2,}/gu) ?? [];
  return text === english && words.length > 2;
}

/** Maps each id of a table to its text. The forms of a plural count as one. */
function leavesOf(file) {
  const leaves = new Map();
  const enter = (node, path) => {
    for (const { key, value } of node.properties) {
      const id = [...path, key?.name ?? key?.value].join('.');
      if (value?.type === 'ObjectExpression') enter(value, [...path, key.name ?? key.value]);
      else if (value) leaves.set(id.replace(/\.(?:zero|one|two|few|many|other)$/, ''), textOf(value) ?? '');
    }
  };
  const objects = collect([file], (node, ancestors) =>
    node.type === 'ObjectExpression' && ancestors.length <= 6 ? { node, ancestors: [...ancestors] } : undefined,
  );
  for (const { node, ancestors } of objects) if (!ancestors.some(({ type }) => type === 'ObjectExpression')) enter(node, []);
  return leaves;
}

/** Returns a literal's text, with `{0}` for each expression of a template. */
function textOf({ type, value, quasis }) {
  if (type === 'TemplateLiteral') return quasis.map((quasi, at) => (at === 0 ? '' : `{${at - 1}}`) + quasi.value.cooked).join('');
  return type === 'Literal' && typeof value === 'string' ? value : undefined;
}

/** Returns the literal messages and remedies given to a ProblemError, those in conditions included. An id has no space and is no sentence. */
function problemSentences(product) {
  return collect(product, (node, _ancestors, file) => {
    if (node.type !== 'NewExpression' || node.callee.name !== 'ProblemError') return undefined;
    return node.arguments
      .slice(1, 3)
      .flatMap(literalsIn)
      .filter(text => text.trim().includes(' '))
      .map(text => ({ text, place: placeOf(file, node) }));
  }).flat();
}

function literalsIn(node) {
  if (node.type === 'ConditionalExpression') return [...literalsIn(node.consequent), ...literalsIn(node.alternate)];
  const text = textOf(node);
  return text === undefined ? [] : [text];
}
