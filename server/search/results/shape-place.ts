/** From matched lines to the place a person opens: the whole function or section, its chain of names, its text. Pure. */
import type { Place } from '../../protocol/place.js';
import type { FileFacts, SymbolFacts } from '../../snapshot/snapshot-types.js';
import { languageById } from '../../text/language/languages.js';
import { widen } from '../../text/widen.js';
import type { SourceText } from './source-text.js';

/** The wire's bound on a place's text. */
export const maxPlaceChars = 4000;
const maxPlaceLines = 90;

export interface Match {
  readonly startLine: number;
  readonly endLine: number;
  /** Inside them. */
  readonly focusLine: number;
}

export type PlaceShape = Pick<Place, 'startLine' | 'endLine' | 'focusLine' | 'chain' | 'text' | 'language'>;

/** `around`: the definitions that enclose a line, from the inside out. */
export function shapePlace(
  facts: FileFacts,
  around: (line: number) => readonly SymbolFacts[],
  source: SourceText,
  match: Match,
): PlaceShape {
  const nLines = source.nLines > 0 ? source.nLines : Math.max(1, facts.nLines);
  // The disk may hold a shorter text than the one that was indexed.
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

/** The enclosing definitions as an outline of their own. */
const outermostFirst = (symbols: readonly SymbolFacts[]): readonly SymbolFacts[] =>
  symbols.map((_, i) => ({ ...symbols[symbols.length - 1 - i]!, parent: i - 1 }));
