/** Searches for the rest of the cursor's line: a beam over the probabilities of the next token, up to the end of the line. */
import { type CursorLine, maxSearchTokens } from './cursor-line.js';
import { NextTokenModel, type Source } from './next-token.js';
import type { TokenisedDocument } from './tokenised-document.js';
import { depthChange } from './tokeniser.js';
import { tokenKinds, type Vocabulary } from './vocabulary.js';

/** One way to finish the line, with what the gate wants to know about it. */
export interface LineEnding {
  readonly text: string;
  readonly tokens: readonly number[];
  /** Logarithm of the product of its tokens' probabilities, including that of the end of the line. */
  readonly logProbability: number;
  /** The least probable token's probability. */
  readonly weakest: number;
  readonly firstProbability: number;
  readonly endProbability: number;
  /** Length of the longest match at the first token, and the mean over all. */
  readonly firstMatch: number;
  readonly meanMatch: number;
  /** The share of tokens that the open document has in the same place. */
  readonly documentShare: number;
}

interface Hypothesis {
  readonly tokens: readonly number[];
  readonly text: string;
  readonly logProbability: number;
  readonly weakest: number;
  readonly first: number;
  readonly firstMatch: number;
  readonly sumMatch: number;
  readonly nInDocument: number;
}

const width = 3;
const nBranches = 4;
const minProbability = 0.02;
/** Less sure endings are not followed. */
const minLog = Math.log(0.004);
const maxChars = 240;

