/**
 * Builds an answer without a model: the best passages in reading order, the code of each before its citation and why it was picked. Pure.
 * It claims nothing that is not in the passages.
 */
import { placeKey } from '../../base/place-key.js';
import type { SearchAnswer } from '../../protocol/methods/query-methods.js';
import type { Place } from '../../protocol/place.js';
import { type Sentence, say, type Wording, worded } from '../../protocol/sentences/sentence.js';
import { wordedWhy } from '../../protocol/why.js';
import type { SentRange } from './citations.js';

export interface ExtractiveRequest {
  readonly question: string;
  readonly found: SearchAnswer;
  readonly labelOf: (place: Place) => string;
  readonly wording: Wording;
}

export interface ExtractiveAnswer {
  readonly text: string;
  readonly sent: readonly SentRange[];
}

const maxPassages = 5;
/** A longer passage is shown around its best line. */
const maxLines = 28;
/** Lines kept above the best one, if its beginning is too far away. */
const linesAbove = 6;

export function extractiveAnswer({ question, found, labelOf, wording }: ExtractiveRequest): ExtractiveAnswer {
  if (found.places.length === 0) return { text: `${worded(nothingFound(question, found), wording)}\n`, sent: [] };
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
      const why = place.why.length === 0 ? '' : ` (${escapeMarkdown(oneLine(wordedWhy(place.why, wording)))})`;
      parts.push(`${fenced(passage.text, place)}\n\n${name}${label}:${range.startLine}-${range.endLine}${why}`);
    }
  }
  const isWeak = found.places.every(({ why }) => why.some(({ kind }) => kind === 'nearest'));
  if (isWeak) parts.push(worded(say('nearestPassages'), wording));
  return { text: `${parts.join('\n\n')}\n`, sent };
}

/** Groups places by file, the file of the best definition first, then by rank; inside a file from top to bottom. */
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

const isDefinition = ({ why }: Place): boolean => why.some(({ kind }) => kind === 'defines' || kind === 'names' || kind === 'definition');

function cut(place: Place): { readonly startLine: number; readonly endLine: number; readonly text: string } {
  const lines = place.text.replace(/\r?\n$/, '').split(/\r?\n/);
  const lastLine = place.startLine + lines.length - 1;
  if (lines.length <= maxLines) return { startLine: place.startLine, endLine: lastLine, text: lines.join('\n') };
  const focus = Math.min(Math.max(place.focusLine, place.startLine), lastLine);
  const first = focus - place.startLine < maxLines ? place.startLine : Math.min(focus - linesAbove, lastLine - maxLines + 1);
  const shown = lines.slice(first - place.startLine, first - place.startLine + maxLines);
  return { startLine: first, endLine: first + shown.length - 1, text: shown.join('\n') };
}

/** Returns a code block with a fence that no line inside can close, labelled with the language and, if that is safe, the file. */
function fenced(text: string, { language, path }: Place): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(run => run[0].length));
  const fence = '`'.repeat(longest + 1);
  const info = [/^[\w#+.-]+$/.test(language) ? language.toLowerCase() : '', /^[\w./@+-]+$/.test(path) ? path : ''];
  return `${fence}${info[0] === '' ? '' : info.join(' ').trim()}\n${text}\n${fence}`;
}

function nothingFound(question: string, { nFiles, nChunks }: SearchAnswer): Sentence {
  if (nFiles === 0) return say('nothingIndexedHere');
  return say('noResults', { question: escapeMarkdown(oneLine(question).slice(0, 120)), nFiles, nPassages: nChunks });
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
/** Names and messages must not become links, images or HTML. */
const escapeMarkdown = (text: string): string => text.replaceAll(/[\\`*[\]<>#|!]/g, '\\$&');
