/** The options of the commands that open an index, as commander parses them. Types only. */

import type { Shell } from '../safety/run/call.js';
import type { EmbeddingOptions, EndpointOptions } from './chosen-embedding.js';

/** The options of every command that opens the index. */
export interface CommonOptions {
  readonly root: string;
  readonly storage?: string;
}

export interface IndexOptions extends CommonOptions, EmbeddingOptions {
  readonly rebuild?: boolean;
}

export interface SearchOptions extends CommonOptions, EmbeddingOptions {
  readonly limit: number;
  readonly queries?: string;
  readonly explain?: boolean;
}

export interface AskOptions extends CommonOptions, EmbeddingOptions {
  readonly model?: string;
  readonly extractive?: boolean;
  readonly fresh?: boolean;
}

export interface CheckCommandOptions {
  readonly shell: Shell;
  readonly cwd?: string;
  readonly home?: string;
  readonly policy?: string;
}

export interface DoctorOptions extends EndpointOptions {
  readonly storage?: string;
}