export class LineSearch {
  readonly #vocabulary: Vocabulary;
  readonly #model: NextTokenModel;

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
    this.#model = new NextTokenModel(vocabulary);
  }

  /** Returns the likely endings of the line, most likely first. `indentUnit` is the width of one level. */
  endings(cursor: CursorLine, document: TokenisedDocument, sources: readonly Source[], indentUnit: string): readonly LineEnding[] {
    const done: LineEnding[] = [];
    let open = this.#firstTokens(cursor, document, sources, indentUnit);
    const context = cursor.context.slice();
    for (let step = 1; step < maxSearchTokens && open.length > 0; step++) {
      const grown: Hypothesis[] = [];
      for (const hypothesis of open) {
        for (let i = 0; i < hypothesis.tokens.length; i++) context[cursor.nContext + i] = hypothesis.tokens[i]!;
        this.#grow(hypothesis, context, cursor.nContext + hypothesis.tokens.length, sources, grown, done);
      }
      open = best(grown, width);
      const bar = done.length >= width ? done.map(one => one.logProbability).sort((a, b) => b - a)[width - 1]! : minLog;
      open = open.filter(one => one.logProbability > Math.max(minLog, bar));
    }
    return done.sort((a, b) => b.logProbability - a.logProbability).slice(0, width);
  }

  /** Takes 6 parameters because it is called for each hypothesis of each step: a record would be garbage. */
  #grow(
    from: Hypothesis,
    context: Int32Array,
    nContext: number,
    sources: readonly Source[],
    grown: Hypothesis[],
    done: LineEnding[],
  ): void {
    const next = this.#model.next(context, nContext, sources, undefined);
    let end = 0;
    for (let i = 0; i < next.n; i++) {
      const token = next.tokens[i]!;
      const probability = next.probabilities[i]!;
      if (this.#vocabulary.kindOf(token) === tokenKinds.newline) {
        end += probability;
        continue;
      }
      if (probability < minProbability) continue;
      const text = from.text + this.#vocabulary.textOf(token);
      if (text.length > maxChars) continue;
      grown.push({
        tokens: [...from.tokens, token],
        text,
        logProbability: from.logProbability + Math.log(probability),
        weakest: Math.min(from.weakest, probability),
        first: from.first,
        firstMatch: from.firstMatch,
        sumMatch: from.sumMatch + next.matches[i]!,
        nInDocument: from.nInDocument + next.inDocument[i]!,
      });
    }
    if (end < minProbability || from.text === '') return;
    done.push({
      text: from.text,
      tokens: from.tokens,
      logProbability: from.logProbability + Math.log(end),
      weakest: Math.min(from.weakest, end),
      firstProbability: from.first,
      endProbability: end,
      firstMatch: from.firstMatch,
      meanMatch: from.sumMatch / from.tokens.length,
      documentShare: from.nInDocument / from.tokens.length,
    });
  }

  #firstTokens(cursor: CursorLine, document: TokenisedDocument, sources: readonly Source[], indentUnit: string): Hypothesis[] {
    const { context, nContext, partial, isLineStart } = cursor;
    const textOf = isLineStart
      ? (token: number): string | undefined => this.#indentation(token, document, indentUnit)
      : (token: number): string | undefined =>
          this.#vocabulary.kindOf(token) === tokenKinds.newline ? undefined : this.#vocabulary.textOf(token);
    const allows = partial === '' && !isLineStart ? undefined : (token: number): boolean => textOf(token)?.startsWith(partial) ?? false;
    const next = this.#model.next(context, nContext, sources, allows);
    const known = 1 - next.escape;
    const found: Hypothesis[] = [];
    for (let i = 0; i < next.n; i++) {
      const token = next.tokens[i]!;
      const text = textOf(token)?.slice(partial.length);
      // A filtered distribution is of the tokens that go on from what is typed.
      const probability = allows === undefined ? next.probabilities[i]! : (next.probabilities[i]! / known) * (1 - next.escape / 2);
      if (text === undefined || probability < minProbability) continue;
      const log = Math.log(probability);
      const match = next.matches[i]!;
      const nInDocument = next.inDocument[i]!;
      found.push({
        tokens: [token],
        text,
        logProbability: log,
        weakest: probability,
        first: probability,
        firstMatch: match,
        sumMatch: match,
        nInDocument,
      });
    }
    if (allows !== undefined && !isLineStart) this.#addWords(partial, document, next.escape, found);
    return best(found, isLineStart ? width : nBranches);
  }

  /** Words of the document that begin as typed, for what the matches leave over. */
  #addWords(partial: string, document: TokenisedDocument, escape: number, found: Hypothesis[]): void {
    const { above } = document;
    const known = new Set(found.map(({ tokens }) => tokens[0]!));
    const words = new Map<number, number>();
    let total = 0;
    for (let i = above.nTokens - 1, from = Math.max(0, above.nTokens - 4000); i >= from; i--) {
      const token = above.tokens[i]!;
      if (token <= 0 || known.has(token) || !this.#vocabulary.textOf(token).startsWith(partial)) continue;
      const weight = 400 / (400 + above.nTokens - i);
      total += weight;
      words.set(token, (words.get(token) ?? 0) + weight);
    }
    for (const [token, count] of words) {
      const probability = (escape * count) / (total + words.size);
      if (probability < minProbability || this.#vocabulary.kindOf(token) === tokenKinds.newline) continue;
      const text = this.#vocabulary.textOf(token).slice(partial.length);
      const log = Math.log(probability);
      found.push({
        tokens: [token],
        text,
        logProbability: log,
        weakest: probability,
        first: probability,
        firstMatch: 0,
        sumMatch: 0,
        nInDocument: 1,
      });
    }
  }

  /** Returns the indentation that a line break token means here, or undefined if it means none or is impossible here. */
  #indentation(token: number, document: TokenisedDocument, unit: string): string | undefined {
    if (this.#vocabulary.kindOf(token) !== tokenKinds.newline) return undefined;
    if (this.#vocabulary.textOf(token).startsWith('\n\n') !== document.hasEmptyAbove) return undefined;
    const change = depthChange(this.#vocabulary, token);
    if (change > 0) return document.indents.text + unit;
    const widthAfter = document.indents.widthAfter(change, 0);
    return widthAfter === undefined ? undefined : document.indents.text.slice(0, widthAfter);
  }
}

const best = (found: Hypothesis[], n: number): Hypothesis[] => found.sort((a, b) => b.logProbability - a.logProbability).slice(0, n);
