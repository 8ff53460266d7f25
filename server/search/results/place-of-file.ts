/** Turns one ranked file into a place: its best (or nth) window, widened, with reasons. */
import type { Place } from '../../protocol/place.js';
import type { SymbolFacts } from '../../snapshot/snapshot-types.js';
import type { Examined, FolderEngine } from '../folder-engine.js';
import { gainsOf } from '../rank/score.js';
import { linesWithPhrase } from '../text-test.js';
import { focusLine } from './focus-line.js';
import { reasonsOf, whyOf } from './result-reasons.js';
import { type Match, shapePlace } from './shape-place.js';
import type { SourceText } from './source-text.js';
import type { SourceTexts } from './source-texts.js';

/** Lines shown on either side of an exact phrase. */
const phraseAround = 12;
/** Distance between two places of one file that show the same phrase. */
export const phraseLines = 2 * phraseAround + 1;

export interface FilePlace {
  readonly folder: FolderEngine;
  readonly examined: Examined;
  /** Row in the candidate table. */
  readonly row: number;
  readonly score: number;
  readonly nCopies: number;
  /** 0 for the best window of the file. */
  readonly nth: number;
  /** Feature weights for this question. */
  readonly values: Float64Array;
  readonly texts: SourceTexts;
}

export function placeOfFile({ folder, examined, row, score, nCopies, nth, values, texts }: FilePlace): Place {
  const { spec } = folder;
  const { table, query } = examined;
  const facts = table.facts[row]!;
  const file = table.files[row]!;
  const source = texts.read(folder, facts);
  const defined = definedBy(examined, file);
  const match = matchOf(folder, examined, { row, nth }, source, defined);
  const gains = gainsOf(table.features, row, values);
  const path = facts.path.toLowerCase();
  const words = query.parsed.words.filter(word => !word.isStop).map(word => word.text.toLowerCase());
  return {
    folder: spec.folder,
    path: facts.path,
    ...shapePlace(facts, line => folder.snapshot.symbolsAround(file, line), source, match),
    score: score - nth * 0.001,
    reasons: reasonsOf(gains),
    why: whyOf(gains, {
      defines: nth === 0 ? defined?.name : undefined,
      pathWords: [...new Set(words)].filter(word => word.length > 2 && path.includes(word)).slice(0, 3),
      nCopies,
    }),
  };
}

/**
 * Returns the definition in this file that the question names: a qualified match first, then the one that covers most of the question,
 * types first.
 */
function definedBy({ symbols }: Examined, file: number): SymbolFacts | undefined {
  const hits = symbols.get(file) ?? [];
  const worth = ({ guess, symbol, isQualified }: (typeof hits)[number]): number =>
    guess.share +
    (isQualified ? 1 : 0) +
    (symbol.parent < 0 ? 0.02 : 0) +
    (guess.typed === symbol.name ? 0.01 : 0) -
    (symbol.kind === 'declaration' ? 0.05 : 0);
  const best = hits.reduce<(typeof hits)[number] | undefined>((a, b) => (a === undefined || worth(b) > worth(a) ? b : a), undefined);
  return best !== undefined && (best.guess.share > 0.45 || best.guess.isIdentifier || best.isQualified) ? best.symbol : undefined;
}

function matchOf(
  folder: FolderEngine,
  { table, query }: Examined,
  { row, nth }: { readonly row: number; readonly nth: number },
  source: SourceText,
  defined: SymbolFacts | undefined,
): Match {
  const { snapshot } = folder;
  const facts = table.facts[row]!;
  const inside = (window: { startLine: number; endLine: number }, line: number): boolean =>
    window.startLine <= line && line <= window.endLine;
  const candidates = table
    .windowsOf(row)
    .map(({ window, text, cosine }) => {
      const lines = snapshot.window(window);
      return { lines, worth: text + 0.5 * cosine + (defined !== undefined && inside(lines, defined.startLine) ? 1 : 0) };
    })
    .sort((a, b) => b.worth - a.worth);
  const phrase = query.parsed.phrases[0];
  const line = phrase === undefined ? undefined : linesWithPhrase(source.text(), phrase, phraseLines, nth + 1)[nth];
  if (line !== undefined) return { startLine: Math.max(1, line - phraseAround), endLine: line + phraseAround, focusLine: line };
  if (defined !== undefined && nth === 0) {
    const { startLine, endLine } = defined;
    return { startLine, endLine, focusLine: startLine };
  }
  const chosen = candidates[nth] ?? candidates[0];
  if (chosen === undefined) return { startLine: 1, endLine: Math.min(facts.nLines, 50), focusLine: 1 };
  const { startLine, endLine } = chosen.lines;
  const focus = startLine - 1 + focusLine(source.lines(startLine, endLine), query.parsed.words);
  return { startLine, endLine, focusLine: Math.min(focus, endLine) };
}
