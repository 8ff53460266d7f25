/**
 * Searches one folder: holds its newest snapshot, and caches facts and vectors of paths for as long as that snapshot lives.
 * Synchronous: a call runs on the search thread from start to end.
 */
import { embedText, knowsAny, weightInModel } from '../embedding/embed-text.js';
import type { EmbeddingTable } from '../embedding/static-table.js';
import type { ChosenVectors } from '../snapshot/chosen-vectors.js';
import type { SnapshotSpec } from '../snapshot/snapshot-spec.js';
import type { FileFacts, Snapshot, SymbolFacts } from '../snapshot/snapshot-types.js';
import { collectCandidates, type Selection, type SymbolHit } from './collect-candidates.js';
import type { ParsedQuery } from './query/parse-query.js';
import { type CandidateTable, extractFeatures, type FeatureSources } from './rank/extract-features.js';
import { type PathFacts, pathFacts } from './rank/path-facts.js';
import { type PreparedQuery, prepareQuery, type TermWeighing } from './rank/prepared-query.js';
import type { QueryMeaning } from './search-thread-methods.js';

export interface Examined {
  readonly query: PreparedQuery;
  readonly table: CandidateTable;
  readonly symbols: ReadonlyMap<number, readonly SymbolHit[]>;
}

interface FileKnowledge {
  readonly facts: FileFacts;
  readonly path: PathFacts;
  pathVector: Float32Array | undefined | null;
}

/** Number of files whose paths are cached, at about two kilobytes each. Computing 150 of them again costs a question two milliseconds. */
const maxKnown = 20_000;
/** Number of files whose outlines are cached: those of the last results. */
const maxOutlines = 64;
const encoder = new TextEncoder();

export class FolderEngine implements FeatureSources {
  readonly spec: SnapshotSpec;
  readonly snapshot: Snapshot;
  readonly #model: EmbeddingTable | undefined;
  readonly #weighing: TermWeighing | undefined;
  readonly #known = new Map<number, FileKnowledge>();
  readonly #outlines = new Map<number, readonly SymbolFacts[]>();

  /** `termWeights` come from the ranking weights. Without them, terms are weighted by rarity. */
  constructor(spec: SnapshotSpec, snapshot: Snapshot, model: EmbeddingTable | undefined, termWeights: Float64Array | undefined) {
    this.spec = spec;
    this.snapshot = snapshot;
    // Vectors of another model must not be compared.
    this.#model = model !== undefined && snapshot.embedding === model.identity ? model : undefined;
    this.#weighing = termWeights && { weights: termWeights, inModel: this.inModel };
  }

  /** Returns candidates with their features; the caller ranks them. `meaning` is used if the vectors of its model are complete. */
  examine(parsed: ParsedQuery, selection: Selection, meaning?: QueryMeaning, vectors?: ChosenVectors): Examined {
    const prepared = this.prepared(parsed);
    const chosen = meaning !== undefined && vectors?.serves(meaning) ? { vectors, vector: meaning.vector } : undefined;
    // If neither the folder nor the built-in model knows any of the words, the built-in model contributes nothing; another model may.
    const isBlind =
      (prepared.terms.length === 0 || chosen !== undefined) && this.#model !== undefined && !knowsAny(this.#model, spokenBytes(parsed));
    const query = { ...prepared, vector: isBlind ? undefined : prepared.vector, chosen };
    const candidates = collectCandidates(this.snapshot, query, selection);
    return { query, table: extractFeatures(this.snapshot, query, candidates, this), symbols: candidates.symbols };
  }

  /** Prepares the question for this folder, before it is known which of its words occur in any text. */
  prepared(parsed: ParsedQuery): PreparedQuery {
    const vector = this.#model === undefined ? undefined : embedText(this.#model, spokenBytes(parsed));
    return prepareQuery(parsed, this.snapshot, vector, this.#weighing);
  }

  inModel = (term: number): number | undefined => (this.#model === undefined ? undefined : weightInModel(this.#model, term));

  factsOf = (file: number): FileFacts => this.#knowledge(file).facts;

  pathOf = (_facts: FileFacts, file: number): PathFacts => this.#knowledge(file).path;

  pathVector = (facts: FileFacts, file: number): Float32Array | undefined => {
    const known = this.#knowledge(file);
    if (known.pathVector === null) known.pathVector = this.#embed(spoken(facts.path));
    return known.pathVector;
  };

  /** Returns the outline of a file. It is cached because successive results often come from the same files. */
  outlineOf(file: number): readonly SymbolFacts[] {
    const known = this.#outlines.get(file);
    if (known !== undefined) return known;
    const outline = this.snapshot.symbolsOf(file);
    if (this.#outlines.size >= maxOutlines) this.#outlines.clear();
    this.#outlines.set(file, outline);
    return outline;
  }

  #embed(text: string): Float32Array | undefined {
    return this.#model === undefined ? undefined : embedText(this.#model, encoder.encode(text));
  }

  #knowledge(file: number): FileKnowledge {
    const known = this.#known.get(file);
    if (known !== undefined) return known;
    if (this.#known.size >= maxKnown) this.#known.clear();
    const facts = this.snapshot.file(file);
    const fresh: FileKnowledge = { facts, path: pathFacts(facts.path), pathVector: null };
    this.#known.set(file, fresh);
    return fresh;
  }
}

/** Numbers and links in a commit message refer to something outside the code. */
const spokenBytes = ({ words, isChange }: ParsedQuery): Uint8Array =>
  encoder.encode(
    words
      .filter(({ text, place }) => !isChange || !(place.isLink || /^\d+$/.test(text)))
      .map(word => word.text)
      .join(' '),
  );

/** Returns the last folders and the file name without extension, as words. */
const spoken = (path: string): string =>
  path
    .split('/')
    .slice(-3)
    .join(' ')
    .replace(/\.[a-z0-9]+$/i, '');
