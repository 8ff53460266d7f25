/**
 * Finds `path:start-end` in an answer while it streams, and checks each against the lines that the model was sent. Pure.
 * Invariant: however the text is cut into pieces, the same citations come out, each exactly once and in order.
 */
import type { Citation } from '../../protocol/chat.js';
import type { PlaceRange } from '../../protocol/place.js';

/** A range as the model saw it: `label` is what it was told to cite. */
export interface SentRange {
  readonly label: string;
  readonly range: PlaceRange;
}

// Models also write `#L12-L34` and an en dash.
const lineNumbers = /(?::|#L)(\d{1,7})(?!\d)(?:\s?[-\u2013]\s?L?(\d{1,7}))?/g;
/** What follows a first number while a second is not ruled out. */
const mayGoOn = /^(?:\s?(?:[-\u2013]\s?(?:L?\d*)?)?)?$/;
/** A path as prose has it, ending where the line numbers begin. */
const pathBefore = /(?:^|[\s`'"([{<*_|,;])((?:[\w@+.~-]+\/)*[\w@+.~-]*\w\.[A-Za-z][A-Za-z0-9]{0,9})$/;
/** No path is longer, so looking further back is of no use. */
const maxPathChars = 400;
/** The longest `:1234567 - L1234567` still to come. */
const maxTailChars = 24;

export class CitationParser {
  readonly #byLabel = new Map<string, PlaceRange[]>();
  readonly #labels: readonly string[];
  /** The end of the text, as far back as a path may reach. */
  #tail = '';
  /** Offset of #tail in the whole text. */
  #tailAt = 0;
  /** Offset in the whole text up to which matches were decided. */
  #decided = 0;

  constructor(sent: readonly SentRange[]) {
    for (const { label, range } of sent) {
      const ranges = this.#byLabel.get(label);
      if (ranges) ranges.push(range);
      else this.#byLabel.set(label, [range]);
    }
    // The longest first, so that `a/b.ts` is not taken for `b.ts`.
    this.#labels = [...this.#byLabel.keys()].toSorted((a, b) => b.length - a.length);
  }

  /** Citations that are complete now that `text` came. */
  feed(text: string): readonly Citation[] {
    this.#tail += text;
    return this.#scan(false);
  }

  /** What only the end of the text completes. */
  finish(): readonly Citation[] {
    return this.#scan(true);
  }

  #scan(final: boolean): readonly Citation[] {
    const found: Citation[] = [];
    for (;;) {
      lineNumbers.lastIndex = this.#decided - this.#tailAt;
      const match = lineNumbers.exec(this.#tail);
      if (match === null) break;
      // Digits or a second number may still come.
      if (!final && mayGoOn.test(this.#tail.slice(lineNumbers.lastIndex))) return found;
      const citation = this.#citation(match);
      if (citation) found.push(citation);
      this.#decided = this.#tailAt + lineNumbers.lastIndex;
    }
    // A match that began further back would have been found.
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

  /** Small models shorten `src/pool/run.ts` to `run.ts`: taken where only one of the sent files can be meant. */
  #byShortName(written: string): readonly PlaceRange[] | undefined {
    const suffix = `/${written.replace(/^\.\//, '')}`;
    const labels = this.#labels.filter(label => `/${label}`.endsWith(suffix));
    return labels.length === 1 ? this.#byLabel.get(labels[0]!) : undefined;
  }

  /** Keeps what is undecided and the path that may stand before it. */
  #forget(): void {
    const cut = this.#decided - this.#tailAt - maxPathChars;
    // Cutting at every piece would copy the tail each time.
    if (cut < 4096) return;
    this.#tail = this.#tail.slice(cut);
    this.#tailAt += cut;
  }
}

/** True where `text` ends with the label, and the label is not the end of a longer name. */
function endsWithPath(text: string, label: string): boolean {
  if (!text.endsWith(label)) return false;
  const before = text[text.length - label.length - 1];
  return before === undefined || !/[\w/.@~+-]/.test(before);
}

/** True where the ranges together hold every line. */
function covers(ranges: readonly PlaceRange[], startLine: number, endLine: number): boolean {
  let next = startLine;
  for (const range of ranges.toSorted((a, b) => a.startLine - b.startLine)) {
    if (range.startLine > next) break;
    next = Math.max(next, range.endLine + 1);
    if (next > endLine) return true;
  }
  return next > endLine;
}
