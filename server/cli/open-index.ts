/** Opens one folder's index for a command: loads what is stored, reads what changed, and waits until that is done. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { background, type Log } from '../base/background.js';
import { DisposableStore, toDisposable } from '../base/disposables.js';
import { fileUriOf } from '../base/file-uris.js';
import { abortError } from '../protocol/abort-error.js';
import type { FolderStatus } from '../protocol/index-status.js';
import type { Options } from '../protocol/options.js';
import { ProblemError } from '../protocol/problem.js';
import { say } from '../protocol/sentences/sentence.js';
import type { Services, ServicesSetup } from '../rpc/services.js';
import { checkedOptions } from './checked-options.js';
import type { CommonOptions } from './command-options.js';
import { plainLine } from './plain-text.js';
import { showIndexing } from './show-indexing.js';
import type { Terminal } from './terminal.js';

/** What every opened index offers; `ask` opens all services. */
export type IndexCore = Pick<Services, 'recorder' | 'workspace' | 'searcher' | 'dispose'>;

export interface OpenedIndex<W extends IndexCore> {
  readonly services: W;
  readonly root: string;
  readonly status: FolderStatus;
  /** Time from the start of work on the index until everything is searchable. */
  readonly ms: number;
  readonly isUpToDate: boolean;
}

export interface OpenRequest<W extends IndexCore> {
  readonly build: (setup: ServicesSetup) => W;
  readonly common: CommonOptions;
  readonly options?: Partial<Options>;
  readonly rebuild?: boolean;
  /** Follow changes of the folder while the work runs. */
  readonly watch?: boolean;
}

/** Runs `work` over the folder's index, and releases everything afterwards. */
export async function withIndex<T, W extends IndexCore>(
  { build, common, options, rebuild, watch = false }: OpenRequest<W>,
  terminal: Terminal,
  signal: AbortSignal,
  work: (opened: OpenedIndex<W>) => Promise<T>,
): Promise<T> {
  const root = resolve(common.root);
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory())
    throw new ProblemError('no-folder', say('notAFolder', { path: root }), say('nameRoot'));
  const full = checkedOptions({ ...options, ...(common.storage !== undefined && { storageDir: resolve(common.storage) }) });
  const owned = new DisposableStore();
  // A stopped run ends with the process and does not wait for threads to end.
  const release = (): Promise<void> => owned.dispose();
  try {
    const log: Log = (level, text) => {
      if (level === 'error' || level === 'warn') terminal.note(plainLine(process.env['VIBE_DEBUG'] ? text : firstLine(text)));
    };
    const services = owned.add(build({ options: full, log, watch, conversations: 'run' }));
    const started = performance.now();
    owned.add(showIndexing(services.workspace, terminal, () => performance.now()));
    owned.add(toDisposable(() => terminal.clearBar()));
    // Its thread starts while the folder is scanned.
    const ending = new AbortController();
    owned.add(toDisposable(() => ending.abort(abortError())));
    background('Starting the search', services.searcher.health(AbortSignal.any([signal, ending.signal])), log);
    await services.workspace.addFolder(root, signal);
    const nStored = services.workspace.status().folders[0]?.nSearchable;
    if (rebuild) await services.workspace.rebuild(fileUriOf(root), signal);
    const status = await services.workspace.ready(fileUriOf(root), signal);
    // A disk that cannot be written costs the stored index, and not the answer.
    if (status.problem?.code === 'storage-unwritable' && status.nSearchable > 0) terminal.warn(status.problem);
    else if (status.problem) throw ProblemError.of(status.problem);
    const nIndexed = services.recorder.counters()['Indexing']?.['files indexed'] ?? 0;
    terminal.clearBar();
    return await work({
      services,
      root,
      status,
      ms: performance.now() - started,
      isUpToDate: status.phase !== 'following' && nIndexed === 0 && nStored === status.nSearchable,
    });
  } finally {
    if (signal.aborted) void release().catch(() => undefined);
    else await release();
  }
}

/** The rest of a failure is the stack, which does not help a person who asked for something else. */
const firstLine = (text: string): string => text.split('\n', 1)[0]!;
