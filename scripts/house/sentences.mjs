/** Measures translations: visible sentences that some language lacks. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { stem } from './code-base.mjs';
import { countRow, groupBy } from './rows.mjs';
import { collect, placeOf } from './walk.mjs';

/** The other languages of the interface, by the names of the tables and of VS Code's files. */
const languages = ['chinese', 'french', 'german', 'japanese', 'spanish'];
const locales = ['de', 'es', 'fr', 'ja', 'zh-cn'];

/** @param {import('./code-base.mjs').CodeBase} code */
export function measureSentences({ root, product }) {
  const written = new Map(problemSentences(product).map(one => [one.text, one]));
  // Before there were ids, a sentence was translated if a table had it as a key.
  const oldTable = product.find(({ path }) => path === 'server/protocol/problem-texts/german.ts');
  const known = oldTable ? leavesOf(oldTable) : new Map();
  const unknown = [...written.values()].filter(({ text }) => !known.has(text));
  const wordOf = ({ text, place }) => `${place} ${text}`;
  return [
    countRow('sentences of problems written where they are thrown', 'sentences', [...written.values()].map(wordOf), { aim: 0 }),
    countRow(
      'sentences that a language lacks',
      'sentences',
      [...lackingInTables(product), ...lackingInBundles(root), ...unknown.map(wordOf)],
      {
        aim: 0,
        hard: true,
      },
    ),
  ];
}

/** Compares each folder of tables with the English one in it. */
function lackingInTables(product) {
  const tables = product.filter(({ path }) => path.startsWith('server/protocol/') || path.startsWith('webview/'));
  return [...groupBy(tables, ({ path }) => dirname(path))].flatMap(([folder, files]) => {
    const texts = new Map(
      files.filter(({ path }) => ['english', ...languages].includes(stem(path))).map(file => [stem(file.path), leavesOf(file)]),
    );
    if (!texts.has('english')) return [];
    return lacking(folder, texts.get('english'), languages, language => texts.get(language));
  });
}

/** Compares the files that VS Code reads: the manifest's strings and, if there are any, those of the extension's own bundle. */
function lackingInBundles(root) {
  const folders = [root, join(root, 'l10n')].filter(existsSync);
  return folders.flatMap(folder => {
    const read = name => new Map(Object.entries(JSON.parse(readFileSync(join(folder, name), 'utf8'))));
    const names = readdirSync(folder).filter(name => /^(?:package\.nls|bundle\.l10n)\./.test(name));
    return [...groupBy(names, name => name.split('.').slice(0, 2).join('.'))].flatMap(([prefix, group]) => {
      // A bundle has no English file: its keys are the English texts.
      const tables = new Map(group.map(name => [name.slice(prefix.length + 1, -'.json'.length), read(name)]));
      const english =
        tables.get('') ?? tables.get('json') ?? new Map([...tables.values()].flatMap(table => [...table.keys()].map(key => [key, key])));
      return lacking(basename(folder), english, locales, locale => tables.get(locale));
    });
  });
}

function lacking(where, english, wanted, tableOf) {
  return [...english].flatMap(([id, text]) => {
    const without = wanted.filter(one => isUntranslated(text, tableOf(one)?.get(id)));
    return without.length > 0 ? [`${where} ${id}: ${without.join(', ')}`] : [];
  });
}

/** True if there is no text, or the English one although it has words to translate. */
function isUntranslated(english, text) {
  if (text === undefined) return true;
  const words = english.replaceAll(/[{[][^}\]]*[}\]]/g, '').match(/\p{L}{2,}/gu) ?? [];
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

/**
 * Returns the literal messages and remedies given to a ProblemError, those in conditions included. An id has no space and is not a
 * sentence.
 */
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
