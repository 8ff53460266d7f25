/** The one line over the conversation: only what a person should know now, nothing when all is well. Pure. */
import type { IndexStatus } from '../../../server/protocol/index-status.js';
import { localiseProblem, type ProblemTexts } from '../../../server/protocol/localise-problem.js';
import type { ServerState } from '../../../server/protocol/panel-messages.js';
import type { WordKey, Words } from '../words/english.js';
import { say } from '../words/say.js';

export interface StatusLine {
  readonly level: 'info' | 'warning';
  readonly text: string;
  /** Between 0 and 1 while there is something to measure. */
  readonly progress?: number;
  readonly button?: { readonly label: WordKey; readonly act: 'restart-server' | 'show-status' };
}

export function statusLine(
  server: ServerState,
  index: IndexStatus | undefined,
  language: string,
  words: Words,
  problems: ProblemTexts = {},
): StatusLine | undefined {
  if (server === 'restarting') return { level: 'warning', text: words.serverRestarting };
  if (server === 'down') return { level: 'warning', text: words.serverDown, button: { label: 'restart', act: 'restart-server' } };
  if (!index) return undefined;
  const failed = index.folders.find(folder => folder.phase === 'failed');
  if (failed) {
    const problem = failed.problem && localiseProblem(failed.problem, problems);
    const reason = problem ? `: ${problem.message}. ${problem.remedy}.` : '.';
    return { level: 'warning', text: say(words, 'indexFailed', { name: failed.name }) + reason };
  }
  const busy = index.folders.filter(folder => folder.phase === 'scanning' || folder.phase === 'indexing');
  if (busy.length > 0) {
    const nSeen = sum(index.folders.map(folder => folder.nSeen));
    if (busy.some(folder => folder.phase === 'scanning')) {
      return { level: 'info', text: say(words, 'indexScanning', { n: nSeen.toLocaleString(language) }) };
    }
    const nSearchable = sum(index.folders.map(folder => folder.nSearchable));
    const nLeftOut = sum(index.folders.flatMap(folder => Object.values(folder.leftOut)));
    const nWanted = Math.max(nSearchable, nSeen - nLeftOut);
    return {
      level: 'info',
      text: say(words, 'indexIndexing', { searchable: nSearchable.toLocaleString(language), seen: nWanted.toLocaleString(language) }),
      progress: nWanted === 0 ? 0 : nSearchable / nWanted,
    };
  }
  const note = index.folders.find(folder => folder.note !== undefined)?.note;
  return note === undefined ? undefined : { level: 'warning', text: note, button: { label: 'showLog', act: 'show-status' } };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);
