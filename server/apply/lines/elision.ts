/** Marks with which models leave out code that should stay: `// ... existing code ...`, `# rest unchanged`, `...`. Pure. */
import type { LanguageKind } from '../../text/language/language-table.js';
import { bare } from './file-lines.js';

const commentLead = /^\s*(?:\/\/+|#+|--+|;+|%|\/\*+|\*|<!--|\{\s*\/\*+|"""|''')/;
const commentEnd = /(?:\*+\/\s*\}?|-->|"""|''')\s*$/;
const dotsAlone = /^\s*[[({<]?\s*(?:\.{3}|…)\s*[\])}>]?,?\s*$/;
const someDots = /\.{3}|…/;

/** What is left out, as models call it. */
const things = String.raw`(?:code|methods?|functions?|imports?|fields?|propert(?:y|ies)|props|implementations?|logic|contents?|lines?|members?|definitions?|routes?|tests?|cases?|config(?:uration)?s?|styles?|rules?|entries|items|class(?:es)?|types?|variables?|constants?|statements?|body|handlers?|helpers?|setup|options?|keys?|settings?|columns?|elements?|markup|components?|hooks?|states?|param(?:eter)?s|arguments?|constructors?|values?|sections?|text|stuff|file|parts?|blocks?|attributes?|declarations?|steps?|jobs?|dependencies|scripts?|queries|tables?|fixtures?)`;
const stays = String.raw`(?:(?:is|are|remains?|stays?|stay|kept|keeps?|goes|continues?|left)\s+)?(?:here|as[ -]is|as it (?:is|was)|as they are|unchanged|the same|same|untouched|above|below|before|as before|unmodified|intact|omitted(?: for brevity)?|for brevity|not shown|in place|goes here|follows?|continues?|go here|stays? here)`;
const kinds = String.raw`(?:existing|remaining|previous|original|other|rest of the|rest of your|unchanged|current|old|more|additional)`;
const spoken = new RegExp(
  `^(?:${[
    String.raw`(?:(?:the|your|all|any|some|keep|plus|and|with|other|all the|all of the|keep the|keep all|keep your)\s+){0,3}${kinds}(?:\s+[\w,/&]+){0,3}?\s+${things}(?:\s+(?:and|or|,)\s+${things})?(?:\s+${stays}){0,2}`,
    String.raw`(?:(?:and|keep|leave|with|continue with)\s+)?(?:the\s+)?(?:rest|remainder)(?:\s+of(?:\s+[\w.'\x60()]+){1,5}?)?(?:\s+${stays}){0,2}`,
    String.raw`(?:keep |leave )?(?:everything|anything|all) else(?:\s+${stays}){0,2}`,
    String.raw`(?:keep|leave)(?:\s+[\w']+){1,4}?\s+${stays}`,
    String.raw`(?:there (?:are )?)?no (?:other )?changes?(?: (?:are )?(?:needed|required|made|here|below|above|in|to|this|the|section|part|function|method|class)){0,4}`,
    String.raw`(?:the\s+)?${things}\s+(?:(?:above|below|here|and|${things})\s+){0,2}${stays}`,
    String.raw`(?:the )?(?:same|exact same|unchanged|identical)(?:\s+(?:as|code|implementation|logic|content))*(?:\s+(?:as|before|above|original|previous(?:ly)?|in|the|file|existing))*`,
    String.raw`existing|unchanged|as before|etc|snip(?:ped)?|truncated|omitted(?: for brevity)?|abbreviated|continued?(?: (?:with|as) .{0,40})?`,
  ].join('|')})$`,
  'i',
);
/** Comments with dots that are about code: what else they say does not matter. */
const aboutCode = new RegExp(String.raw`\b(?:exist\w*|rest|remain\w*|unchanged|same|previous|other|here|omitted|brevity|${things})\b`, 'i');
/** What may be a mark and may be a remark: it is not written into a file, and nothing is left out for it. */
const doubtful =
  /\b(?:unchanged|rest of (?:the|your|this)|remains? (?:the same|as)|same as before|for brevity|existing (?:code|implementation|logic|methods?|functions?|imports?)|everything else|as[- ]is)\b/i;

/** It says what it does besides leaving something out, and does not do it. */
const announces =
  /\b(?:but|except|instead|also|now (?:with|uses?|returns?)|with (?:an? |the )?(?:new|added|updated|changed|modified|additional))\b/i;

/** True for each line of `snippet` that is a mark. What stands in the file itself is code, whatever it says. */
export function elisionsOf(snippet: readonly string[], file: readonly string[], kind: LanguageKind): readonly boolean[] {
  const present = new Set(file.map(bare));
  return snippet.map(line => !present.has(bare(line)) && isMark(line, kind));
}

function isMark(line: string, kind: LanguageKind): boolean {
  if (dotsAlone.test(line)) return true;
  // A heading or an item of a list is no comment.
  const isComment = kind === 'prose' ? /^\s*(?:<!--|\{\s*\/\*|\/\/)/.test(line) : commentLead.test(line);
  const said = line.replace(commentLead, '').replace(commentEnd, '').trim();
  const isBracketed = /^[[({<].*[\])}>]$/.test(said);
  // Without a comment only dots or brackets around words that leave no doubt.
  if (!isComment && !isBracketed && !/^(?:\.{3}|…)/.test(said)) return false;
  if (announces.test(said)) return false;
  const words = said
    .replace(/^[\s\-=*~<>[\](){}.…:!_]+|[\s\-=*~<>[\](){}.…:!_]+$/g, '')
    .replace(/\s+/g, ' ')
    .toLowerCase();
  if (isComment && words === '') return someDots.test(said);
  const clauses = words.split(/\s*(?:[,;:()]|\.(?=\s)| - )\s*/).filter(clause => clause !== '');
  // One word may be a name, and a colon ends a heading.
  const isSaid = clauses.length > 0 && !said.endsWith(':') && (isComment || words.includes(' '));
  if (isSaid && clauses.every(clause => spoken.test(clause))) return true;
  if (!isComment || !someDots.test(said)) return false;
  return /^[[(<]?\s*(?:\.{3}|…)/.test(said) || (/(?:\.{3}|…)[\])>]?$/.test(said) && aboutCode.test(said));
}

/** The first line of the answer that may leave something out, and may be a remark. */
export function doubtfulMark(snippet: readonly string[], file: readonly string[], marks: readonly boolean[]): string | undefined {
  const present = new Set(file.map(bare));
  return snippet.find(
    (line, i) =>
      !marks[i] &&
      commentLead.test(line) &&
      (doubtful.test(line) || (someDots.test(line) && announces.test(line))) &&
      !present.has(bare(line)),
  );
}

/** A mark inside a line of code, which no line-wise reading can fill in: `foo() { ... }`, `[1, ..., 9]`. */
export function hasInlineElision(snippet: readonly string[], file: readonly string[], marks: readonly boolean[]): boolean {
  const present = new Set(file.map(bare));
  return snippet.some(
    (line, i) =>
      !marks[i] &&
      !present.has(bare(line)) &&
      (/[{([]\s*(?:\/\*\s*)?(?:\.{3}|…)\s*(?:\*\/\s*)?[})\]]/.test(line.replace(/(["'`]).*?\1/g, '')) ||
        /\/\*\s*(?:\.{3}|…)[^*]*\*\//.test(line)),
  );
}
