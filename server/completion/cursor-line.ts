/** What is known at the cursor: the tokens before it, and the half-typed token that the next one has to continue. Pure. */
import { maxMatch } from './context-index.js';
import { maxLine, type TokenisedDocument } from './tokenised-document.js';
import { isBlankCode, tokeniseLine } from './tokeniser.js';
import { hashOf, type Vocabulary } from './vocabulary.js';

/** Room in a context for the tokens that a search appends. */
export const maxSearchTokens = 40;

export interface CursorLine {
  /** The last tokens before the half-typed one. The array has room for more. */
  readonly context: Int32Array;
  readonly nContext: number;
  /** What is typed of the next token, with the blanks before it. On a line of blanks it is the indentation. */
  readonly partial: string;
  /** The line has only blanks so far, so that the next token is the line break before it. */
  readonly isLineStart: boolean;
  /** The line up to the cursor. */
  readonly typed: string;
  /** The tokens of the line before the half-typed one; -1 for one that was never seen. */
  readonly lineTokens: readonly number[];
  readonly indentation: string;
}

/** Describes the cursor after `line`, the text of its line so far. Undefined if the line is too long to complete. */
export function cursorLine(line: string, document: TokenisedDocument, vocabulary: Vocabulary): CursorLine | undefined {
  if (line.length > maxLine) return undefined;
  let start = 0;
  while (start < line.length && isBlankCode(line.charCodeAt(start))) start++;
  const indentation = line.slice(0, start);
  const context = new Int32Array(maxMatch + maxSearchTokens + 2);
  const isLineStart = start === line.length;
  const tokens: number[] = [];
  let partial = indentation;
  if (!isLineStart) {
    let lastFrom = start;
    const blanks = tokeniseLine(line, start, line.length, (from, to, hash, kind) => {
      // The half-typed token gets no id.
      tokens.push(
        to === line.length && !isComplete(line) ? vocabulary.find(line, from, to, hash) : vocabulary.intern(line, from, to, hash, kind),
      );
      lastFrom = from;
    });
    if (blanks < line.length || isComplete(line)) partial = line.slice(blanks);
    else {
      partial = line.slice(lastFrom);
      tokens.pop();
    }
  }
  let nContext = 0;
  const nLine = isLineStart ? 0 : tokens.length + 1;
  const { above } = document;
  for (let i = Math.max(0, above.nTokens - Math.max(0, maxMatch - nLine)); i < above.nTokens; i++) context[nContext++] = above.tokens[i]!;
  if (!isLineStart) {
    context[nContext++] = lineBreakFor(indentation, document, vocabulary);
    for (const token of tokens.slice(-(maxMatch - 1))) context[nContext++] = token;
  }
  return { context, nContext, partial, isLineStart, typed: line, lineTokens: tokens, indentation };
}

function lineBreakFor(indentation: string, document: TokenisedDocument, vocabulary: Vocabulary): number {
  const change = document.indents.changeOf(indentation);
  const text = `\n${document.hasEmptyAbove ? '\n' : ''}${change > 0 ? '+' : change}`;
  return vocabulary.find(text, 0, text.length, hashOf(text, 0, text.length));
}

/** Brackets, quotes and separators are whole tokens: nothing continues them. */
const isComplete = (line: string): boolean => '()[]{}"\'`,;@#\\'.includes(line.at(-1)!);
