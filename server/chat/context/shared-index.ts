/**
 * The index as other assistants see it: places, definitions and lines as texts with secrets redacted. Read-only: it changes no file and
 * runs no command.
 */

import type { Completion } from '../../protocol/methods/context-methods.js';
import type { SearchAnswer, SearchQuery } from '../../protocol/methods/query-methods.js';
import type { Place, PlaceRange } from '../../protocol/place.js';
import { ProblemError } from '../../protocol/problem.js';
import { englishWording, say } from '../../protocol/sentences/sentence.js';
import { wordedWhy } from '../../protocol/why.js';
import { maskSecrets } from '../../safety/secrets/mask-secrets.js';
import type { WorkspaceFiles } from './workspace-files.js';

interface IndexReader {
  search(query: SearchQuery, signal: AbortSignal): Promise<SearchAnswer>;
  complete(request: { trigger: '#'; query: string; limit: number }, signal: AbortSignal): Promise<readonly Completion[]>;
}

export const maxSharedPlaces = 50;
/** Limit of lines that one call returns. */
export const maxSharedLines = 400;
const maxDefinitions = 10;

export class SharedIndex {
  readonly #index: IndexReader;
  readonly #files: WorkspaceFiles;
  readonly #folders: () => readonly string[];

  constructor(index: IndexReader, files: WorkspaceFiles, folders: () => readonly string[]) {
    this.#index = index;
    this.#files = files;
    this.#folders = folders;
  }

  async search(query: string, limit: number, signal: AbortSignal): Promise<string> {
    const { places } = await this.#index.search({ query, limit }, signal);
    return places.map(described).join('\n\n') || 'No place matches.';
  }

  async symbol(name: string, signal: AbortSignal): Promise<string> {
    const wanted = name.split(/[.:#]+/).at(-1)!;
    const symbols = await this.#index.complete({ trigger: '#', query: wanted, limit: maxSharedPlaces }, signal);
    const ranges = symbols.flatMap(({ label, attachment }) =>
      attachment?.kind === 'range' && label.toLowerCase() === wanted.toLowerCase() ? [attachment.range] : [],
    );
    const texts = await Promise.all(ranges.slice(0, maxDefinitions).map(range => this.#linesOf(range, signal)));
    return texts.join('\n\n') || `Nothing named "${name}" is defined in this folder.`;
  }

  /** The first of the open folders that holds the path. */
  async read(lines: Omit<PlaceRange, 'folder'>, signal: AbortSignal): Promise<string> {
    let failure: unknown = new ProblemError('no-folder', say('noFolderOpen'), say('openAFolder'));
    for (const folder of this.#folders()) {
      try {
        return await this.#linesOf({ folder, ...lines }, signal);
      } catch (error) {
        signal.throwIfAborted();
        failure = error;
      }
    }
    throw failure;
  }

  /** Returns numbered lines below the place's name. */
  async #linesOf({ folder, path, startLine, endLine }: PlaceRange, signal: AbortSignal): Promise<string> {
    const lines = maskSecrets(await this.#files.read(folder, path, signal)).split(/\r\n|\r|\n/);
    const last = Math.min(endLine, startLine + maxSharedLines - 1, lines.length);
    const numbered = lines.slice(startLine - 1, last).map((line, i) => `${startLine + i}\t${line}`);
    return [`${path}:${startLine}-${last}`, ...numbered].join('\n');
  }
}

const described = ({ path, startLine, endLine, chain, why, text }: Place): string =>
  maskSecrets(
    `${path}:${startLine}-${endLine}${chain.length > 0 ? ` ${chain.join('.')}` : ''}\n(${wordedWhy(why, englishWording)})\n${text}`,
  );
