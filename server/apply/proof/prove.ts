/**
 * The checker: accepts a planned step or says why not. It shares no code with the planner, decides no place, and changes nothing; what it is
 * given is the file, the edits, and the message's part as its grammar read it.
 */
import type { Language } from '../../text/language/languages.js';
import { troubleWithCode } from './check-code.js';
import { nPlaces, troubleWithExchange } from './check-exchange.js';
import { knownIn, troubleWithDefinitions } from './definitions-kept.js';
import { leftoverIn } from './leftovers.js';
import type { ProofStep } from './step.js';
import { squeezed, surplus } from './words.js';

/** Why the step is not proven; undefined if it is. */
export function troubleWithStep({ file, edits, evidence }: ProofStep, after: readonly string[], language: Language): string | undefined {
  const leftover = leftoverIn(file, after, language.name);
  if (leftover !== undefined) return `a mark of the answer would be written into the file: "${leftover.trim()}"`;
  switch (evidence.form) {
    case 'replace': {
      const trouble = troubleWithExchange({ file, edits, goes: evidence.search, comes: evidence.replacement });
      if (trouble) return trouble;
      const n = nPlaces(evidence.search, file);
      return n > 1 && !evidence.isClaimed ? `the lines to change stand at ${n} places of the file` : undefined;
    }
    case 'diff':
      return troubleWithExchange({ file, edits, goes: evidence.goes, comes: evidence.comes });
    case 'words':
      return troubleWithWords(file, after, evidence.old, evidence.fresh);
    case 'code': {
      const { lines, marks, prose } = evidence;
      const shown = lines.map((line, i) => (marks[i] ? undefined : line));
      const text = shown.filter(line => line !== undefined);
      const restated = restatedIn(file, lines, marks, language);
      return (
        troubleWithCode({ before: file, after, shown, restated }) ??
        troubleWithDefinitions({ before: file, after, language, prose, shown: text })
      );
    }
  }
}

/** One text becomes another at the one place where it stands. */
function troubleWithWords(before: readonly string[], after: readonly string[], old: string, fresh: string): string | undefined {
  const text = before.join('\n');
  const at = text.indexOf(old);
  if (at < 0) return 'the text to change is not in the file';
  if (fresh === '') return surplus(after, before).length > 0 ? 'the edit would write a line that the answer does not have' : undefined;
  return squeezed(after.join('\n')).includes(squeezed(fresh)) ? undefined : 'the new text would not stand in the file';
}

/** Definitions of the file whose name the answer defines too, without a mark inside. */
function restatedIn(
  file: readonly string[],
  lines: readonly string[],
  marks: readonly boolean[],
  language: Language,
): readonly (readonly [number, number])[] {
  const read = lines.map((line, i) => (marks[i] ? '' : line));
  const whole = knownIn(read, language).filter(({ start, end }) => !marks.slice(start, end).includes(true));
  // A definition that the answer only begins is not restated.
  const names = new Set(whole.filter(({ start, end }) => end - start > 1 || lines.length === end - start).map(({ name }) => name));
  return knownIn(file, language)
    .filter(({ name, kind }) => names.has(name) && kind !== 'section')
    .map(({ start, end }) => [withComment(file, start), end] as const);
}

/** The comment and decorators right above a definition belong to it. */
function withComment(file: readonly string[], start: number): number {
  let at = start;
  while (at > 0 && /^\s*(?:\/\/|\/\*|\*|#|--|;|@|"""|'''|\[)/.test(file[at - 1]!)) at--;
  return at;
}
