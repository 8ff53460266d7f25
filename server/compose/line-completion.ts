/** Starts the built-in completer's thread and reports the folders to it. Nothing starts before the first request. */
import type { Log } from '../base/background.js';
import { type Disposable, DisposableStore } from '../base/disposables.js';
import { filePathOf, insideFolder } from '../base/file-uris.js';
import { CompletionClient } from '../completion/completion-client.js';
import type { CompletionMethods, CompletionThreadData } from '../completion/completion-methods.js';
import type { Workspace } from '../indexing/workspace.js';
import type { Recorder } from '../monitor/recorder.js';
import { Thread } from '../pool/thread.js';
import { isAbort } from '../protocol/abort-error.js';
import { ProblemError } from '../protocol/problem.js';
import { builtFiles } from './built-files.js';

/** The thread ends after this time without a request, to free its memory; filling it again takes about a second for each 10 MB. */
const idleMs = 15 * 60_000;

export function buildLineCompletion(workspace: Workspace, recorder: Recorder, log: Log): { readonly lines: CompletionClient } & Disposable {
  const owned = new DisposableStore();
  const data: CompletionThreadData = { gatePath: builtFiles.completionGate };
  const thread = new Thread<CompletionMethods>({ entry: builtFiles.completionThread, name: 'completion', data, idleMs, log, recorder });
  owned.add(thread);
  const roots = (): readonly string[] => workspace.status().folders.flatMap(({ folder }) => filePathOf(folder) ?? []);
  const lines = owned.add(
    new CompletionClient({
      thread,
      log,
      folders: () =>
        workspace.status().folders.flatMap(({ folder, problem }) => {
          const root = filePathOf(folder);
          return root === undefined || problem !== undefined ? [] : [{ root, paths: workspace.paths(folder) }];
        }),
      isShared: (path, signal) => isShared(workspace, path, roots(), signal),
    }),
  );
  const known = new Map<string, string>();
  owned.add(
    workspace.onSnapshot(({ folder, segments }) => {
      // Unsaved text makes new snapshots too, but the completer gets it from the requests.
      const state = segments.map(({ path, deletedFiles }) => `${path} ${deletedFiles.length}`).join();
      if (known.get(folder) === state) return;
      known.set(folder, state);
      lines.changed();
    }),
  );
  return { lines, dispose: () => owned.dispose() };
}

/** A file that Vibe may change on behalf of a model is neither ignored nor a secret. */
async function isShared(workspace: Workspace, path: string, roots: readonly string[], signal: AbortSignal): Promise<boolean> {
  const inside = insideFolder(path, roots);
  if (inside === undefined) return false;
  const folder = workspace.status().folders.find(one => filePathOf(one.folder) === inside.root);
  if (folder === undefined) return false;
  try {
    await workspace.mayChange(folder.folder, inside.path, signal);
    return true;
  } catch (error) {
    if (isAbort(error) || error instanceof ProblemError) return false;
    throw error;
  }
}
