/** The built-in completer: finishes the cursor's line from the text of the workspace and the open document. Holds no file and no socket. */
import { ContextIndex } from './context-index.js';
import { cursorLine } from './cursor-line.js';
import { DocumentText } from './document-text.js';
import { type LineEnding, LineSearch } from './line-search.js';
import type { Source } from './next-token.js';
import { LineTokeniser } from './tokeniser.js';
import { boundary, Vocabulary } from './vocabulary.js';

export interface CompletionRequest {
  readonly path: string;
  /** The file's text up to the cursor, and from it. */
  readonly before: string;
  readonly after: string;
}

export interface Completion {
  /** What would be inserted; null for nothing. */
  readonly text: string | null;
  readonly show: boolean;
  /** The probability that the text is right. */
  readonly confidence: number;
}

const nothing: Completion = { text: null, show: false, confidence: 0 };

export class Completer {
  readonly #vocabulary = new Vocabulary();
  readonly #workspace: ContextIndex;
  readonly #tokeniser: LineTokeniser;
  readonly #fileRanges = new Map<string, readonly [number, number]>();
  readonly #search = new LineSearch(this.#vocabulary);
  readonly #document = new DocumentText(this.#vocabulary);
  #path: string | undefined;
  #sources: readonly Source[] = [];

  constructor(expectedTokens: number) {
    this.#workspace = new ContextIndex(expectedTokens, Math.min(20, Math.max(12, Math.ceil(Math.log2(expectedTokens)))));
    this.#tokeniser = new LineTokeniser(this.#vocabulary, token => this.#workspace.append(token));
    this.#sources = [
      { index: this.#document.above, weight: 6, halfLife: 4000 },
      { index: this.#document.below, weight: 4, halfLife: 0 },
      { index: this.#workspace, weight: 1, halfLife: 0 },
    ];
  }

  get sizeBytes(): number {
    return this.#workspace.sizeBytes;
  }

  /** Takes over a file's text, in place of what it had. */
  addFile(path: string, text: string): void {
    this.removeFile(path);
    const from = this.#workspace.nTokens;
    this.#workspace.append(boundary);
    this.#tokeniser.restore(new LineTokeniser(this.#vocabulary, () => undefined).copyState());
    this.#tokeniser.lines(text, 0, text.length);
    this.#fileRanges.set(path, [from, this.#workspace.nTokens]);
  }

  removeFile(path: string): void {
    const range = this.#fileRanges.get(path);
    if (range === undefined) return;
    this.#workspace.remove(...range);
    this.#fileRanges.delete(path);
  }

  suggest({ path, before, after }: CompletionRequest): Completion {
    if (path !== this.#path) {
      if (this.#path !== undefined) this.addFile(this.#path, this.#document.wholeText);
      this.removeFile(path);
      this.#path = path;
    }
    const lineStart = this.#document.set(before, after);
    const endings = this.endings(before.slice(lineStart));
    const best = endings[0];
    if (best === undefined) return nothing;
    const confidence = Math.exp(best.logProbability);
    return { text: best.text, show: confidence >= 0.35, confidence };
  }

  endings(line: string): readonly LineEnding[] {
    const cursor = cursorLine(line, this.#document, this.#vocabulary);
    if (cursor === undefined) return [];
    return this.#search.endings(cursor, this.#document, this.#sources, '    ');
  }
}
