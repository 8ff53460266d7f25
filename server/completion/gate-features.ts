/** What the gate knows about a suggestion, as numbers. The order is part of the fitted weights: change it only together with them. Pure. */
import type { CursorLine } from './cursor-line.js';
import type { LineEnding } from './line-search.js';
import type { TypingRecord } from './typing-record.js';
import { tokenKinds, type Vocabulary } from './vocabulary.js';

export const gateFeatureNames = [
  'log probability',
  'weakest token',
  'first token',
  'end of line',
  'first match',
  'mean match',
  'share in document',
  'tokens',
  'characters',
  'typed characters',
  'half-typed characters',
  'at line start',
  'rank',
  'lead',
  'missed in line',
  'right lately',
  'occurrences of line',
  'kind of first token',
  'share of near words',
  'new words',
  'repeats a near line',
  'unchanged for',
  'kind of last token',
  'open brackets',
] as const;

export interface GateInput {
  readonly ending: LineEnding;
  readonly rank: number;
  readonly endings: readonly LineEnding[];
  readonly cursor: CursorLine;
  readonly record: TypingRecord;
  readonly vocabulary: Vocabulary;
  /** The last tokens of the document. */
  readonly nearTokens: ReadonlySet<number>;
  /** The last lines of the document, trimmed. */
  readonly nearLines: ReadonlySet<string>;
  readonly lineCount: number;
}

/** Writes the features of one suggestion into `row`. */
export function gateFeatures(input: GateInput, row: Float32Array): void {
  const { ending, rank, endings, cursor, record, vocabulary, nearTokens, nearLines } = input;
  const { text, tokens } = ending;
  const words = tokens.filter(token => vocabulary.kindOf(token) === tokenKinds.word);
  const near = words.filter(token => nearTokens.has(token)).length;
  const other = endings[rank === 0 ? 1 : 0];
  const whole = cursor.typed + text;
  const last = cursor.lineTokens.at(-1) ?? 0;
  row[0] = ending.logProbability;
  row[1] = ending.weakest;
  row[2] = ending.firstProbability;
  row[3] = ending.endProbability;
  row[4] = ending.firstMatch;
  row[5] = ending.meanMatch;
  row[6] = ending.documentShare;
  row[7] = tokens.length;
  row[8] = text.length;
  row[9] = cursor.typed.length - cursor.indentation.length;
  row[10] = cursor.partial.trimStart().length;
  row[11] = cursor.isLineStart ? 1 : 0;
  row[12] = rank;
  row[13] = other === undefined ? 8 : ending.logProbability - other.logProbability;
  row[14] = record.nMissed;
  row[15] = record.rightLately;
  row[16] = Math.min(8, input.lineCount);
  row[17] = vocabulary.kindOf(tokens[0] ?? 0);
  row[18] = words.length === 0 ? 1 : near / words.length;
  row[19] = words.length - near;
  row[20] = nearLines.has(whole.trim()) ? 1 : 0;
  row[21] = record.unchangedFor(whole);
  row[22] = last > 0 ? vocabulary.kindOf(last) : 0;
  row[23] = bracketBalance(whole);
}

function bracketBalance(text: string): number {
  let depth = 0;
  for (const char of text) {
    if ('([{'.includes(char)) depth++;
    else if (')]}'.includes(char)) depth--;
  }
  return depth;
}
