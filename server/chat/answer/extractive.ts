/**
 * An answer without a model: the best passages in reading order, each with its citation and why it was picked. Pure.
 * It claims nothing that is not in the passages.
 */
import { groupedNumber } from '../../base/grouped-number.js';
import { placeKey } from '../../base/place-key.js';
import { localiseText, localiseWhy, type ProblemTexts } from '../../protocol/localise-problem.js';
import type { SearchAnswer } from '../../protocol/methods/query-methods.js';
import type { Place } from '../../protocol/place.js';
import type { SentRange } from './citations.js';

export interface ExtractiveRequest {
  readonly question: string;
  readonly found: SearchAnswer;
  /** Why no model answered, as a sentence without a full stop, and what to do about it; undefined where none was wanted. */
  readonly reason: { readonly message: string; readonly remedy: string } | undefined;
  readonly labelOf: (place: Place) => string;
  readonly texts: ProblemTexts;
}

export interface ExtractiveAnswer {
  readonly text: string;
  readonly sent: readonly SentRange[];
}

/** What the search says of a place that it found by nothing but nearness. */
const weakWhy = 'the nearest there is';
const maxPassages = 5;
/** A passage longer than this is shown around its best line. */
const maxLines = 28;
/** Lines kept above the best one, where its beginning is too far away. */
const linesAbove = 6;

export function extractiveAnswer({ question, found, reason, labelOf, texts }: ExtractiveRequest): ExtractiveAnswer {
  const note = reason ? `> ${noModel(reason, texts)}\n\n` : '';
  if (found.places.length === 0) return { text: `${note}${localiseText(nothingFound(question, found), texts)}\n`, sent: [] };
  const groups = readingOrder(found.places.slice(0, maxPassages));
  const sent: SentRange[] = [];
  const parts: string[] = [];
  for (const group of groups) {
    for (const place of group) {
      const passage = cut(place);
      const label = labelOf(place);
      const range = { folder: place.folder, path: place.path, startLine: passage.startLine, endLine: passage.endLine };
      sent.push({ label, range });
      const name = place.chain.length > 0 ? `**${escapeMarkdown(place.chain.join('.'))}** · ` : '';
      const why = place.why === '' ? '' : ` (${escapeMarkdown(localiseWhy(oneLine(place.why), texts))})`;
      parts.push(`${name}${label}:${range.startLine}-${range.endLine}${why}\n\n${fenced(passage.text, place)}`);
    }
  }
  const isWeak = found.places.every(({ why }) => why === weakWhy);
  const head = localiseText(
    isWeak ? 'Nothing here has these words. The nearest by meaning, which may be beside the point:' : matching(sent.length, groups.length),
    texts,
  );
  return { text: `${note}${head}\n\n${parts.join('\n\n')}\n`, sent };
}

function noModel({ message, remedy }: { readonly message: string; readonly remedy: string }, texts: ProblemTexts): string {
  const [told, help] = [message, remedy].map(text => localiseText(oneLine(text), texts));
  return localiseText(`No language model answered: ${told}. ${help}.`, texts);
}

function matching(nPassages: number, nFiles: number): string {
  if (nPassages === 1) return 'The passage that matches best, from 1 file:';
  return nFiles === 1
    ? `The ${nPassages} passages that match best, from 1 file:`
    : `The ${nPassages} passages that match best, from ${nFiles} files:`;
}

/** By file, the file of the best definition first, then in the order of rank; inside a file from top to bottom. */
function readingOrder(places: readonly Place[]): readonly (readonly Place[])[] {
  const groups = new Map<string, Place[]>();
  const definitionsFirst = [...places.filter(isDefinition), ...places.filter(place => !isDefinition(place))];
  for (const place of definitionsFirst) {
    const key = placeKey(place.folder, place.path);
    const group = groups.get(key);
    if (group) group.push(place);
    else groups.set(key, [place]);
  }
  return [...groups.values()].map(group => group.toSorted((a, b) => a.startLine - b.startLine));
}

const isDefinition = (place: Place): boolean => /^defin/i.test(place.why);

function cut(place: Place): { readonly startLine: number; readonly endLine: number; readonly text: string } {
  const lines = place.text.replace(/\r?\n$/, '').split(/\r?\n/);
  const lastLine = place.startLine + lines.length - 1;
  if (lines.length <= maxLines) return { startLine: place.startLine, endLine: lastLine, text: lines.join('\n') };
  const focus = Math.min(Math.max(place.focusLine, place.startLine), lastLine);
  const first = focus - place.startLine < maxLines ? place.startLine : Math.min(focus - linesAbove, lastLine - maxLines + 1);
  const shown = lines.slice(first - place.startLine, first - place.startLine + maxLines);
  return { startLine: first, endLine: first + shown.length - 1, text: shown.join('\n') };
}

/** A fence that nothing inside can close, labelled with the language and, where it is safe there, the file. */
function fenced(text: string, { language, path }: Place): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(run => run[0].length));
  const fence = '`'.repeat(longest + 1);
  const info = [/^[\w#+.-]+$/.test(language) ? language.toLowerCase() : '', /^[\w./@+-]+$/.test(path) ? path : ''];
  return `${fence}${info[0] === '' ? '' : info.join(' ').trim()}\n${text}\n${fence}`;
}

function nothingFound(question: string, { nFiles, nChunks }: SearchAnswer): string {
  if (nFiles === 0)
    return 'No file is indexed here, so nothing was searched. Open a folder that holds files, or wait until they are indexed.';
  const words = escapeMarkdown(oneLine(question).slice(0, 120));
  const [files, passages] = [groupedNumber(nFiles), groupedNumber(nChunks)];
  if (nFiles === 1)
    return `No results for "${words}" in the one file that is indexed. Try a name from the code, fewer words, or a part of a path.`;
  return `No results for "${words}" in ${files} files (${passages} passages). Try a name from the code, fewer words, or a part of a path.`;
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
/** Names and messages must not become links, images or HTML. */
const escapeMarkdown = (text: string): string => text.replaceAll(/[\\`*[\]<>#|!]/g, '\\$&');
