/** Reports indexing to the client: one work-done progress while any folder is being indexed, and `index/changed` at a limited rate. */
import {
  type ProtocolConnection,
  WorkDoneProgress,
  type WorkDoneProgressBegin,
  WorkDoneProgressCreateRequest,
  type WorkDoneProgressEnd,
  type WorkDoneProgressReport,
} from 'vscode-languageserver/node';
import type { Disposable } from '../base/disposables.js';
import type { FolderStatus, IndexStatus } from '../protocol/index-status.js';
import { type Sentence, say, type Wording, worded } from '../protocol/sentences/sentence.js';
import { wirePrefix } from '../protocol/wire.js';
import { statusWithMessages } from './with-message.js';

/** Ten messages a second are more than a person reads. */
const paceMs = 100;

type Progress = { readonly kind: 'none' } | { readonly kind: 'open'; readonly token: string };

export class IndexProgress implements Disposable {
  readonly #connection: ProtocolConnection;
  readonly #showsProgress: boolean;
  readonly #wording: Wording;
  #latest: IndexStatus | undefined;
  #timer: NodeJS.Timeout | undefined;
  #progress: Progress = { kind: 'none' };
  #nProgresses = 0;

  constructor(connection: ProtocolConnection, showsProgress: boolean, wording: Wording) {
    this.#connection = connection;
    this.#showsProgress = showsProgress;
    this.#wording = wording;
  }

  /** The newest status wins. It is sent immediately unless another was sent a moment ago. */
  readonly update = (status: IndexStatus): void => {
    const quiet = this.#timer === undefined;
    this.#latest = status;
    if (!quiet) return;
    this.#send();
    this.#timer = setTimeout(() => this.#paced(), paceMs);
  };

  dispose(): void {
    clearTimeout(this.#timer);
    this.#latest = undefined;
  }

  #paced(): void {
    this.#timer = undefined;
    if (this.#latest === undefined) return;
    this.#send();
    this.#timer = setTimeout(() => this.#paced(), paceMs);
  }

  #send(): void {
    const status = this.#latest;
    this.#latest = undefined;
    if (status === undefined) return;
    // A send fails only if the client is gone, and then the server ends.
    this.#connection.sendNotification(`${wirePrefix}index/changed`, statusWithMessages(status, this.#wording)).catch(() => undefined);
    if (this.#showsProgress) this.#report(status);
  }

  #report(status: IndexStatus): void {
    const busy = status.folders.filter(folder => folder.phase === 'scanning' || folder.phase === 'indexing');
    if (busy.length === 0) return this.#end(status);
    const { text, percentage } = describe(busy);
    const message = worded(text, this.#wording);
    if (this.#progress.kind === 'open') return this.#sendProgress(this.#progress.token, { kind: 'report', message, percentage });
    const token = `vibe-index-${++this.#nProgresses}`;
    this.#progress = { kind: 'open', token };
    this.#connection.sendRequest(WorkDoneProgressCreateRequest.type, { token }).catch(() => undefined);
    this.#sendProgress(token, {
      kind: 'begin',
      title: worded(say('progressIndexing'), this.#wording),
      message,
      percentage,
      cancellable: false,
    });
  }

  #end(status: IndexStatus): void {
    if (this.#progress.kind === 'none') return;
    const nSearchable = status.folders.reduce((sum, folder) => sum + folder.nSearchable, 0);
    this.#sendProgress(this.#progress.token, { kind: 'end', message: worded(say('progressDone', { n: nSearchable }), this.#wording) });
    this.#progress = { kind: 'none' };
  }

  #sendProgress(token: string, value: WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd): void {
    this.#connection.sendProgress(WorkDoneProgress.type, token, value).catch(() => undefined);
  }
}

/** The end of a scan is not known, so its percentage is 0. */
function describe(folders: readonly FolderStatus[]): { text: Sentence; percentage: number } {
  let nSeen = 0;
  let nDone = 0;
  for (const folder of folders) {
    nSeen += folder.nSeen;
    nDone += folder.nSearchable + Object.values(folder.leftOut).reduce((sum, n) => sum + n, 0);
  }
  const scanning = folders.every(folder => folder.phase === 'scanning');
  if (scanning) return { text: say('progressListing', { n: nSeen }), percentage: 0 };
  const percentage = nSeen === 0 ? 0 : Math.min(100, Math.floor((nDone / nSeen) * 100));
  return { text: say('progressReading', { n: nDone, of: nSeen }), percentage };
}
