/** What the editor itself can attach, as rows of the `@` menu. Pure. */
import type { EditorSource, MenuRow } from '../state/panel-state.js';
import type { PlainWordKey, Words } from '../words/english.js';

interface SourceRow {
  readonly source: EditorSource;
  readonly label: PlainWordKey;
  readonly detail: PlainWordKey;
  /** Further names under which people may look for it. */
  readonly also: readonly string[];
}

const rows: readonly SourceRow[] = [
  { source: 'selection', label: 'sourceSelection', detail: 'sourceSelectionDetail', also: [] },
  { source: 'active-file', label: 'sourceActiveFile', detail: 'sourceActiveFileDetail', also: ['file'] },
  { source: 'open-editors', label: 'sourceOpenEditors', detail: 'sourceOpenEditorsDetail', also: ['editors', 'tabs'] },
  { source: 'problems', label: 'sourceProblems', detail: 'sourceProblemsDetail', also: ['errors', 'diagnostics'] },
  { source: 'git-changes', label: 'sourceGitChanges', detail: 'sourceGitChangesDetail', also: ['git', 'diff', 'unstaged'] },
  { source: 'git-staged', label: 'sourceGitStaged', detail: 'sourceGitStagedDetail', also: ['git', 'diff', 'staged'] },
  { source: 'git-commit', label: 'sourceGitCommit', detail: 'sourceGitCommitDetail', also: ['git', 'commit', 'log'] },
  { source: 'git-branch', label: 'sourceGitBranch', detail: 'sourceGitBranchDetail', also: ['git', 'branch', 'diff'] },
  { source: 'terminal', label: 'sourceTerminal', detail: 'sourceTerminalDetail', also: ['output', 'shell'] },
  { source: 'meaning', label: 'sourceMeaning', detail: 'sourceMeaningDetail', also: ['search', 'find'] },
  { source: 'document', label: 'sourceDocument', detail: 'sourceDocumentDetail', also: ['pdf', 'docx', 'word'] },
  { source: 'web-page', label: 'sourceWebPage', detail: 'sourceWebPageDetail', also: ['url', 'http', 'page'] },
  { source: 'conversation', label: 'sourceConversation', detail: 'sourceConversationDetail', also: ['chat', 'history'] },
];

/** `webPages`: whether pages may be read; if not, they are not offered. */
export function editorSources(query: string, words: Words, webPages: boolean): readonly MenuRow[] {
  const wanted = query.toLowerCase();
  const begins = (text: string): boolean => text.toLowerCase().startsWith(wanted);
  return rows
    .filter(({ source }) => source !== 'web-page' || webPages)
    .filter(({ source, label, also }) => begins(source) || begins(words[label]) || also.some(begins))
    .map(({ source, label, detail }) => ({ kind: 'editor', source, label: words[label], detail: words[detail] }));
}

/** Texts that the editor has at hand; all others are picked in a dialog. */
export const isAtHand = (source: EditorSource): source is 'selection' | 'problems' | 'open-editors' | 'active-file' =>
  source === 'selection' || source === 'problems' || source === 'open-editors' || source === 'active-file';
