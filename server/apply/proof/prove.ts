/**
 * The checker: accepts a planned step or says why not. It shares no code with the planner, decides no place, and changes nothing; what it is
 * given is the file, the edits, and the message's part as its grammar read it.
 */

import type { Language } from '../../text/language/languages.js';
import type { SymbolKind } from '../../text/outline/outline-item.js';
import { troubleWithAdjacency } from './check-adjacent.js';
import { troubleWithAnchors } from './check-anchors.js';
import { troubleWithCode } from './check-code.js';
import { troubleWithDepths } from './check-depths.js';
import { nPlaces, troubleWithExchange } from './check-exchange.js';
import { troubleWithFrames } from './check-frames.js';
import { says, squeezed, surplus } from './compare-lines.js';
import { knownIn, troubleWithDefinitions } from './definitions-kept.js';
import { leftoverIn } from './leftovers.js';
import type { ProofStep } from './step.js';

/** Why the step is not proven; undefined if it is. */
export function troubleWithStep({ file, edits, evidence }: ProofStep, after: readonly string[], language: Language): string | undefined {
  const leftover = leftoverIn(file, after, language.name);
  if (leftover !== undefined) return `a mark of the answer would be written into the file: "${leftover.trim()}"`;
  switch (evidence.form) {
    case 'replace': {
      const trouble = troubleWithExchange({ file, edits, goes: evidence.search, comes: evidence.replacement });
      if (trouble) return trouble;
      const depths = troubleWithDepths(edits, evidence.replacement, language.name);
      if (depths) return depths;
      const n = nPlaces(evidence.search, file);
      return n > 1 && !evidence.isClaimed ? `the lines to change stand at ${n} places of the file` : undefined;
    }
    case 'diff':
      return (
        troubleWithExchange({ file, edits, goes: linesOf(evidence.hunks, '-'), comes: linesOf(evidence.hunks, '+') }) ??
        troubleWithFrames(evidence.hunks, after)
      );
    case 'words':
      return troubleWithWords(file, after, evidence.old, evidence.fresh);
    case 'code': {
      const { lines, marks, prose } = evidence;
      const shown = lines.map((line, i) => (marks[i] ? undefined : line));
      const text = shown.filter(line => line !== undefined);
      const restated = restatedIn(file, lines, marks, language);
      return (
        troubleWithDepths(edits, text, language.name) ??
        troubleWithWhole(file, after, marks.includes(true) ? undefined : lines, prose) ??
        elidedNewcomer(file, lines, marks, language) ??
        troubleWithCode({ before: file, after, shown, restated }) ??
        troubleWithAnchors({ before: file, after, shown }) ??
        troubleWithAdjacency({ before: file, after, shown, definitions: definitionsShown(lines, marks, language) }) ??
        troubleWithDefinitions({ before: file, after, language, prose, shown: text })
      );
    }
  }
}

const linesOf = (hunks: Extract<ProofStep['evidence'], { readonly form: 'diff' }>['hunks'], sign: '-' | '+'): readonly string[] =>
  hunks.flat().flatMap(line => (line.sign === sign ? [line.text] : []));

/** One text becomes another at the one place where it stands. */
function troubleWithWords(before: readonly string[], after: readonly string[], old: string, fresh: string): string | undefined {
  const text = before.join('\n');
  const at = text.indexOf(old);
  if (at < 0) return 'the text to change is not in the file';
  if (fresh === '') return surplus(after, before).length > 0 ? 'the edit would write a line that the answer does not have' : undefined;
  return squeezed(after.join('\n')).includes(squeezed(fresh)) ? undefined : 'the new text would not stand in the file';
}

const together = new Set<SymbolKind>(['constant', 'variable', 'property', 'key', 'section', 'rule', 'declaration']);

