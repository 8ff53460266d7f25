/** Counts slips of English in comments and test names: constructions, whereas words.mjs counts single words. */
import { countRow } from './rows.mjs';
import { placeOf } from './walk.mjs';
import { testNamesOf } from './words.mjs';

/**
 * Each slip: a name, its pattern, and what to write instead. A pattern is listed only if nearly all of its matches were slips when the
 * comments were revised; "where" for "if", for example, only in combinations that cannot mean a place.
 */
const slips = [
  [
    'where for if',
    /\b(?:undefined|true|false|nothing|none|empty|0|-1|problem|absent) where\b|\bwhere (?:there (?:is|are)|nothing|none|no one|needed|absent|known)\b/gi,
    'if, when',
  ],
  ['but for', /\bbut for\b/gi, 'except'],
  ['As `x`', /(?:^|\.\s+)As `/gm, 'Like `x`'],
  ['is no thing', /(?<!\bthere )\b(?:is|are) no (?!longer|(?:more|better|worse|less)\b|other|need|reason)[a-z]/gi, 'is not a'],
  ['is none', /(?<!\bthere )(?<!\bthere that )\b(?:is|are) none\b/gi, 'is not one'],
  ['in silence', /\bin silence\b/gi, 'silently'],
  ['at once for immediately', /(?:rejects|ends|leaves|settles|closes|refused|returns) at once\b/gi, 'immediately'],
  ['as ever', /\bas ever\b/gi, 'unchanged, the default'],
];

/** @param {import('./code-base.mjs').CodeBase} code */
export function measureSlips({ product, tests, scripts }) {
  const comments = [...product, ...tests, ...scripts].flatMap(file =>
    file.comments.map(comment => ({ text: plain(comment.value), place: placeOf(file, comment) })),
  );
  const names = testNamesOf(tests).map(({ name, place }) => ({ text: name, place }));
  return slips.map(([slip, pattern, instead]) =>
    countRow(
      `English: "${slip}" (${instead})`,
      'uses',
      [...comments, ...names].flatMap(({ text, place }) => [...text.matchAll(pattern)].map(() => place)),
      { aim: 0 },
    ),
  );
}

/** Returns the sentences of a comment with one line per paragraph, without stars, so that a pattern matches across line ends. */
const plain = comment => comment.replaceAll(/\s*\n\s*\*?\s*/g, ' ').replace(/^\*?\s*/, '');
