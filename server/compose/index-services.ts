/** Index and search, without chat and models: all that a search on the command line needs. */
import { existsSync } from 'node:fs';
import type { Log } from '../base/background.js';
import { systemClock } from '../base/clock.js';
import { type Disposable, DisposableStore } from '../base/disposables.js';
import { systemDisk } from '../disk/atomic-file.js';
import type { EmbeddingTable } from '../embedding/static-table.js';
import { loadStaticTable } from '../embedding/static-table-file.js';
import { UnsavedTexts } from '../indexing/unsaved-texts.js';
import { Workspace } from '../indexing/workspace.js';
import type { Recorder } from '../monitor/recorder.js';
import { Thread } from '../pool/thread.js';
import type { Options } from '../protocol/options.js';
import { problemLine, problemOf } from '../protocol/problem.js';
import { englishWording } from '../protocol/sentences/sentence.js';
import { SearchClient } from '../search/search-client.js';
import type { SearchThreadData, SearchThreadMethods } from '../search/search-thread-methods.js';
import { builtFiles } from './built-files.js';
import { buildCommonServices, type CommonServices } from './common-services.js';

export interface IndexSetup {
  readonly options: Options;
  readonly log: Log;
  /** Watch the disk, because the client does not report changed files. */
  readonly watch: boolean;
}

export interface IndexServices extends Disposable {
  readonly workspace: Workspace;
  readonly searcher: SearchClient;
  readonly unsaved: UnsavedTexts;
  readonly embedding: EmbeddingTable | undefined;
  dispose(): Promise<void>;
}

/** Limit of the disk space for the index of one folder. */
const quotaBytes = 4 * 1024 ** 3;
/** Index threads end after this time without work, to free their memory. */
const idleMs = 5_000;
/** The search thread restarts within a tenth of a second, so an idle window need not keep its memory. */
const searchIdleMs = 10 * 60_000;

/** For commands that only index and search. */
export function buildIndexCore(setup: IndexSetup): Omit<IndexServices, 'embedding' | 'unsaved'> & { readonly recorder: Recorder } {
  const owned = new DisposableStore();
  const common = owned.add(buildCommonServices(setup.options));
  const { workspace, searcher } = owned.add(buildIndexServices(setup, common));
  return { recorder: common.recorder, workspace, searcher, dispose: () => owned.dispose() };
}

export function buildIndexServices({ options, log, watch }: IndexSetup, { storageDir, recorder }: CommonServices): IndexServices {
  const embedding = loadTable(log);
  const unsaved = new UnsavedTexts();
  const workspace = new Workspace({
    threadEntry: builtFiles.indexThread,
    assets: { kernelsFile: builtFiles.kernels, embedding },
    storageDir,
    exclude: options.exclude,
    maxFileBytes: options.maxFileBytes,
    nThreads: options.threads,
    quotaBytes,
    idleMs,
    watch,
    disk: systemDisk,
    unsaved,
    clock: systemClock,
    log,
    recorder,
  });
  const data: SearchThreadData = {
    kernelsPath: builtFiles.kernels,
    tablePath: builtFiles.table,
    weightsPath: builtFiles.rankingWeights,
    cacheBytes: options.indexMemoryBytes,
    storageDir,
  };
  // A caller that stops a search continues at once. On a busy machine the thread takes longer to notice, and is worth keeping.
  const thread = new Thread<SearchThreadMethods>({
    entry: builtFiles.searchThread,
    name: 'search',
    data,
    graceMs: 2_000,
    idleMs: searchIdleMs,
    youngHeapMb: 12,
    log,
    recorder,
  });
  const searcher = new SearchClient(thread, unsaved, log);
  // The searcher receives every snapshot that indexing commits.
  workspace.onSnapshot(spec => searcher.use(spec));
  workspace.onRemoved(folder => searcher.drop(folder));
  searcher.holds(() => workspace.holdBackground());
  searcher.onNews(({ metrics }) => recorder.absorb(metrics));
  searcher.repairsBy(({ folder, path, reason }) => {
    log('warn', `"${path}" is damaged (${reason}); what it holds is indexed again`);
    return workspace.reportDamage(folder, path);
  });
  return {
    workspace,
    searcher,
    unsaved,
    embedding,
    dispose: async () => {
      // The search comes first, because its last news may report damage.
      await searcher.dispose();
      await workspace.dispose();
    },
  };
}

/** Search by words works without the built-in model, so a damaged file is reported and skipped. */
function loadTable(log: Log): EmbeddingTable | undefined {
  if (!existsSync(builtFiles.table)) return undefined;
  try {
    return loadStaticTable(builtFiles.table);
  } catch (error) {
    log('warn', problemLine(problemOf(error), englishWording));
    return undefined;
  }
}