/** What may lie apart in the file: functions, classes and the like. */
function definitionsShown(
  lines: readonly string[],
  marks: readonly boolean[],
  language: Language,
): readonly { readonly start: number; readonly end: number }[] {
  const read = lines.map((line, i) => (marks[i] ? '' : line));
  return knownIn(read, language).filter(({ kind }) => !together.has(kind));
}

/** Definitions of the file whose name the answer defines too, without a mark inside. */
function restatedIn(
  file: readonly string[],
  lines: readonly string[],
  marks: readonly boolean[],
  language: Language,
): readonly (readonly [number, number])[] {
  const read = lines.map((line, i) => (marks[i] ? '' : line));
  const whole = knownIn(read, language).filter(
    ({ start, end }) => !marks.slice(start, endWithMarks(lines, marks, start, end)).includes(true),
  );
  // A definition that the answer only begins is not restated.
  const shown = whole.filter(({ start, end }) => end - start > 1 || lines.length === end - start);
  const own = knownIn(file, language).filter(({ kind }) => kind !== 'section');
  const headOf = (
    all: readonly string[],
    { name, start, end }: { readonly name: string; readonly start: number; readonly end: number },
  ): string => squeezed(all.slice(start, end).find(line => line.includes(name)) ?? '').replace(/^export(?:default)?/, '');
  return own
    .filter(one => {
      const named = shown.filter(({ name }) => name === one.name);
      // Of several that bear the name, such as overloads, only the one that begins as the answer does.
      const isOnly = own.filter(({ name }) => name === one.name).length === 1;
      return named.some(other => isOnly || headOf(read, other) === headOf(file, one));
    })
    .map(({ start, end }) => [withComment(file, start), end] as const);
}

/** An answer that is the whole file, by its words or by what it holds, is all that the file becomes. */
function troubleWithWhole(
  before: readonly string[],
  after: readonly string[],
  shown: readonly string[] | undefined,
  prose: string,
): string | undefined {
  if (shown === undefined) return undefined;
  const own = before.filter(says);
  const held = own.length - surplus(own, shown).length;
  const claims = /\b(?:complete|full|entire|whole)\b[^.\n]{0,40}\b(?:file|code|module|script|version|document)\b/i.test(prose);
  const isWhole = own.length > 12 && held > own.length * (claims ? 0.6 : 0.95);
  if (!isWhole) return undefined;
  const kept = surplus(after.filter(says), shown);
  return kept.length > 0 ? `the answer is the whole file, and lacks "${kept[0]!.trim()}"` : undefined;
}

/** A definition that the file lacks cannot leave anything to it. */
function elidedNewcomer(
  file: readonly string[],
  lines: readonly string[],
  marks: readonly boolean[],
  language: Language,
): string | undefined {
  const names = new Set(knownIn(file, language).map(({ name }) => name));
  const read = lines.map((line, i) => (marks[i] ? '' : line));
  const fresh = knownIn(read, language).find(
    ({ name, kind, start, end }) =>
      !together.has(kind) && !names.has(name) && marks.slice(start, endWithMarks(lines, marks, start, end)).includes(true),
  );
  return fresh && file.some(line => line.trim() !== '')
    ? `the answer leaves out a part of "${fresh.name}", which is not in the file`
    : undefined;
}

/** A mark at the end of a body without a closing line is deeper than the line that begins the definition. */
function endWithMarks(lines: readonly string[], marks: readonly boolean[], start: number, end: number): number {
  const depth = /^\s*/.exec(lines[start] ?? '')![0].length;
  let last = end;
  for (let i = end; i < lines.length; i++) {
    if (lines[i]!.trim() === '') continue;
    if (!marks[i] || /^\s*/.exec(lines[i]!)![0].length <= depth) break;
    last = i + 1;
  }
  return last;
}

/** The comment and decorators right above a definition belong to it. */
function withComment(file: readonly string[], start: number): number {
  let at = start;
  while (at > 0 && /^\s*(?:\/\/|\/\*|\*|#|--|;|@|"""|'''|\[)/.test(file[at - 1]!)) at--;
  return at;
}
