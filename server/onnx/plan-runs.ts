/**
 * Decides which texts share a run of the model. Texts longer than the window are cut into consecutive parts; parts of similar length go
 * together, so that there is little padding; a run has a budget of tokens, padding included. Pure.
 */

export interface Part {
  /** Index of the text. */
  readonly text: number;
  readonly ids: readonly number[];
}

export interface ModelRun {
  readonly parts: readonly Part[];
  /** Tokens of the longest part with its special tokens, to which the others are padded. */
  readonly length: number;
}

export interface RunLimits {
  readonly maxTokens: number;
  /** Number of special tokens around each part. */
  readonly nMarks: number;
  /** Tokens per run, padding included. */
  readonly budgetTokens: number;
  readonly maxTexts: number;
  /** Most padding of a part, as a share of its length. A CPU gains nothing from large runs and pays for padding in full. */
  readonly mostPadding: number;
}

/** Up to this many tokens of padding cost less than a separate run. */
const slackTokens = 2;

export function partsOf(ids: readonly (readonly number[])[], limits: RunLimits): Part[] {
  const capacity = Math.max(1, limits.maxTokens - limits.nMarks);
  return ids.flatMap((all, text) => {
    if (all.length <= capacity) return [{ text, ids: all }];
    // Parts of equal size: otherwise a last part of three words would count as much as a whole one.
    const nParts = Math.ceil(all.length / capacity);
    const size = Math.ceil(all.length / nParts);
    return Array.from({ length: nParts }, (_, i) => ({ text, ids: all.slice(i * size, (i + 1) * size) }));
  });
}

export function planRuns(parts: readonly Part[], limits: RunLimits): ModelRun[] {
  const sorted = parts.toSorted((a, b) => b.ids.length - a.ids.length);
  const runs: ModelRun[] = [];
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
