/**
 * The forms that an edit takes in a model's message: a closed union. A part says what the message says, never where it belongs. Pure types.
 */

interface Shown {
  /** The number of its block in the message, from 1: a refusal names it. */
  readonly block: number;
  /** The fence or the mark that ends it is missing: the answer may break off inside it. */
  readonly isCut: boolean;
  /** The prose just above it. */
  readonly said: string;
}

/** Lines to find and what takes their place, in any of the dialects. */
export interface ReplacePart extends Shown {
  readonly form: 'replace';
  readonly search: readonly string[];
  readonly replacement: readonly string[];
  /** The line that the block claims to begin at, 0-based: it decides between places that read alike. */
  readonly claimed?: number | undefined;
}

/** A unified diff or the hunks of a `*** Begin Patch`, with their signs. */
export interface DiffPart extends Shown {
  readonly form: 'diff';
  readonly lines: readonly string[];
}

/** Code as it should be: a whole file, definitions or lines, perhaps with marks for what is left out. */
export interface CodePart extends Shown {
  readonly form: 'code';
  readonly lines: readonly string[];
  /** Lines of the file that the message says it shows, 0-based, end exclusive. */
  readonly range?: readonly [start: number, end: number] | undefined;
}

/** Words alone: `name` goes, or `old` becomes `fresh`. */
export type WordsPart = Shown &
  (
    | { readonly form: 'remove'; readonly name: string }
    | { readonly form: 'swap'; readonly old: string; readonly fresh: string; readonly line: number | undefined }
  );

export type EditPart = ReplacePart | DiffPart | CodePart | WordsPart;

/** What a message wants of one file. */
export interface FileEdit {
  /** As the message writes it; undefined when it names no file. */
  readonly path: string | undefined;
  readonly kind: 'change' | 'create' | 'delete';
  /** The new path of a file that moves. */
  readonly movesTo?: string | undefined;
  readonly parts: readonly EditPart[];
}
