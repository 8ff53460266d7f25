/** The built-in completer: finishes the cursor's line from the text of the workspace and the open document. Holds no file and no socket. */
import { guardPath } from '../text/guard/guard-path.js';
import { ContextIndex } from './context-index.js';
import { cursorLine } from './cursor-line.js';
import { DeletedLines } from './deleted-lines.js';
import { type GateWeights, gateProbability, type ShowRule } from './gate.js';
import { gateFeatureNames, gateFeatures } from './gate-features.js';
import { LineCounts } from './line-counts.js';
import { type LineEnding, LineSearch } from './line-search.js';
import type { Source } from './next-token.js';
import { type LineSuggestion, ShownSuggestion } from './shown-suggestion.js';
import { checkedText } from './suggestion-checks.js';
import { TokenisedDocument } from './tokenised-document.js';
import { LineTokeniser } from './tokeniser.js';
import { TypingRecord } from './typing-record.js';
import { boundary, Vocabulary } from './vocabulary.js';

export interface LineCompletionRequest {
  readonly path: string;
  /** The file's text up to the cursor, and from it. */
  readonly before: string;
  readonly after: string;
  /** The text is of an ignored file or a secret: it is not suggested in other files. */
  readonly isPrivate?: boolean;
}

/** Without a gate: the probability of the text itself decides. */
const plainRule: ShowRule = { threshold: 0.35, longBonus: 0, againMalus: 0 };
/** Of the index of the workspace, which grows. */
const initialTokens = 1 << 16;
const tableBits = 20;
/** Fewer removed tokens are left where they are. */
const minRemoved = 1 << 18;
/** How much of the text above counts as near. */
const nNearTokens = 300;
const nNearLines = 30;
const nNearChars = 4000;
/** How much of the text above the checks see. */
const nCheckedChars = 8000;

export class LineCompleter {
  readonly #vocabulary = new Vocabulary();
  #workspace: ContextIndex;
  #nRemoved = 0;
  readonly #tokeniser: LineTokeniser;
  readonly #fileRanges = new Map<string, readonly [number, number]>();
  readonly #search = new LineSearch(this.#vocabulary);
  readonly #document = new TokenisedDocument(this.#vocabulary);
  readonly #record = new TypingRecord();
  readonly #shown = new ShownSuggestion();
  readonly #lines = new LineCounts();
  readonly #gate: GateWeights | undefined;
  readonly #rows = Array.from({ length: 8 }, () => new Float32Array(gateFeatureNames.length));
  readonly #deleted = new DeletedLines();
  /** The whole text of the last request. */
  #last = '';
  #isPrivate = false;
  #typed = '';
  // A cast because the first value alone would have the type undefined.
  #nearOf = { path: undefined as string | undefined, lineStart: -1, nearTokens: new Set<number>(), nearLines: new Set<string>() };
  #path: string | undefined;
  #sources: readonly Source[] = [];

  constructor(gate: GateWeights | undefined) {
    this.#gate = gate;
    this.#workspace = new ContextIndex(this.#vocabulary, initialTokens, tableBits);
    this.#tokeniser = new LineTokeniser(this.#vocabulary, token => this.#workspace.append(token));
    this.#useSources();
  }

  #useSources(): void {
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
    if (this.#nRemoved > Math.max(minRemoved, this.#workspace.nTokens / 2)) this.#compact();
    const from = this.#workspace.nTokens;
    this.#workspace.append(boundary);
    this.#tokeniser.restore(new LineTokeniser(this.#vocabulary, () => undefined).copyState());
    this.#tokeniser.lines(text, 0, text.length);
    this.#fileRanges.set(path, [from, this.#workspace.nTokens]);
    this.#lines.add(text);
  }

