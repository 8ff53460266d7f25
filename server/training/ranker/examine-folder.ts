/** Turns a judged folder into features with labels: it is indexed in memory with the product's own steps and examined with its own code. */
import type { EmbeddingTable } from '../../embedding/static-table.js';
import { wasmKernels } from '../../kernels/load-kernels.js';
import { FolderEngine } from '../../search/folder-engine.js';
import { parseQuery } from '../../search/query/parse-query.js';
import type { QueryMeaning } from '../../search/search-thread-methods.js';
import type { ChosenVectors } from '../../snapshot/chosen-vectors.js';
import { SegmentStore } from '../../snapshot/segment-store.js';
import { segmentOfFiles } from '../segment-of-files.js';
import type { JudgedFolder, Target } from './judged-folders.js';

export interface ExaminedQuery {
  readonly query: string;
  readonly kind: string;
  readonly isChange: boolean;
  readonly nTargets: number;
  /** Targets that no candidate matches, lost before ranking. */
  readonly nMissed: number;
  /** `featureNames.length` values per candidate. */
  readonly features: Float32Array;
  /** For each candidate, the numbers of the targets that it matches, one bit each. */
  readonly labels: Uint32Array;
  readonly paths: readonly string[];
}

export interface ExaminedFolder {
  readonly name: string;
  readonly language: string;
  readonly queries: readonly ExaminedQuery[];
}

export const pathMatches = (a: string, b: string): boolean => a === b || a.endsWith(`/${b}`) || b.endsWith(`/${a}`);

/** Creates a store in memory, in which a damaged segment is a bug. */
export const newStore = (kernels: Uint8Array): SegmentStore =>
  new SegmentStore(wasmKernels(kernels), 256 << 20, (_, problem) => {
    throw new Error(problem.reason);
  });

/** Opens a folder for searching, in memory. */
export function openFolder(
  folder: JudgedFolder,
  kernels: Uint8Array,
  table: EmbeddingTable | undefined,
  options: { readonly store?: SegmentStore; readonly termWeights?: Float64Array | undefined } = {},
): FolderEngine {
  const bytes = segmentOfFiles(folder.files(), kernels, table);
  const spec = {
    folder: folder.name,
    root: '/nowhere',
    generation: 1,
    segments: [{ path: folder.name, bytes, deletedFiles: [] }],
    overlays: [],
  };
  return new FolderEngine(spec, (options.store ?? newStore(kernels)).snapshot(spec), table, options.termWeights);
}

/** `termWeights` as in the ranking weights. */
export const examineFolder = (
  folder: JudgedFolder,
  kernels: Uint8Array,
  table: EmbeddingTable | undefined,
  termWeights: Float64Array | undefined,
): ExaminedFolder => examineQueries(folder, openFolder(folder, kernels, table, { termWeights }));

/** `meanings`: the vectors of the questions from a chosen embedding model, if its `vectors` of the folder are complete. */
export function examineQueries(
  folder: JudgedFolder,
  search: FolderEngine,
  meanings: ReadonlyMap<string, QueryMeaning> = new Map(),
  vectors?: ChosenVectors,
): ExaminedFolder {
  const queries = folder.queries.map(({ query, kind, targets }): ExaminedQuery => {
    const parsed = parseQuery(query);
    const { table } = search.examine(parsed, {}, meanings.get(query), vectors);
    const paths = table.facts.map(facts => facts.path);
    const labels = Uint32Array.from(paths, path => labelOf(path, targets));
    const matched = labels.reduce((bits, label) => bits | label, 0);
    const nMissed = targets.filter((_, i) => (matched & (1 << i)) === 0).length;
    return { query, kind, isChange: parsed.isChange, nTargets: targets.length, nMissed, features: table.features, labels, paths };
  });
  return { name: folder.name, language: folder.language, queries };
}

/** Line ranges of a target are judged where places are made, not here. */
const labelOf = (path: string, targets: readonly Target[]): number =>
  targets.reduce((bits, target, i) => (i < 32 && pathMatches(path, target.path) ? bits | (1 << i) : bits), 0);
