/** The texts of the status bar item and the status list about the index. Pure: the translation is an argument. */
import type { FolderStatus, IndexStatus, LeftOutReason } from '../../server/protocol/index-status.js';
import type { ServerState } from '../../server/protocol/panel-messages.js';
import { problemLine } from '../../server/protocol/problem.js';
import { type SentenceId, say, type Wording, worded } from '../../server/protocol/sentences/sentence.js';

export type Translate = (message: string, ...args: (string | number)[]) => string;

export interface StatusWords {
  readonly text: string;
  readonly tooltip: string;
  readonly warns: boolean;
}

/** `nOpen` is the number of the window's folders: a status that lacks some of them is incomplete. */
export function statusWords(
  server: ServerState,
  status: IndexStatus | undefined,
  nOpen: number,
  t: Translate,
  wording: Wording,
): StatusWords {
  if (server === 'down')
    return { text: `$(warning) ${t('Vibe: stopped')}`, tooltip: t('The server stopped too often. Select to see more.'), warns: true };
  if (server === 'restarting')
    return { text: `$(sync) ${t('Vibe: restarting')}`, tooltip: t('The server stopped and is starting again.'), warns: false };
  if (!status || status.folders.length < nOpen)
    return { text: `$(sync) ${t('Vibe: starting')}`, tooltip: t('The server is starting.'), warns: false };
  const { folders } = status;
  if (folders.length === 0) return { text: '$(search-sparkle)', tooltip: t('Vibe: no folder is open'), warns: false };
  const failed = folders.find(folder => folder.problem);
  if (failed?.problem) {
    return {
      text: `$(warning) ${t('Vibe: {0} is not indexed', oneLine(failed.name))}`,
      tooltip: oneLine(problemLine(failed.problem, wording)),
      warns: true,
    };
  }
  const nSeen = sum(folders, folder => folder.nSeen);
  const nSearchable = sum(folders, folder => folder.nSearchable);
  if (folders.some(folder => folder.phase === 'scanning' || folder.phase === 'indexing')) {
    return {
      text: `$(sync) ${t('Vibe: {0} of {1} files', number(nSearchable), number(nSeen))}`,
      tooltip: t('Indexing… The files counted so far can be searched.'),
      warns: false,
    };
  }
  const embedding = folders.flatMap(folder =>
    folder.embedding && !folder.embedding.serves && !folder.embedding.problem ? [folder.embedding] : [],
  );
  if (embedding.length > 0) {
    const [nEmbedded, nWindows] = [sum(embedding, one => one.nEmbedded), sum(embedding, one => one.nWindows)];
    return {
      text: `$(sync) ${t('Vibe: {0} of {1} passages embedded', number(nEmbedded), number(nWindows))}`,
      tooltip: t('The embedding model reads the workspace in the background. Until it is done, the built-in model is used.'),
      warns: false,
    };
  }
  const note = folders.find(folder => folder.note)?.note;
  const tooltip = t('Vibe: {0} files are searchable', number(nSearchable));
  return {
    text: '$(search-sparkle)',
    tooltip: note === undefined ? tooltip : `${tooltip}. ${oneLine(worded(note, wording))}`,
    warns: false,
  };
}

/** One folder in one line: "4,120 files searchable, 31 skipped (24 ignored, 7 binary), 3.1 MB on disk". */
export function folderWords(folder: FolderStatus, t: Translate, wording: Wording): string {
  if (folder.problem) return oneLine(problemLine(folder.problem, wording));
  const parts = [t('{0} files searchable', number(folder.nSearchable))];
  // The keys of `leftOut` are reasons; `Object.entries` returns them as strings.
  const reasons = Object.entries(folder.leftOut).filter(([, n]) => n > 0) as [LeftOutReason, number][];
  if (reasons.length > 0) {
    const list = reasons.toSorted((a, b) => b[1] - a[1]).map(([reason, n]) => worded(say(skipped[reason], { n }), wording));
    parts.push(t('{0} skipped ({1})', number(sum(reasons, ([, n]) => n)), list.join(', ')));
  }
  parts.push(t('{0} on disk', size(folder.sizeBytes)));
  if (folder.embedding?.problem) parts.push(oneLine(problemLine(folder.embedding.problem, wording)));
  else if (folder.embedding) {
    const { nEmbedded, nWindows, model } = folder.embedding;
    parts.push(t('{0} of {1} passages embedded with {2}', number(nEmbedded), number(nWindows), oneLine(model)));
  }
  if (folder.note !== undefined) parts.push(oneLine(worded(folder.note, wording)));
  return parts.join(', ');
}

const skipped = {
  ignored: 'skippedIgnored',
  excluded: 'skippedExcluded',
  binary: 'skippedBinary',
  'too-large': 'skippedTooLarge',
  minified: 'skippedMinified',
  generated: 'skippedGenerated',
  secret: 'skippedSecret',
  unreadable: 'skippedUnreadable',
  'not-a-file': 'skippedNotAFile',
  vanished: 'skippedVanished',
} as const satisfies Record<LeftOutReason, SentenceId>;

/** File and folder names may contain line breaks and icon syntax, which must have no effect in a label. */
export const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').replaceAll('$(', '$\u200b(');

const number = (n: number): string => n.toLocaleString('en-US');
const sum = <T>(items: readonly T[], value: (item: T) => number): number => items.reduce((total, item) => total + value(item), 0);
const size = (bytes: number): string => (bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`);
