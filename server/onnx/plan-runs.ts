/**
 * Which texts share a run of the model. Texts longer than the window are cut into parts that follow each other; parts of like
 * length go together, so that little is padding; a run has a budget of tokens, padding included. Pure.
 */

export interface Part {
  /** Index of the text. */
  readonly text: number;
  readonly ids: readonly number[];
}

export interface Run {
  readonly parts: readonly Part[];
  /** Tokens of the longest part with its marks: what the others are padded to. */
  readonly length: number;
}

export interface RunLimits {
  readonly maxTokens: number;
  /** Marks around each part. */
  readonly nMarks: number;
  /** Tokens of a run, padding included. */
  readonly budgetTokens: number;
  readonly maxTexts: number;
  /** What a part of a run may be padded with at most, as a share of its length: a CPU gains nothing by large runs, and computes padding in full. */
  readonly mostPadding: number;
}

/** So few tokens of padding cost less than a run of its own. */
const slackTokens = 2;

export function partsOf(ids: readonly (readonly number[])[], limits: RunLimits): Part[] {
  const room = Math.max(1, limits.maxTokens - limits.nMarks);
  return ids.flatMap((all, text) => {
    if (all.length <= room) return [{ text, ids: all }];
    // Equal parts: a last part of three words would count as much as a whole one otherwise.
    const nParts = Math.ceil(all.length / room);
    const size = Math.ceil(all.length / nParts);
    return Array.from({ length: nParts }, (_, i) => ({ text, ids: all.slice(i * size, (i + 1) * size) }));
  });
}

export function planRuns(parts: readonly Part[], limits: RunLimits): Run[] {
  const sorted = parts.toSorted((a, b) => b.ids.length - a.ids.length);
  const runs: Run[] = [];
  for (let i = 0; i < sorted.length; ) {
    const length = (sorted[i]?.ids.length ?? 0) + limits.nMarks;
    const most = Math.max(1, Math.min(limits.maxTexts, Math.floor(limits.budgetTokens / Math.max(1, length))));
    const isLike = (part: Part | undefined): boolean =>
      part !== undefined && length <= (part.ids.length + limits.nMarks) * (1 + limits.mostPadding) + slackTokens;
    let n = 1;
    while (n < most && isLike(sorted[i + n])) n++;
    runs.push({ parts: sorted.slice(i, i + n), length });
    i += n;
  }
  return runs;
}
