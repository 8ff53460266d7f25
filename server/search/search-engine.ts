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
import { exactFiles } from './exact-files.js';
import { fileFilter, hasFilter } from './file-filter.js';
import { type Examined, FolderEngine } from './folder-engine.js';
import { namedPlaces } from './named-places.js';
import { type ParsedQuery, parseQuery } from './query/parse-query.js';
import { orderFiles, type RankedFile } from './rank/order-files.js';
import { type RankingWeights, scoreRows, valuesFor } from './rank/score.js';
import { phraseLines, placeOfFile } from './results/place-of-file.js';
import { SourceTexts } from './results/source-texts.js';
import type { MeantQuery, QueryMeaning } from './search-thread-methods.js';
import { linesWithPhrase, textTest } from './text-test.js';
import { refuseUnknownLanguages } from './unknown-language.js';

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
    refuseUnknownLanguages(parsed, folders);
    const named = folders.flatMap(one => namedPlaces(one, parsed.places, this.texts));
    const ranked: Ranked[] = [];
    const values = valuesFor(this.#services.weights, parsed);
    for (const one of folders) {
      throwIfStopped();
      const examined = this.#examine(one, parsed, meaning, values, throwIfStopped);
      const order = orderFiles(examined.table, scoreRows(examined.table.features, values), limit);
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
      ...(folders.some(one => !one.snapshot.isWhole) && { incomplete: true as const }),
    };
  }

  /** Examines a folder. If the question has tests that need the text, or only filters, the files that pass are found first. */
  #examine(
    folder: FolderEngine,
    parsed: ParsedQuery,
    meaning: QueryMeaning | undefined,
    values: Float64Array,
    throwIfStopped: () => void,
  ): Examined {
    const keep = fileFilter(parsed, folder.snapshot);
    const test = textTest(parsed);
    const vectors = this.#services.chosen?.(folder.spec.folder);
    const isOnlyFilter = parsed.words.length === 0 && hasFilter(parsed);
    if (test === undefined && !isOnlyFilter) return folder.examine(parsed, { keep }, meaning, vectors);
    const proposed = folder.examine(parsed, { keep }, meaning, vectors).table;
    const scores = scoreRows(proposed.features, values);
    const rows = Array.from(scores, (_, row) => row).sort((a, b) => scores[b]! - scores[a]!);
    const likely = rows.map(row => proposed.files[row]!);
    // Excluded words alone ask for what ranking proposes, without them.
    const isWithin = !isOnlyFilter && parsed.phrases.length === 0 && parsed.words.length > 0;
    const within = new Set(likely);
    const search = { phrases: parsed.phrases, keep: isWithin ? (file: number) => within.has(file) : keep, test, likely };
    const only = exactFiles(folder, search, this.texts, throwIfStopped);
    return folder.examine(parsed, { keep, only }, meaning, vectors);
  }

  /** Takes the best window of each file, then further windows of the files if there are fewer files than wanted places. */
  #places(ranked: readonly Ranked[], { phrases }: ParsedQuery, limit: number, throwIfStopped: () => void): Place[] {
    const places: Place[] = [];
    const shown = ranked.slice(0, limit);
    for (const file of shown) {
      throwIfStopped();
      places.push(this.#place(file, 0));
    }
    for (let further = 1; further < 3 && places.length < limit; further++) {
      for (const file of shown) {
        if (places.length >= limit) break;
        if (this.#nPlacesOf(file, phrases) <= further) continue;
        const place = this.#place(file, further);
        if (!places.some(other => overlaps(place, other))) places.push(place);
      }
    }
    return places;
  }

  /** Of a file with an exact phrase, only the lines that hold it are shown. */
  #nPlacesOf({ folder, examined: { table }, row }: Ranked, [phrase]: readonly string[]): number {
    if (phrase === undefined) return table.windowsOf(row).length;
    return linesWithPhrase(this.texts.read(folder, table.facts[row]!).text(), phrase, phraseLines, 3).length;
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
