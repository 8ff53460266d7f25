/**
 * Entry of the search thread: opens segments, ranks, answers. Its start-up data names the files that it reads once; everything else comes
 * with calls.
 */
import { readFileSync } from 'node:fs';
import { systemClock } from '../base/clock.js';
import type { EmbeddingTable } from '../embedding/static-table.js';
import { loadStaticTable } from '../embedding/static-table-file.js';
import { loadKernels } from '../kernels/load-kernels.js';
import { Recorder } from '../monitor/recorder.js';
import { serveThread, threadData } from '../pool/serve-thread.js';
import { problemOf, wordedProblem } from '../protocol/problem.js';
import { englishWording } from '../protocol/sentences/sentence.js';
import { ChosenModelVectors } from '../search/chosen-model.js';
import { complete } from '../search/complete.js';
import { landmarks } from '../search/landmarks.js';
import { neighbours } from '../search/neighbours.js';
import { decodeWeights, plainWeights } from '../search/rank/ranking-weights.js';
import { SearchEngine } from '../search/search-engine.js';
import type { DamagedSegment, SearchThreadData, SearchThreadMethods } from '../search/search-thread-methods.js';
import { SegmentStore } from '../snapshot/segment-store.js';

// The searcher starts this thread with SearchThreadData.
const data = threadData() as SearchThreadData;

/** Returns the result of `load`, or the reason why it fails: search continues without it. */
function attempt<T>(load: () => T, otherwise: T): { readonly value: T; readonly problem: string | undefined } {
  try {
    return { value: load(), problem: undefined };
  } catch (error) {
    return { value: otherwise, problem: wordedProblem(problemOf(error), englishWording).message };
  }
}

const model = attempt<EmbeddingTable | undefined>(() => loadStaticTable(data.tablePath), undefined);
const weights = attempt(() => decodeWeights(readFileSync(data.weightsPath, 'utf8'), data.weightsPath), plainWeights);
const recorder = new Recorder({ process: 'search', clock: systemClock, enabled: true });
const damaged: string[] = [];
let unreported: DamagedSegment[] = [];
const store = new SegmentStore(loadKernels(data.kernelsPath), data.cacheBytes, (folder, { path, reason }) => {
  damaged.push(`${path}: ${reason}`);
  unreported.push({ folder, path, reason });
});
let reported = store.stats;
const service = new SearchEngine({
  open: spec => store.snapshot(spec),
  close: folder => store.drop(folder),
  chosen: folder => store.chosenVectors(folder),
  model: model.value,
  weights: weights.value,
});

const chosen = new ChosenModelVectors({ service, store, storageDir: data.storageDir, recorder });

serveThread<SearchThreadMethods>({
  use: spec => service.use(spec),
  drop: folder => service.drop(folder),
  setUnsaved: ({ path, text }) => service.texts.setUnsaved(path, text),
  search: (query, context) => {
    const answer = recorder.span(
      'search/answer',
      () => service.withoutDamage(() => service.search(query, () => context.throwIfStopped())),
      context.span,
    );
    recorder.count('Search', 'queries');
    if (model.value !== undefined) recorder.count('Embedding', 'queries with the built-in model');
    if (query.meaning !== undefined) recorder.count('Embedding', 'queries with the chosen model');
    recorder.count('Search', 'places', answer.places.length);
    recorder.count('Kernels', 'queries scored by WASM SIMD');
    return answer;
  },
  chooseVectors: model => chosen.choose(model),
  unembedded: ({ folders, maxWindows }) => chosen.unembedded(folders, maxWindows),
  addVectors: ({ identity, files }) => chosen.add(identity, files),
  neighbours: query => service.withoutDamage(() => neighbours(service.folders(), query, service.texts)),
  complete: query => service.withoutDamage(() => complete(service.folders(), query)),
  landmarks: () => service.withoutDamage(() => landmarks(service.folders())),
  health: () => ({
    table: model.value?.identity,
    tableProblem: model.problem,
    rankerProblem: weights.problem,
    damagedSegments: damaged.slice(-20),
  }),
  news: () => {
    countStats();
    const damage = unreported;
    unreported = [];
    return { metrics: recorder.drain(), damage };
  },
});

function countStats(): void {
  const { memory, pages, probesSaved } = store.stats;
  recorder.count('MemoryArena', 'bytes asked, search', memory.asked - reported.memory.asked);
  recorder.count('MemoryArena', 'bytes reused, search', memory.reused - reported.memory.reused);
  recorder.count('Search', 'page hits', pages.hits - reported.pages.hits);
  recorder.count('Search', 'pages read', pages.misses - reported.pages.misses);
  // Closed segments take their counts with them.
  recorder.count('BloomFilters', 'dictionary probes saved', Math.max(0, probesSaved - reported.probesSaved));
  reported = store.stats;
}
