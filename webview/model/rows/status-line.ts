/** The line above the conversation: what a person should know now, and nothing if all is well. Pure. */
import type { IndexStatus } from '../../../server/protocol/index-status.js';
import type { ServerState } from '../../../server/protocol/panel-messages.js';
import { problemLine } from '../../../server/protocol/problem.js';
import { type Wording, worded } from '../../../server/protocol/sentences/sentence.js';
import type { PlainWordKey, Words } from '../words/english.js';
import { fillWords } from '../words/fill-words.js';

export interface StatusLine {
  readonly level: 'info' | 'warning';
  readonly text: string;
  /** Between 0 and 1 if progress can be measured. */
  readonly progress?: number;
  readonly button?: { readonly label: PlainWordKey; readonly act: 'restart-server' | 'show-status' };
}

export function statusLine(server: ServerState, index: IndexStatus | undefined, words: Words, wording: Wording): StatusLine | undefined {
  if (server === 'restarting') return { level: 'warning', text: words.serverRestarting };
  if (server === 'down') return { level: 'warning', text: words.serverDown, button: { label: 'restart', act: 'restart-server' } };
  if (!index) return undefined;
  const failed = index.folders.find(folder => folder.phase === 'failed');
  if (failed) {
    const { problem, name } = failed;
    const text = problem
      ? fillWords(words, 'indexFailedBecause', { name, reason: problemLine(problem, wording) })
      : fillWords(words, 'indexFailed', { name });
    return { level: 'warning', text };
  }
  const busy = index.folders.filter(folder => folder.phase === 'scanning' || folder.phase === 'indexing');
  if (busy.length > 0) {
    const nSeen = sum(index.folders.map(folder => folder.nSeen));
    if (busy.some(folder => folder.phase === 'scanning')) {
      return { level: 'info', text: fillWords(words, 'indexScanning', { n: nSeen }) };
    }
    const nSearchable = sum(index.folders.map(folder => folder.nSearchable));
    const nLeftOut = sum(index.folders.flatMap(folder => Object.values(folder.leftOut)));
    const nWanted = Math.max(nSearchable, nSeen - nLeftOut);
    return {
      level: 'info',
      text: fillWords(words, 'indexIndexing', { searchable: nSearchable, seen: nWanted }),
      progress: nWanted === 0 ? 0 : nSearchable / nWanted,
    };
  }
  const note = index.folders.find(folder => folder.note !== undefined)?.note;
  return note === undefined
    ? undefined
    : { level: 'warning', text: worded(note, wording), button: { label: 'showLog', act: 'show-status' } };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);
