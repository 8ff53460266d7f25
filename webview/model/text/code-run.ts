/** Highlighted code: pieces of a line with their kinds. Pure type. */
export type RunKind = 'keyword' | 'string' | 'number' | 'comment' | 'function' | 'type' | 'variable' | 'meta' | 'added' | 'removed';

export interface CodeRun {
  readonly text: string;
  readonly kind: RunKind | undefined;
}
