/** Widens matched lines to the place that a person opens: the whole function or section, its chain of names, its text. Pure. */
import type { Place } from '../../protocol/place.js';
import type { FileFacts, SymbolFacts } from '../../snapshot/snapshot-types.js';
import { languageById } from '../../text/language/languages.js';
import { widen } from '../../text/widen.js';
import type { SourceText } from './source-text.js';

/** The protocol's limit for a place's text. */
export const maxPlaceChars = 4000;
const maxPlaceLines = 90;

export interface Match {
  readonly startLine: number;
  readonly endLine: number;
  /** Between `startLine` and `endLine`. */
  readonly focusLine: number;
}

export type PlaceShape = Pick<Place, 'startLine' | 'endLine' | 'focusLine' | 'chain' | 'text' | 'language'>;

/** `around`: the definitions that enclose a line, innermost first. */
export function shapePlace(
  facts: FileFacts,
  around: (line: number) => readonly SymbolFacts[],
  source: SourceText,
  match: Match,
): PlaceShape {
  const nLines = source.nLines > 0 ? source.nLines : Math.max(1, facts.nLines);
  // The file on disk may be shorter than the indexed one.
  const fit = (line: number): number => Math.max(1, Math.min(line, nLines));
  const focusLine = fit(match.focusLine);
  const lines = { startLine: fit(match.startLine), endLine: fit(match.endLine), focusLine, nLines, maxLines: maxPlaceLines };
  const widened = widen({ items: outermostFirst(around(focusLine)), ...lines });
  const startLine = fit(Math.min(widened.startLine, focusLine));
  const endLine = fit(Math.max(widened.endLine, focusLine));
  return {
    startLine,
    endLine,
    focusLine,
    chain: widened.chain,
    language: languageById(facts.language).name,
    text: source.lines(startLine, endLine).slice(0, maxPlaceChars),
  };
}

/** Returns the enclosing definitions as an outline. */
const outermostFirst = (symbols: readonly SymbolFacts[]): readonly SymbolFacts[] =>
  symbols.map((_, i) => ({ ...symbols[symbols.length - 1 - i]!, parent: i - 1 }));