  /** Copies what is left to a new index: removed tokens take memory, and chains lead through them. */
  #compact(): void {
    const old = this.#workspace;
    this.#workspace = new ContextIndex(this.#vocabulary, old.nTokens - this.#nRemoved, tableBits);
    for (const [path, [from, to]] of this.#fileRanges) {
      const start = this.#workspace.nTokens;
      for (let place = from; place < to; place++) this.#workspace.append(old.tokens[place]!);
      this.#fileRanges.set(path, [start, this.#workspace.nTokens]);
    }
    this.#nRemoved = 0;
    this.#useSources();
  }

  removeFile(path: string): void {
    const range = this.#fileRanges.get(path);
    if (range === undefined) return;
    this.#workspace.remove(...range);
    this.#nRemoved += range[1] - range[0];
    this.#fileRanges.delete(path);
  }

  suggest(request: LineCompletionRequest): LineSuggestion {
    const candidates = this.candidates(request);
    const typed = this.#typed;
    const place = {
      above: request.before.slice(-nCheckedChars - typed.length, request.before.length - typed.length),
      typed,
      after: request.after,
    };
    let best: { readonly text: string; readonly confidence: number } | undefined;
    for (const { ending, row } of candidates) {
      const confidence = this.#gate === undefined ? Math.exp(ending.logProbability) : gateProbability(this.#gate, row);
      if (confidence <= (best?.confidence ?? 0)) continue;
      const whole = typed + ending.text;
      if (this.#record.isRejected(whole) || this.#deleted.has(whole)) continue;
      const text = checkedText(ending.text, place);
      if (text !== undefined) best = { text, confidence };
    }
    return this.#shown.decide(typed, best, this.#gate?.rule ?? plainRule);
  }

  /** Returns what could be suggested, each with its features for the gate. The rows are used again by the next call. */
  candidates({
    path,
    before,
    after,
    isPrivate,
  }: LineCompletionRequest): readonly { readonly ending: LineEnding; readonly row: Float32Array }[] {
    if (path !== this.#path) this.#open(path);
    else if (!this.#document.isTyping(before, after)) this.#deleted.note(this.#last, before + after);
    this.#isPrivate = isPrivate ?? guardPath(path) !== undefined;
    this.#last = before + after;
    const lineStart = this.#document.set(before, after);
    this.#record.moveTo(lineStart, before);
    const line = before.slice(lineStart);
    this.#shown.moveTo(path, lineStart, line, whole => this.#record.reject(whole));
    this.#typed = line;
    const cursor = cursorLine(line, this.#document, this.#vocabulary);
    if (cursor === undefined) return [];
    const endings = this.#search.endings(cursor, this.#document, this.#sources, '    ');
    if (endings[0] === undefined) return [];
    const near = this.#near(before, lineStart);
    const rows = endings.map((ending, rank) => {
      const row = this.#rows[rank]!;
      const lineCount = this.#lines.of(line + ending.text);
      const common = { ...near, record: this.#record, vocabulary: this.#vocabulary };
      gateFeatures({ ending, rank, endings, cursor, lineCount, ...common }, row);
      return { ending, row };
    });
    this.#record.note(line + endings[0].text, Math.exp(endings[0].logProbability));
    return rows;
  }

  #open(path: string): void {
    if (this.#path !== undefined && !this.#isPrivate) this.addFile(this.#path, this.#document.wholeText);
    this.removeFile(path);
    this.#record.leave();
    this.#deleted.clear();
    this.#path = path;
  }

  #near(before: string, lineStart: number): { readonly nearTokens: ReadonlySet<number>; readonly nearLines: ReadonlySet<string> } {
    if (this.#nearOf.lineStart === lineStart && this.#nearOf.path === this.#path) return this.#nearOf;
    const { above } = this.#document;
    const nearTokens = new Set(above.tokens.subarray(Math.max(0, above.nTokens - nNearTokens), above.nTokens));
    const nearLines = new Set(
      before
        .slice(Math.max(0, lineStart - nNearChars), lineStart)
        .split('\n')
        .slice(-nNearLines)
        .map(line => line.trim()),
    );
    this.#nearOf = { path: this.#path, lineStart, nearTokens, nearLines };
    return this.#nearOf;
  }
}
