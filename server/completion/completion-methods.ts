/** What the completion thread answers. Types only. */
import type { LineCompletionRequest } from './line-completer.js';
import type { LineSuggestion } from './shown-suggestion.js';

export interface CompletionFolder {
  readonly root: string;
  /** Relative to the root. */
  readonly paths: readonly string[];
}

export interface FilledWith {
  readonly nFiles: number;
  readonly sizeBytes: number;
}

export interface CompletionMethods {
  /** Brings what the completer knows in line with the files of the folders. */
  readonly fill: (params: { readonly folders: readonly CompletionFolder[] }) => FilledWith;
  readonly suggest: (params: LineCompletionRequest) => LineSuggestion;
}

export interface CompletionThreadData {
  readonly gatePath: string;
}
