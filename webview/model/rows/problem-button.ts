/** The button beside a problem. Pure. */
import type { ProblemCode } from '../../../server/protocol/problem.js';
import type { PlainWordKey } from '../words/english.js';

/** What a button does: ask the same question again, or run an action of the editor. */
export type ProblemAct = 'ask-again' | 'restart-server' | 'rebuild-index' | 'show-log' | 'open-settings' | 'set-api-key' | 'choose-model';

export interface ProblemButton {
  readonly label: PlainWordKey;
  readonly act: ProblemAct;
}

export function problemButton(code: ProblemCode): ProblemButton {
  switch (code) {
    case 'server-down':
      return { label: 'restart', act: 'restart-server' };
    case 'index-damaged':
      return { label: 'rebuildIndex', act: 'rebuild-index' };
    case 'model-missing':
    case 'model-unfit':
      return { label: 'chooseModel', act: 'choose-model' };
    case 'offline':
      return { label: 'openSettings', act: 'open-settings' };
    case 'endpoint-unauthorised':
      return { label: 'setApiKey', act: 'set-api-key' };
    case 'internal':
    case 'unknown-method':
    case 'bad-params':
      return { label: 'showLog', act: 'show-log' };
    case 'no-folder':
    case 'folder-unreadable':
    case 'index-busy':
    case 'storage-unwritable':
    case 'queue-full':
    case 'endpoint-unreachable':
    case 'endpoint-refused':
    case 'endpoint-busy':
    case 'endpoint-nonsense':
    case 'endpoint-stalled':
    case 'stream-cut':
    case 'model-loading':
    case 'context-overflow':
    case 'embedder-failed':
    case 'not-found':
    case 'untrusted':
    case 'document-unreadable':
    case 'file-changed':
    case 'edit-unsure':
    case 'edit-refused':
      return { label: 'askAgain', act: 'ask-again' };
  }
}
