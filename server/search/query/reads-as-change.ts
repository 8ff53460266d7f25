/**
 * Decides whether a text describes a change, like a commit message or the title of a task, instead of asking a question. Such texts have
 * their own weights, because they name what is to be done and not what exists. Pure; knows English.
 */
import { beforeColon, inBrackets } from './change-scope.js';

/** `TypeError: …` is an error message. */
const failure = /(?:error|exception|warning|fatal|panic|traceback)$/i;
/** `CartPage - sum after tax`: a name, followed by what is done to it. */
const dashed = /^[A-Z]\w*[a-z]\w*(?:\.\w+)* - \S+\s+\S/;

const verbs = new Set(
  (
    'add address adjust adopt align allow apply avoid bump change clarify clean cleanup convert correct create defer delete deprecate ' +
    'disable document drop eliminate enable enforce enhance ensure exclude expand export expose extend extract fix guard handle hide ' +
    'ignore implement improve include increase introduce keep let make mark merge migrate modernize move omit optimize optimise ' +
    'permit pass prefer preserve prevent propagate provide reduce refactor refuse reject remove rename reorder replace reset resolve ' +
    'respect restore restrict revert rework rewrite separate set show silence simplify skip speed split stop support suppress switch ' +
    'treat tweak undeprecate unify update upgrade use validate warn'
  )
    .split(' ')
    .flatMap(verb => [verb, `${verb}s`, `${verb}es`, verb.endsWith('e') ? `${verb}d` : `${verb}ed`, `${verb.replace(/e$/, '')}ing`])
    .concat('dropped', 'stopped', 'dropping', 'stopping', 'skipped', 'skipping', 'made', 'kept', "don't", 'do'),
);
/** `Only open the file once`: how it should behave from now on. */
const adverbs = new Set('always bugfix correctly explicitly only properly'.split(' '));
const leastWords = 3;

export const isVerbOfChange = (word: string): boolean => verbs.has(word.toLowerCase()) || adverbs.has(word.toLowerCase());

export function readsAsChange(text: string): boolean {
  const line = text.trimStart().slice(0, 300);
  const scoped = beforeColon.exec(line)?.[2];
  if (scoped !== undefined) return !failure.test(scoped);
  if (inBrackets.test(line) || dashed.test(line)) return true;
  const first = /^\W{0,3}([A-Za-z']+)/.exec(line)?.[1]?.toLowerCase() ?? '';
  if (!isVerbOfChange(first) || /\?\s*$/.test(line)) return false;
  return line.split(/\s+/, leastWords).length >= leastWords;
}
