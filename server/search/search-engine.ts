/**
 * Answers questions over all folders: examines each, ranks all candidates together, and shapes the best into places.
 * Runs on the search thread. Its dependencies are passed in: how to open snapshots, the model, the weights.
 */

import type { EmbeddingTable } from '../embedding/static-table.js';
import type { SearchAnswer } from '../protocol/methods/query-methods.js';
import { overlaps } from '../protocol/overlaps.js';
import type { Place } from '../protocol/place.js';
import { ProblemError } from '../protocol/problem.js';
import { say } from '../protocol/sentences/sentence.js';
import type { ChosenVectors } from '../snapshot/chosen-vectors.js';
import { retryOnDamage } from '../snapshot/retry-on-damage.js';
import type { SnapshotSpec } from '../snapshot/snapshot-spec.js';
import type { Snapshot } from '../snapshot/snapshot-types.js';
import { fileFilter } from './file-filter.js';
import { type Examined, FolderEngine } from './folder-engine.js';
import { namedPlaces } from './named-places.js';
import { type ParsedQuery, parseQuery } from './query/parse-query.js';
import { orderFiles, type RankedFile } from './rank/order-files.js';
import { type RankingWeights, scoreRows, valuesFor } from './rank/score.js';
import { placeOfFile } from './results/place-of-file.js';
import { SourceTexts } from './results/source-texts.js';
import type { MeantQuery } from './search-thread-methods.js';
import { textTest } from './text-test.js';

export interface SearchEngineParts {
  /** Opens a snapshot. The folder's previous snapshot is not used afterwards. */
  readonly open: (spec: SnapshotSpec) => Snapshot;
  readonly close: (folder: string) => void;
  /** Returns the vectors of a chosen embedding model for a folder, if one is chosen. */
  readonly chosen?: (folder: string) => ChosenVectors | undefined;
  readonly model: EmbeddingTable | undefined;
  readonly weights: RankingWeights;
}

interface Ranked extends RankedFile {
  readonly folder: FolderEngine;
  readonly examined: Examined;
}

/** Limit of the files read to check for exact phrases. */
const maxRead = 400;

export class SearchEngine {
  readonly #services: SearchEngineParts;
  readonly texts = new SourceTexts();
  readonly #folders = new Map<string, FolderEngine>();

  constructor(services: SearchEngineParts) {
    this.#services = services;
  }

  use(spec: SnapshotSpec): void {
    const known = this.#folders.get(spec.folder);
    if (known !== undefined && known.spec.generation > spec.generation) return;
    if (known !== undefined) this.texts.forget(known.snapshot);
    const { open, model, weights } = this.#services;
    this.#folders.set(spec.folder, new FolderEngine(spec, open(spec), model, weights.ofTerms));
  }

  drop(folder: string): void {
    const known = this.#folders.get(folder);
    if (known === undefined) return;
    this.texts.forget(known.snapshot);
    this.#folders.delete(folder);
    this.#services.close(folder);
  }

  folders(): readonly FolderEngine[] {
    return [...this.#folders.values()];
  }

  /** Runs a whole question. If a segment turns out damaged meanwhile, the question runs again without it. */
  withoutDamage<T>(ask: () => T): T {
    return retryOnDamage(
      this.folders().map(({ snapshot }) => snapshot),
      ask,
    );
  }

  search({ query, limit, folder, meaning }: MeantQuery, throwIfStopped: () => void): SearchAnswer {
    const started = performance.now();
    const folders = folder === undefined ? this.folders() : this.folders().filter(one => one.spec.folder === folder);
    if (folders.length === 0) {
      throw new ProblemError('no-folder', say('nothingIndexed'), say('openFolderAndWait'));
    }
    const parsed = parseQuery(query);
    const named = folders.flatMap(one => namedPlaces(one, parsed.places, this.texts));
    const ranked: Ranked[] = [];
    const isTested = parsed.phrases.length > 0 || parsed.excludedWords.length > 0;
    const values = valuesFor(this.#services.weights, parsed);
    for (const one of folders) {
      throwIfStopped();
      const examined = one.examine(parsed, fileFilter(parsed, one.snapshot), meaning, this.#services.chosen?.(one.spec.folder));
      const order = orderFiles(examined.table, scoreRows(examined.table.features, values), isTested ? maxRead : limit);
      for (const file of order) ranked.push({ ...file, folder: one, examined });
    }
    if (folders.length > 1) ranked.sort((a, b) => b.score - a.score);
    throwIfStopped();
    const found = this.#places(ranked, parsed, limit, throwIfStopped);
    const places = [...named, ...found.filter(place => !named.some(other => overlaps(place, other)))].slice(0, limit);
    return {
      places,
      elapsedMs: performance.now() - started,
      nFiles: sum(folders.map(one => one.snapshot.totals.nFiles)),
      nChunks: sum(folders.map(one => one.snapshot.totals.nWindows)),
    };
  }

  /** Takes the best window of each file, then further windows of the files if there are fewer files than wanted places. */
  #places(ranked: readonly Ranked[], parsed: ParsedQuery, limit: number, throwIfStopped: () => void): Place[] {
    const places: Place[] = [];
    const test = textTest(parsed);
    const passed: Ranked[] = [];
    let nRead = 0;
    for (const file of ranked) {
      if (places.length >= limit) break;
      if (test !== undefined) {
        throwIfStopped();
        if (nRead++ >= maxRead) break;
        if (!test(this.texts.read(file.folder, file.examined.table.facts[file.row]!))) continue;
      }
      passed.push(file);
      places.push(this.#place(file, 0));
    }
    for (let further = 1; further < 3 && places.length < limit; further++) {
      for (const file of passed) {
        if (places.length >= limit) break;
        if (file.examined.table.windowsOf(file.row).length <= further) continue;
        const place = this.#place(file, further);
        if (!places.some(other => overlaps(place, other))) places.push(place);
      }
    }
    return places;
  }

  #place({ folder, examined, row, score, copies }: Ranked, nth: number): Place {
    return placeOfFile({
      folder,
      examined,
      row,
      score,
      nCopies: copies.length,
      nth,
      values: valuesFor(this.#services.weights, examined.query.parsed),
      texts: this.texts,
    });
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
