/**
 * Finds `path:start-end` in an answer while it streams, and checks each citation against the lines that the model was sent. Pure.
 * Invariant: the same citations are found however the text is cut into pieces, each exactly once and in order.
 */
import type { Citation } from '../../protocol/chat.js';
import type { PlaceRange } from '../../protocol/place.js';

/** A range that the model was sent; `label` is the citation that the prompt gives for it. */
export interface SentRange {
  readonly label: string;
  readonly range: PlaceRange;
}

// Models also write `#L12-L34` and an en dash.
const lineNumbers = /(?::|#L)(\d{1,7})(?!\d)(?:\s?[-\u2013]\s?L?(\d{1,7}))?/g;
/** Matches text after a first number that may still become a second number. */
const mayGoOn = /^(?:\s?(?:[-\u2013]\s?(?:L?\d*)?)?)?$/;
/** A path in prose, ending where the line numbers begin. */
const pathBefore = /(?:^|[\s`'"([{<*_|,;])((?:[\w@+.~-]+\/)*[\w@+.~-]*\w\.[A-Za-z][A-Za-z0-9]{0,9})$/;
/** Longest path considered. */
const maxPathChars = 400;
/** Length of the longest ending that may still come: `:1234567 - L1234567`. */
const maxTailChars = 24;

export class CitationParser {
  readonly #byLabel = new Map<string, PlaceRange[]>();
  readonly #labels: readonly string[];
  /** The end of the text, long enough for a path. */
  #tail = '';
  /** Offset of #tail in the whole text. */
  #tailAt = 0;
  /** Offset in the whole text up to which all matches are decided. */
  #decided = 0;

  constructor(sent: readonly SentRange[]) {
    for (const { label, range } of sent) {
      const ranges = this.#byLabel.get(label);
      if (ranges) ranges.push(range);
      else this.#byLabel.set(label, [range]);
    }
    // The longest first, so that `a/b.ts` is not mistaken for `b.ts`.
    this.#labels = [...this.#byLabel.keys()].toSorted((a, b) => b.length - a.length);
  }

  /** Adds `text` and returns the citations that are now complete. */
  feed(text: string): readonly Citation[] {
    this.#tail += text;
    return this.#scan(false);
  }

  /** Returns the citations that are complete only at the end of the text. */
  finish(): readonly Citation[] {
    return this.#scan(true);
  }

  #scan(final: boolean): readonly Citation[] {
    const found: Citation[] = [];
    for (;;) {
      lineNumbers.lastIndex = this.#decided - this.#tailAt;
      const match = lineNumbers.exec(this.#tail);
      if (match === null) break;
      // More digits or a second number may still come.
      if (!final && mayGoOn.test(this.#tail.slice(lineNumbers.lastIndex))) return found;
      const citation = this.#citation(match);
      if (citation) found.push(citation);
      this.#decided = this.#tailAt + lineNumbers.lastIndex;
    }
    // A match that began earlier would have been found.
    this.#decided = Math.max(this.#decided, this.#tailAt + this.#tail.length - maxTailChars);
    this.#forget();
    return found;
  }

  #citation(match: RegExpExecArray): Citation | undefined {
    const before = this.#tail.slice(Math.max(0, match.index - maxPathChars), match.index);
    const first = Number(match[1]);
    const second = match[2] === undefined ? first : Number(match[2]);
    const lines = { startLine: Math.max(1, Math.min(first, second)), endLine: Math.max(1, first, second) };
    const label = this.#labels.find(label => endsWithPath(before, label));
    const written = label ?? pathBefore.exec(before)?.[1];
    if (written === undefined) return undefined;
    const ranges = this.#byLabel.get(written) ?? this.#byShortName(written);
    const { folder, path } = ranges?.[0] ?? { folder: '', path: written };
    return {
      range: { folder, path, ...lines },
      verified: ranges !== undefined && covers(ranges, lines.startLine, lines.endLine),
      at: this.#tailAt + match.index - written.length,
      length: written.length + match[0].length,
    };
  }

  /** Small models shorten `src/pool/run.ts` to `run.ts`. Returns a range only if exactly one of the sent files fits. */
  #byShortName(written: string): readonly PlaceRange[] | undefined {
    const suffix = `/${written.replace(/^\.\//, '')}`;
    const labels = this.#labels.filter(label => `/${label}`.endsWith(suffix));
    return labels.length === 1 ? this.#byLabel.get(labels[0]!) : undefined;
  }

  /** Drops decided text, except for a path that may precede an undecided match. */
  #forget(): void {
    const cut = this.#decided - this.#tailAt - maxPathChars;
    // Cutting after every piece would copy the tail each time.
    if (cut < 4096) return;
    this.#tail = this.#tail.slice(cut);
    this.#tailAt += cut;
  }
}

/** True if `text` ends with the label, and the label is not the end of a longer name. */
function endsWithPath(text: string, label: string): boolean {
  if (!text.endsWith(label)) return false;
  const before = text[text.length - label.length - 1];
  return before === undefined || !/[\w/.@~+-]/.test(before);
}

/** True if the ranges together contain every line. */
function covers(ranges: readonly PlaceRange[], startLine: number, endLine: number): boolean {
  let next = startLine;
  for (const range of ranges.toSorted((a, b) => a.startLine - b.startLine)) {
    if (range.startLine > next) break;
    next = Math.max(next, range.endLine + 1);
    if (next > endLine) return true;
  }
  return next > endLine;
}
