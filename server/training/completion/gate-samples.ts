/** What the gate is fitted on: every suggestion for every key of replayed lines, with its features and whether it was right. */

import { gateFeatureNames } from '../../completion/gate-features.js';
import type { LineCompleter } from '../../completion/line-completer.js';
import type { ReplayedLine } from './replay-lines.js';

/** One key of one line: its suggestions, as rows of `GateSamples`. */
export interface SampledKey {
  readonly firstRow: number;
  readonly nRows: number;
  readonly typed: number;
}

export interface SampledLine {
  readonly line: string;
  readonly keys: readonly SampledKey[];
}

export class GateSamples {
  readonly nFeatures = gateFeatureNames.length;
  features = new Float32Array((1 << 12) * gateFeatureNames.length);
  labels = new Uint8Array(1 << 12);
  /** The length of each suggestion, and a hash of the whole line that it makes. */
  lengths = new Uint16Array(1 << 12);
  wholes = new Float64Array(1 << 12);
  /** How many characters of the line agree with each suggestion. */
  agrees = new Uint16Array(1 << 12);
  nRows = 0;
  /** The lines of each repository. */
  readonly repositories: SampledLine[][] = [];
  /** The first row of each repository. */
  readonly firstRows: number[] = [];

  addRepository(completer: LineCompleter, lines: readonly ReplayedLine[]): void {
    this.firstRows.push(this.nRows);
    this.repositories.push(lines.map(one => this.#line(completer, one)));
  }

  #line(completer: LineCompleter, { path, above, line, below }: ReplayedLine): SampledLine {
    const keys: SampledKey[] = [];
    for (let typed = 0; typed < line.length; typed++) {
      const candidates = completer.candidates({ path, before: above + line.slice(0, typed), after: below });
      const rest = line.slice(typed);
      const firstRow = this.nRows;
      for (const { ending, row } of candidates)
        this.#row(row, ending.text === rest, { whole: line.slice(0, typed) + ending.text, line, length: ending.text.length });
      keys.push({ firstRow, nRows: candidates.length, typed });
    }
    return { line, keys };
  }

  #row(
    row: Float32Array,
    isRight: boolean,
    { whole, line, length }: { readonly whole: string; readonly line: string; readonly length: number },
  ): void {
    if (this.nRows === this.labels.length) this.#grow();
    this.features.set(row, this.nRows * this.nFeatures);
    this.labels[this.nRows] = isRight ? 1 : 0;
    this.lengths[this.nRows] = length;
    this.wholes[this.nRows] = hash53(whole);
    let agrees = 0;
    while (agrees < line.length && line[agrees] === whole[agrees]) agrees++;
    this.agrees[this.nRows] = agrees;
    this.nRows++;
  }

  #grow(): void {
    const size = this.labels.length * 2;
    const wider = <T extends Float32Array | Float64Array | Uint8Array | Uint16Array>(to: T, from: T): T => {
      to.set(from);
      return to;
    };
    this.features = wider(new Float32Array(size * this.nFeatures), this.features);
    this.labels = wider(new Uint8Array(size), this.labels);
    this.lengths = wider(new Uint16Array(size), this.lengths);
    this.agrees = wider(new Uint16Array(size), this.agrees);
    this.wholes = wider(new Float64Array(size), this.wholes);
  }
}

function hash53(text: string): number {
  let low = 0;
  let high = 7;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    low = Math.imul(low ^ code, 0x9e3779b1);
    high = Math.imul(high ^ code, 0x85ebca6b);
  }
  return (high >>> 11) * 2 ** 32 + (low >>> 0);
}
