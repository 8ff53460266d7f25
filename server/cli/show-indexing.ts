/** Shows the progress of indexing: a bar on a terminal, a line at intervals in a pipe, and nothing if the index was up to date. */
import type { Disposable } from '../base/disposables.js';
import type { IndexStatus } from '../protocol/index-status.js';
import type { Terminal } from './terminal.js';

/** Shortest time between lines in a pipe. */
const lineEveryMs = 1_000;
const barEveryMs = 60;
/** Shorter runs show nothing: a warm start needs no progress. */
const quietMs = 150;

export function showIndexing(
  workspace: { onStatus(listener: (status: IndexStatus) => void): Disposable },
  terminal: Terminal,
  now: () => number,
): Disposable {
  const started = now();
  let last = started + quietMs - (terminal.drawsBar ? barEveryMs : lineEveryMs);
  return workspace.onStatus(status => {
    const busy = status.folders.filter(({ phase }) => phase === 'scanning' || phase === 'indexing');
    if (busy.length === 0) return terminal.clearBar();
    const at = now();
    if (at - last < (terminal.drawsBar ? barEveryMs : lineEveryMs)) return;
    last = at;
    let nSeen = 0;
    let nDone = 0;
    for (const folder of busy) {
      nSeen += folder.nSeen;
      nDone += folder.nSearchable + Object.values(folder.leftOut).reduce((sum, n) => sum + n, 0);
    }
    const scanning = busy.every(({ phase }) => phase === 'scanning');
    if (scanning) terminal.progress(0, `Scanning: ${nSeen} files found`);
    else terminal.progress(nSeen === 0 ? 0 : nDone / nSeen, `Indexing: ${nDone} of ${nSeen} files`);
  });
}
